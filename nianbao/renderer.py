"""The one browser of this process that draws figures and pages into files: PNG, SVG and PDF without a viewer's window."""

from __future__ import annotations

import asyncio
import atexit
import base64
import logging
import os
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import TimeoutError as Late
from typing import Any, TypeVar

from choreographer.browsers import BrowserClosedError, BrowserFailedError
from choreographer.browsers.chromium import Chromium
from choreographer.channels import ChannelClosedError
from choreographer.errors import ChromeNotFoundError
from kaleido import Kaleido
from kaleido.errors import JavascriptError, KaleidoError

from nianbao.charts.picture import SIZES, laid_out
from nianbao.charts.plot import Plot
from nianbao.charts.theme import FONTS
from nianbao.errors import NianbaoError
from nianbao.settings import load_export

PATIENCE = 90.0
FORMATS = ("png", "svg")
NO_BROWSER = (
    "本机没有找到可用的浏览器，服务器端的图片、PDF 画不出来；网页上图表右上角的下载按钮仍可用。"
    "请安装 Chromium、Chrome 或 Edge（Debian：apt-get install chromium fonts-noto-cjk），"
    "或用环境变量 BROWSER_PATH 写明浏览器程序的完整路径。"
)
BROKEN_BROWSER = (
    "浏览器启动后随即退出，服务器端的图片、PDF 画不出来；网页上图表右上角的下载按钮仍可用。"
    "请先在这台机器上直接运行一次浏览器看它报什么错，或用环境变量 BROWSER_PATH 换一个浏览器。"
)
TOFU = (
    "服务器的浏览器没有中文字体，图里的汉字会成为方框。"
    "请安装中文字体（Debian：apt-get install fonts-noto-cjk；Windows 自带微软雅黑）后重新启动看板。"
)
# Two different characters drawn by the same missing-glyph box leave the same pixels.
_GLYPHS = """(fonts => {
  const drawn = text => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 48;
    const pen = canvas.getContext('2d');
    pen.font = `32px ${fonts}`;
    pen.fillText(text, 4, 38);
    return pen.getImageData(0, 0, 48, 48).data.join();
  };
  return new Set(['国', '网', '机', ' '].map(drawn)).size === 4;
})"""
_GONE = (BrowserClosedError, BrowserFailedError, ChannelClosedError, BrokenPipeError)
Result = TypeVar("Result")


class RenderError(NianbaoError):
    """A picture or page cannot be drawn on this machine; the message says why and what to install."""


class _Quiet(Chromium):
    """Chromium that never looks outside: nothing it draws comes from a network."""

    def get_cli(self) -> list[str]:
        return [*super().get_cli(), "--disable-background-networking", "--disable-quic", "--disable-default-apps"]


def browser_path() -> str | None:
    """The browser that will draw: the one named by BROWSER_PATH, else what is found on this machine."""
    given = os.environ.get("BROWSER_PATH")
    if given:
        return given if os.path.isfile(given) else None
    found = Chromium.find_browser(skip_local=False)
    return str(found) if found else None


class Renderer:
    """A browser started at the first picture and kept; requests of many threads take turns, one figure at a time.

    A long export asks figure by figure, so another viewer's picture waits for one figure at most.
    """

    def __init__(self, browser: str | None = None) -> None:
        self._path = browser
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._kaleido: Kaleido | None = None

    def figure(self, figure: Any, width: int, height: int, *, scale: float = 1.0, format: str = "png") -> bytes:
        """A Plotly figure (or its dict) laid out at width × height and drawn `scale` times as large."""
        options = {"width": width, "height": height, "scale": scale, "format": format}
        return self._ask(lambda kaleido: kaleido.calc_fig(figure, opts=options))

    def pages(self, html: str) -> bytes:
        """A whole HTML document as PDF; its own @page rule gives the paper."""
        return self._ask(lambda kaleido: _print(kaleido, html))

    def problem(self) -> str:
        """Why this machine cannot draw, in Chinese; empty when it can. Draws a Chinese glyph to know."""
        try:
            self._started()
        except RenderError as error:
            return str(error)
        return ""

    def close(self) -> None:
        """Stops the browser; the next request starts another."""
        with self._lock:
            self._stop()

    def _ask(self, work: Callable[[Kaleido], Awaitable[Result]]) -> Result:
        try:
            return self._run(work)
        except _GONE:  # the browser died (memory, an update): once more with a new one
            self.close()
        try:
            return self._run(work)
        except _GONE as error:
            raise RenderError(BROKEN_BROWSER) from error

    def _run(self, work: Callable[[Kaleido], Awaitable[Result]]) -> Result:
        loop, kaleido = self._started()

        async def job() -> Result:
            return await work(kaleido)

        asked = asyncio.run_coroutine_threadsafe(job(), loop)
        try:
            return asked.result(PATIENCE + 30)
        except Late as error:
            asked.cancel()
            self.close()
            raise RenderError(f"浏览器超过 {PATIENCE:.0f} 秒没有画完这张图，已重新启动；请再试一次。") from error
        except (KaleidoError, JavascriptError) as error:
            raise RenderError(f"浏览器画不出这张图：{error}。其他图不受影响；请把这句话告诉管理员。") from error

    def _started(self) -> tuple[asyncio.AbstractEventLoop, Kaleido]:
        with self._lock:
            if self._loop is None or self._kaleido is None:
                self._start()
            assert self._loop is not None and self._kaleido is not None
            return self._loop, self._kaleido

    def _start(self) -> None:
        for noisy in ("choreographer", "kaleido"):
            logging.getLogger(noisy).setLevel(logging.ERROR)
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, name="nianbao-renderer", daemon=True).start()

        async def begin() -> Kaleido:
            # mathjax would be fetched from a public host by every page
            kaleido = Kaleido(n=1, timeout=PATIENCE, mathjax=False, path=self._path, browser_cls=_Quiet)
            await kaleido.open()
            return kaleido

        try:
            kaleido = asyncio.run_coroutine_threadsafe(begin(), loop).result(PATIENCE)
            chinese = asyncio.run_coroutine_threadsafe(_has_glyphs(kaleido), loop).result(PATIENCE)
        except (ChromeNotFoundError, OSError) as error:
            loop.call_soon_threadsafe(loop.stop)
            raise RenderError(NO_BROWSER) from error
        except BaseException:
            loop.call_soon_threadsafe(loop.stop)
            raise
        self._loop, self._kaleido = loop, kaleido
        if not chinese:
            self._stop()
            raise RenderError(TOFU)

    def _stop(self) -> None:
        loop, kaleido = self._loop, self._kaleido
        self._loop = self._kaleido = None
        if loop is None or kaleido is None:
            return
        try:
            asyncio.run_coroutine_threadsafe(_finish(kaleido), loop).result(20)
        except Exception as error:  # noqa: BLE001  it is going away in any case
            logging.getLogger(__name__).warning("browser did not close: %s", type(error).__name__)
        loop.call_soon_threadsafe(loop.stop)


