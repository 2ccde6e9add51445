"""Export commands for the slide: one picture, or a whole deck as PPTX or PDF."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from nianbao.cli_view import view_options
from nianbao.errors import NianbaoError
from nianbao.settings import load_export
from nianbao.written import checked_target, write_bytes

PICTURE_SIZES = ("wide", "classic", "square", "vertical")
CHARTS = (
    "trend", "index", "multiples", "ranking", "profile", "pairs", "heat", "small", "outcomes_by_year", "outcomes_by_applicant",
    "disputes", "elsewhere",
)  # fmt: skip


def deck_commands(kinds: Any) -> None:
    """Adds the commands to `nianbao export`."""
    shot = kinds.add_parser("picture", help="一张图（png 或 svg），版面固定，可直接放进幻灯片")
    view_options(shot)
    _watermark(shot)
    shot.add_argument("--chart", choices=CHARTS, default="trend", help="哪种图（默认 trend，走势）")
    shot.add_argument("--second", default="", metavar="指标", help="散点图（pairs）的纵轴指标")
    shot.add_argument(
        "--size", choices=PICTURE_SIZES, default="wide", help="宽屏 16:9、普屏 4:3、方形、竖版（默认 wide，1920×1080）"
    )
    shot.add_argument("--scale", type=float, default=2.0, help="png 的放大倍数（默认 2）")
    shot.add_argument("--title", default="", help="换一个标题")
    shot.add_argument("-o", "--output", required=True, metavar="文件.png|文件.svg")
    shot.set_defaults(run=_picture)
    deck = kinds.add_parser("deck", help="演示文稿：pptx（图表可编辑）或 pdf，每页一图")
    view_options(deck)
    _watermark(deck)
    deck.add_argument(
        "--charts",
        default="",
        help=f"每个指标画哪几种图，逗号分隔；不写则本年要点：变差和向好的走势、位次、构成，约十页：{'、'.join(CHARTS)}",
    )
    deck.add_argument("--second", default="", metavar="指标", help="散点图（pairs）的纵轴指标")
    deck.add_argument("--title", default="", help="封面标题；不写则为“机构 年份 年报要点”")
    deck.add_argument("-o", "--output", required=True, metavar="文件.pptx|文件.pdf")
    deck.set_defaults(run=_deck)


def _watermark(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--watermark", default=None, help="水印文字，如 内部资料（默认按 data/settings.yml）")


def _picture(options: argparse.Namespace) -> int:
    # here and not above: the drawing libraries take a second that no other command should wait for
    from nianbao.asked import asked_desk, asked_indicators, asked_plots
    from nianbao.charts import Nothing
    from nianbao.renderer import FORMATS, picture

    target = checked_target(options.output, [f".{kind}" for kind in FORMATS])
    desk = asked_desk(options.dataset, options.agency, options.years, options.year, options.group)
    indicators = asked_indicators(desk, options.indicator)[:1]
    made = next(asked_plots(desk, indicators, [options.chart], options.second))
    if isinstance(made, Nothing):
        raise NianbaoError(f"画不出这张图。{made.what}：{made.advice}")
    data = picture(made, options.size, target.suffix[1:].lower(), options.scale, title=options.title, watermark=options.watermark)
    write_bytes(target, data)
    print(f"{options.title or made.frame.title}：已写到 {target}")
    return 0


def _deck(options: argparse.Namespace) -> int:
    from nianbao.asked import asked_desk, asked_indicators, asked_plots, usual_slides
    from nianbao.charts import Nothing, Plot
    from nianbao.exporters.deck import write_deck
    from nianbao.exporters.paged import write_pages
    from nianbao.slide import Slide

    target = checked_target(options.output, [".pptx", ".pdf"])
    desk = asked_desk(options.dataset, options.agency, options.years, options.year, options.group)
    charts = [name.strip() for name in options.charts.split(",") if name.strip()]
    if unknown := [name for name in charts if name not in CHARTS]:
        raise NianbaoError(f"--charts 里的“{unknown[0]}”不是图的种类；可用：{'、'.join(CHARTS)}。")
    summary = None
    made: list[Plot | Nothing] = []
    if charts:
        made += asked_plots(desk, asked_indicators(desk, options.indicator), charts, options.second)
    else:
        usual, summary = usual_slides(desk, options.indicator)
        made += usual
    slides = [Slide(plot) for plot in made if isinstance(plot, Plot)]
    if not slides:
        raise NianbaoError("没有可以画的图：" + "；".join(f"{none.what}" for none in made if isinstance(none, Nothing)) + "。")
    watermark = load_export().watermark if options.watermark is None else options.watermark
    title = options.title or f"{desk.focus['name']} {desk.view.year} 年年报要点"
    write = write_deck if target.suffix.lower() == ".pptx" else write_pages
    write_bytes(target, write(slides, title, watermark, _progress, summary=summary))
    print(f"{title}：{len(slides)} 页，已写到 {target}")
    for none in made:
        if isinstance(none, Nothing):
            print(f"  未画：{none.what}")
    return 0


def _progress(done: int, count: int) -> None:
    """A bar for a person at a terminal; nothing in a log."""
    if sys.stderr.isatty():
        full = round(24 * done / count)
        end = "\n" if done == count else ""
        print(f"\r[{'█' * full}{'·' * (24 - full)}] {done}/{count}", end=end, file=sys.stderr, flush=True)
