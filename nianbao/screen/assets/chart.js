// Draws one figure with Plotly, tells the server which point was clicked, and makes the picture that was asked for.
// The data are UTF-8 JSON: {bundle, figure, title, height, alt, may, picture}; see nianbao/screen/canvas.py.

const decoder = new TextDecoder();
let library;
let ready;

function loaded(bundle) {
  library ??= new Promise((done, failed) => {
    const script = document.createElement('script');
    script.src = new URL(bundle, import.meta.url);
    script.onload = () => { ready = window.Plotly; done(ready); drawAtIdle(); };
    script.onerror = () => { library = undefined; failed(new Error(bundle)); };
    document.head.append(script);
  });
  return library;
}

const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, scrollZoom: false, showTips: false };

// Far below the fold a chart is only a place of the right height until it comes near the window or the browser has
// nothing else to do: a printer does not wait, so all of them should stand by the time someone prints. Where someone
// prints at once, what is left is drawn while the page is laid out for paper.
const waiting = new Map();
const near = new IntersectionObserver(entries => {
  for (const entry of entries) if (entry.isIntersecting) waiting.get(entry.target)?.();
}, { rootMargin: '500px' });
const drawAll = () => { for (const draw of [...waiting.values()]) draw(); };
window.addEventListener('beforeprint', drawAll);
window.matchMedia('print').addEventListener('change', event => { if (event.matches) drawAll(); });
const whenIdle = act => (window.requestIdleCallback ?? setTimeout)(act, window.requestIdleCallback ? { timeout: 4000 } : 200);
let idling = false;
function drawAtIdle() {
  if (idling || !ready) return;
  const next = [...waiting].find(([plot]) => plot.offsetParent);
  if (!next) return;
  idling = true;
  whenIdle(async () => {
    idling = false;
    await waiting.get(next[0])?.();
    drawAtIdle();
  });
}

// On paper a chart takes the width there is: its layers get a coordinate system of their own, which scales.
function scalable(plot) {
  const { width, height } = plot._fullLayout;
  for (const layer of plot.querySelectorAll('.main-svg')) layer.setAttribute('viewBox', `0 0 ${width} ${height}`);
  plot.style.setProperty('--nb-width', `${width}px`);
  plot.style.setProperty('--nb-ratio', width / height);
}

const states = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const told = JSON.parse(typeof data === 'string' ? data : decoder.decode(data));
  const root = parentElement.querySelector('.nb-chart');
  const plot = root.querySelector('.nb-plot');
  let state = states.get(root);
  if (!state) {
    state = { drawn: '', asked: 0 };
    states.set(root, state);
    tools(root, state, () => state.tell);
  }
  state.tell = setTriggerValue;
  state.told = told;
  plot.style.height = `${told.height}px`;
  plot.setAttribute('role', 'img');
  plot.setAttribute('aria-label', told.alt);
  for (const act of ['picture', 'pin']) root.querySelector(`[data-do=${act}]`).hidden = !told.may.includes(act);

  const figure = JSON.stringify(told.figure);
  const draw = async () => {
    near.unobserve(plot);
    waiting.delete(plot);
    plot.dataset.nbChart = 'drawing';
    // With the library at hand nothing is awaited before the chart stands: a page that is being printed has no time.
    const Plotly = ready ?? await loaded(told.bundle);
    if (state.told !== told) return;
    const { data: traces, layout } = told.figure;
    const fresh = !plot.classList.contains('js-plotly-plot');
    const done = (fresh ? Plotly.newPlot : Plotly.react)(plot, traces, { ...layout, autosize: true }, CONFIG);
    scalable(plot);
    await done;
    scalable(plot);
    if (fresh) plot.on('plotly_afterplot', () => scalable(plot));
    if (fresh) plot.on('plotly_click', event => {
      const key = event.points.map(point => point.customdata).find(key => key?.length);
      if (key) state.tell('point', [...key]);
    });
    plot.dataset.nbChart = 'drawn';
  };
  if (state.drawn !== figure) {
    state.drawn = figure;
    if (plot.classList.contains('js-plotly-plot')) draw();
    else {
      plot.dataset.nbChart = 'waiting';
      waiting.set(plot, draw);
      near.observe(plot);
      // Once the page stands, fetch the library, so that scrolling finds it ready.
      whenIdle(() => loaded(told.bundle).then(drawAtIdle, () => {}));
    }
  }
  if (told.picture && told.picture.id !== state.picture) {
    state.picture = told.picture.id;
    picture(told, state);
  }

  let width = plot.clientWidth;
  const sized = new ResizeObserver(() => {
    if (matchMedia('print').matches || plot.clientWidth === width || !plot.classList.contains('js-plotly-plot')) return;
    width = plot.clientWidth;
    cancelAnimationFrame(state.frame);
    state.frame = requestAnimationFrame(() => { if (plot.offsetParent) window.Plotly.Plots.resize(plot); });
  });
  sized.observe(plot);
  return () => { sized.disconnect(); near.unobserve(plot); waiting.delete(plot); };
}