async def _finish(kaleido: Kaleido) -> None:
    await kaleido.close()


async def _print(kaleido: Kaleido, html: str) -> bytes:
    tab = await kaleido.create_tab("about:blank")
    try:
        tree = await _said(tab, "Page.getFrameTree")
        await _said(tab, "Page.setDocumentContent", frameId=tree["frameTree"]["frame"]["id"], html=html)
        await _said(tab, "Runtime.evaluate", expression="document.fonts.ready.then(() => true)", awaitPromise=True)
        printed = await _said(tab, "Page.printToPDF", printBackground=True, preferCSSPageSize=True)
        return base64.b64decode(printed["data"])
    finally:
        await tab.close()


async def _has_glyphs(kaleido: Kaleido) -> bool:
    """False when Chinese text in the board's fonts would come out as boxes."""
    tab = await kaleido.create_tab("about:blank")
    try:
        found = await _said(tab, "Runtime.evaluate", expression=f"{_GLYPHS}(`{FONTS}`)", returnByValue=True)
        return bool(found["result"]["value"])
    finally:
        await tab.close()


async def _said(tab: Any, command: str, **parameters: Any) -> dict[str, Any]:
    """The result of one DevTools command. Raises RenderError with the browser's own words."""
    answer = await tab.send_command(command, params=parameters)
    if "error" in answer:
        raise RenderError(f"浏览器拒绝了“{command}”：{answer['error'].get('message', '')}。请重试；仍不行请更新浏览器。")
    result: dict[str, Any] = answer["result"]
    return result


def picture(
    plot: Plot,
    size: str = "wide",
    format: str = "png",
    scale: float = 2.0,
    *,
    title: str = "",
    watermark: str | None = None,
    renderer: Renderer | None = None,
) -> bytes:
    """A plot as a finished picture: `size` is a key of SIZES, `scale` multiplies its pixels (SVG keeps its nominal ones).

    `title` replaces the plot's own; `watermark` the one in data/settings.yml (an empty text: none).
    """
    if size not in SIZES:
        raise RenderError(f"没有名为“{size}”的图片尺寸；可用：{'、'.join(f'{k}（{s.title}）' for k, s in SIZES.items())}。")
    if format not in FORMATS:
        raise RenderError(f"图片格式“{format}”不能导出；可用：{'、'.join(FORMATS)}。")
    wanted = SIZES[size]
    mark = load_export().watermark if watermark is None else watermark
    figure, (width, height) = laid_out(plot.titled(title) if title else plot, wanted.canvas, mark)
    factor = wanted.width / width * (scale if format == "png" else 1.0)
    return (renderer or shared()).figure(figure, width, height, scale=factor, format=format)


_shared: Renderer | None = None
_shared_lock = threading.Lock()


def shared() -> Renderer:
    """The renderer of this process, started by its first request and stopped with the process."""
    global _shared
    with _shared_lock:
        if _shared is None:
            _shared = Renderer()
            atexit.register(_shared.close)
        return _shared


def close_shared() -> None:
    """Stops the renderer of this process, if it was ever asked for."""
    if _shared is not None:
        _shared.close()
