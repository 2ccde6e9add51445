// Shows a deck full screen: one slide at a time, scaled to the window, moved by keys, clicker, touch or a clock.
// The data are UTF-8 JSON: {bundle, slides: [{figure, width, height, alt, remark, note, problem}], auto, back}.

const decoder = new TextDecoder();
const states = new WeakMap();
let library;

function loaded(bundle) {
  library ??= new Promise((done, failed) => {
    if (window.Plotly?.newPlot) return done(window.Plotly);
    const script = document.createElement('script');
    script.src = new URL(bundle, import.meta.url);
    script.onload = () => done(window.Plotly);
    script.onerror = () => { library = undefined; failed(new Error(bundle)); };
    document.head.append(script);
  });
  return library;
}

export default function ({ data, parentElement }) {
  const told = JSON.parse(typeof data === 'string' ? data : decoder.decode(data));
  const root = parentElement.querySelector('.nb-stage');
  let state = states.get(root);
  if (!state) {
    state = { at: 0, drawn: new Map(), playing: told.auto > 0 };
    states.set(root, state);
    controls(root, state);
  }
  state.told = told;
  state.at = Math.min(state.at, Math.max(told.slides.length - 1, 0));
  state.drawn.clear();
  root.querySelector('.nb-slides').replaceChildren(...told.slides.map(page));
  root.querySelector('.nb-dots').replaceChildren(...told.slides.map(dot(root, state)));
  show(root, state);
  clock(root, state);
}

function page(slide) {
  const place = document.createElement('section');
  place.className = 'nb-slide';
  place.innerHTML = '<div class="nb-canvas"><div class="nb-picture"></div><p class="nb-remark"></p></div>';
  const canvas = place.querySelector('.nb-canvas');
  canvas.style.width = `${slide.width}px`;
  const remark = place.querySelector('.nb-remark');
  remark.textContent = slide.problem || [slide.remark, slide.note].filter(Boolean).join('　');
  remark.hidden = !remark.textContent;
  remark.classList.toggle('nb-problem', Boolean(slide.problem));
  return place;
}

const dot = (root, state) => (_, index) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.title = `第 ${index + 1} 张`;
  button.onclick = () => go(root, state, index);
  return button;
};

async function draw(root, state, index) {
  const slide = state.told.slides[index];
  if (!slide?.figure || state.drawn.has(index)) return;
  state.drawn.set(index, slide);
  const place = root.querySelectorAll('.nb-picture')[index];
  const Plotly = await loaded(state.told.bundle);
  if (state.told.slides[index] !== slide) return;
  const layout = { ...slide.figure.layout, width: slide.width, height: slide.height };
  await Plotly.newPlot(place, slide.figure.data, layout, { staticPlot: true });
  place.setAttribute('role', 'img');
  place.setAttribute('aria-label', slide.alt);
  place.dataset.nbChart = 'drawn';
}

async function show(root, state) {
  const slides = root.querySelectorAll('.nb-slide');
  slides.forEach((slide, index) => { slide.hidden = index !== state.at; });
  root.querySelectorAll('.nb-dots button').forEach((button, index) => button.classList.toggle('on', index === state.at));
  root.querySelector('.nb-count').textContent = slides.length ? `${state.at + 1} / ${slides.length}` : '';
  root.dataset.at = state.at;
  fit(root, state);
  await draw(root, state, state.at);
  draw(root, state, (state.at + 1) % Math.max(slides.length, 1));
}

// Laid out at one size and scaled, so that a slide looks the same on every screen.
function fit(root, state) {
  const slide = root.querySelectorAll('.nb-slide')[state.at];
  if (!slide) return;
  const canvas = slide.querySelector('.nb-canvas');
  const room = root.querySelector('.nb-slides').getBoundingClientRect();
  const height = state.told.slides[state.at].full;
  canvas.style.height = `${height}px`;
  const scale = Math.min(room.width / state.told.slides[state.at].width, room.height / height);
  canvas.style.transform = `translate(-50%, -50%) scale(${scale})`;
}

function go(root, state, index) {
  const count = state.told.slides.length;
  if (!count) return;
  state.at = (index + count) % count;
  show(root, state);
  clock(root, state);
}

function clock(root, state) {
  clearInterval(state.timer);
  root.classList.toggle('nb-playing', state.playing);
  if (state.playing && state.told.slides.length > 1)
    state.timer = setInterval(() => { if (root.isConnected) go(root, state, state.at + 1); else clearInterval(state.timer); }, (state.told.auto || 15) * 1000);
}

function controls(root, state) {
  const step = by => go(root, state, state.at + by);
  const full = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  const actions = {
    ArrowRight: () => step(1), ArrowDown: () => step(1), PageDown: () => step(1), ' ': () => step(1), Enter: () => step(1),
    ArrowLeft: () => step(-1), ArrowUp: () => step(-1), PageUp: () => step(-1), Backspace: () => step(-1),
    Home: () => go(root, state, 0), End: () => go(root, state, -1),
    f: full, b: () => root.classList.toggle('nb-blank'), '.': () => root.classList.toggle('nb-blank'),
    p: () => { state.playing = !state.playing; clock(root, state); },
    Escape: () => { if (!document.fullscreenElement) location.href = state.told.back; },
  };
  const key = event => {
    if (!root.isConnected) return document.removeEventListener('keydown', key, true);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actions[event.key] ?? actions[event.key.toLowerCase()];
    if (act) { event.preventDefault(); event.stopPropagation(); act(); }
  };
  document.addEventListener('keydown', key, true);
  root.querySelector('.nb-slides').onclick = event => step(event.clientX < innerWidth / 3 ? -1 : 1);
  root.querySelector('[data-do=full]').onclick = full;
  root.querySelector('[data-do=leave]').onclick = () => { location.href = state.told.back; };
  let start = null;
  root.addEventListener('touchstart', event => { start = event.touches[0].clientX; }, { passive: true });
  root.addEventListener('touchend', event => {
    const by = event.changedTouches[0].clientX - (start ?? 0);
    if (Math.abs(by) > 60) { event.preventDefault(); step(by < 0 ? 1 : -1); }
  });
  let quiet;
  root.addEventListener('mousemove', () => {
    root.classList.remove('nb-quiet');
    clearTimeout(quiet);
    quiet = setTimeout(() => root.classList.add('nb-quiet'), 2500);
  });
  new ResizeObserver(() => fit(root, state)).observe(root);
}