// The buttons over the chart: picture, clipboard, pin.
function tools(root, state, tell) {
  const bar = root.querySelector('.nb-tools');
  const sheet = root.querySelector('.nb-sheet');
  const say = text => { sheet.querySelector('.nb-said').textContent = text; };
  const open = () => {
    sheet.querySelector('input[name=title]').value = state.told.title;
    sheet.hidden = false;
    say('');
    sheet.querySelector('input[name=title]').focus();
  };
  bar.querySelector('[data-do=picture]').onclick = () => (sheet.hidden ? open() : (sheet.hidden = true));
  bar.querySelector('[data-do=pin]').onclick = () => tell()('pin', { at: Date.now() });
  sheet.addEventListener('keydown', event => { if (event.key === 'Escape') sheet.hidden = true; });
  sheet.querySelector('[data-do=close]').onclick = () => { sheet.hidden = true; };
  for (const button of sheet.querySelectorAll('button[data-how]')) button.onclick = () => {
    const how = button.dataset.how;
    const ask = {
      how,
      id: `${Date.now()}`,
      shape: sheet.querySelector('select[name=shape]').value,
      title: sheet.querySelector('input[name=title]').value.trim(),
    };
    if (how === 'copy') {
      if (!window.isSecureContext || !window.ClipboardItem) return say('此地址不是 https，浏览器不允许写入剪贴板，请改用下载。');
      // The browser wants the promise while the click is fresh; the picture may come a moment later.
      const blob = new Promise((done, failed) => { state.copied = { done, failed }; });
      navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
        .then(() => say('已复制，可直接粘贴到幻灯片。'), () => say('浏览器没有允许写入剪贴板，请改用下载。'));
    }
    say('正在绘制……');
    tell()('picture', ask);
  };
  state.say = say;
}

async function picture(told, state) {
  const { figure, width, height, scale, name, how } = told.picture;
  const Plotly = await loaded(told.bundle);
  const place = document.createElement('div');
  place.style.cssText = `position:fixed;left:-10000px;top:0;width:${width}px;height:${height}px`;
  document.body.append(place);
  try {
    await document.fonts.ready;
    await Plotly.newPlot(place, figure.data, { ...figure.layout, width, height }, { staticPlot: true });
    const format = how === 'svg' ? 'svg' : 'png';
    const url = await Plotly.toImage(place, { format, width, height, scale: format === 'svg' ? 1 : scale });
    if (how === 'copy') {
      const bytes = Uint8Array.from(atob(url.split(',')[1]), char => char.charCodeAt(0));
      state.copied?.done(new Blob([bytes], { type: 'image/png' }));
    } else {
      const link = document.createElement('a');
      link.href = url;
      link.download = `${name}.${format}`;
      link.click();
      state.say('已下载。');
    }
  } catch (error) {
    state.copied?.failed(error);
    state.say('图片没有生成，请再试一次。');
  } finally {
    Plotly.purge(place);
    place.remove();
  }
}
