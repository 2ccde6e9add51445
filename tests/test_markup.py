"""Names as an attacker would choose them: on every page, in every chart and in every exported file they stay text."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from nianbao import store
from nianbao.brief import gather_brief
from nianbao.charts.plot import Plot
from nianbao.cli import main
from nianbao.datasets import inputs_of
from nianbao.desk import open_desk
from nianbao.exporters.brief_docx import write_brief_docx
from nianbao.exporters.brief_html import write_brief_html
from nianbao.exporters.brief_layout import laid_out
from nianbao.exporters.deck import write_deck
from nianbao.exporters.fill_form import write_fill_form
from nianbao.exporters.paged import write_pages
from nianbao.exporters.statutory_docx import write_statutory_docx
from nianbao.exporters.table import to_csv, to_xlsx
from nianbao.exporters.workbook import write_workbook
from nianbao.next_report import gather_form
from nianbao.paths import APP, ROOT
from nianbao.plots import make_plot
from nianbao.slide import Slide
from nianbao.store import Generation
from nianbao.view import View
from tests.cast import CITY, DISTRICT, TOWN, Story

EVIL = {
    CITY: "<img src=x onerror=alert(1)>示例局",
    TOWN: "</script><script>alert(2)</script>样例局",
    DISTRICT: '![x](http://evil.example/a.png) [y](javascript:alert(3)) $x^2$ :red[红] **粗** "onmouseover="alert(4)',
}
FORMULAS = ['=HYPERLINK("http://evil.example")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1+1", "＠SUM(1)"]

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "＠")


def evil_story() -> Story:
    story = Story()
    for row in story.rows.agency:
        row["name"] = row["short_name"] = EVIL.get(row["agency_id"], row["name"])
    for number, agency in enumerate(EVIL):
        for year in range(2019, 2025):
            for indicator in ("consultations_desk_phone", "visitors_received", "applications_new"):
                story.says(agency, year, indicator, 100 * (number + 1) + year - 2019, source=f"s{number}")
    for source in story.rows.source:
        source["title"] = f"<b onclick=alert(5)>{source['title']}</b>"
    return story


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    """The public data set of a state directory of its own, told by the attacker."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NIANBAO_STATE", str(tmp_path_factory.mktemp("evil")))
        rows = evil_story().rows
        for dataset in ("public", "own", "draft"):
            store.ensure(dataset, lambda: rows, inputs=lambda d=dataset: inputs_of(d))
        yield store.current("public")


class Elements(HTMLParser):
    """What a browser would make of it: the names of elements and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.images: list[str] = []  # the board's own sparklines are pictures too
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.images += [value or "" for name, value in attrs if tag == "img" and name == "src"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def harmless_html(text: str) -> None:
    found = Elements(text)
    assert not found.tags & {"script", "iframe", "object", "svg"}, text[:400]
    assert all(re.match(r"data:image/(svg\+xml|png);base64,", link) for link in found.images), found.images
    assert not [name for name in found.attributes if name.startswith("on")], text[:400]
    assert not [link for link in found.links if "javascript:" in link or "evil.example" in link], text[:400]


def unescaped(text: str) -> list[str]:
    """Markdown that would act: an image, a link or a colour that no backslash takes the force from."""
    return re.findall(r"(?<!\\)!\[x|(?<!\\)\[y\]\(|(?<!\\):red\[|(?<!\\)\*\*粗|(?<!\\)\$x", text)


@pytest.mark.parametrize("page", sorted(path.stem for path in (ROOT / "pages").glob("*.py")))
def test_a_hostile_name_is_text_on_every_page(page, evil):
    board = AppTest.from_file(str(APP), default_timeout=90)
    board.query_params.update({"agency": "~".join(EVIL), "year": "2023", "data": "public"})
    for panel in ("nb-pick", "nb-span", "nb-share"):
        board.session_state[f"{panel}-shown"] = True
    board.switch_page(f"pages/{page}.py").run()
    assert not board.exception, [e.message for e in board.exception]
    for element in board.get("html"):
        harmless_html(str(element.value))
    for kind in ("markdown", "caption", "info", "warning", "error", "success", "title", "header", "subheader"):
        for element in board.get(kind):
            assert unescaped(str(element.value)) == [], f"{kind}: {element.value}"
    for kind in ("button", "selectbox", "multiselect", "text_input", "toggle", "checkbox", "radio"):
        for element in board.get(kind):
            assert unescaped(str(element.label)) == [], f"{kind}: {element.label}"


@pytest.mark.parametrize("field", ["data", "agency", "year", "scope", "group", "cell", "i"])
def test_a_link_cannot_bring_a_picture_or_a_link_of_its_own(field, evil):
    """A warning quotes what was not understood; markdown in the quote would load a picture from any host."""
    hostile = "![x](http://evil.example/a.png)"
    board = AppTest.from_file(str(APP), default_timeout=90)
    board.query_params.update({field: f"{CITY}~2023~{hostile}~total~own~year" if field == "cell" else hostile})
    board.switch_page("pages/data.py").run()
    assert not board.exception
    for kind in ("markdown", "caption", "info", "warning", "error"):
        for element in board.get(kind):
            assert unescaped(str(element.value)) == [], f"{kind}: {element.value}"


RECIPES: list[dict[str, Any]] = [
    {"name": "trend", "indicator": "visitors_received"},
    {"name": "index", "indicator": "visitors_received"},
    {"name": "multiples", "indicator": "visitors_received"},
    {"name": "ranking", "indicator": "applications_new", "scope": "own", "period_kind": "year", "year": 2023},
    {"name": "heat", "indicator": "applications_new", "scope": "own", "period_kind": "year", "year": 2023},
    {"name": "small", "indicator": "applications_new", "scope": "own", "period_kind": "year", "year": 2023},
    {"name": "pairs", "indicator": "applications_new", "second": "visitors_received", "scope": "own", "period_kind": "year",
     "year": 2023},
    {"name": "profile", "topic": "consultation"},
]  # fmt: skip


def plots(evil: Generation) -> list[Plot]:
    """Charts of all kinds that show a name, made at a desk of the attacker's data."""
    desk = open_desk(View(dataset="public", agencies=tuple(EVIL), year=2023, group="all"), evil)
    made = [make_plot(desk, recipe["name"], {k: v for k, v in recipe.items() if k != "name"}) for recipe in RECIPES]
    drawn = [plot for plot in made if isinstance(plot, Plot)]
    assert {plot.kind for plot in drawn} >= {"trend", "ranked", "heat_table", "small_multiples", "scatter"}
    return drawn


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def test_a_hostile_name_is_text_in_every_chart(evil):
    """Plotly reads a few tags in its texts: none of them may come from a name, and no link at all."""
    for plot in plots(evil):
        figure = json.loads(plot.figure().to_json())
        figure.pop("template", None)
        for text in texts(figure):
            if text.startswith("data:image/svg+xml"):
                continue
            found = Elements(text)
            assert found.tags <= {"b", "br", "i", "span", "sub", "sup", "extra"}, f"{plot.kind}: {text[:200]}"
            assert not {a for a in found.attributes if a.startswith("on")} and not found.links, f"{plot.kind}: {text[:200]}"


def no_formula(data: bytes) -> None:
    """No cell of a workbook holds a formula, and no text of it begins one for a program that reads cells as typed."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            if re.search(r"worksheets/.*\.xml$", name):
                assert b"<f>" not in (part := book.read(name)) and b"<f " not in part, name
            if name.endswith((".xlsx", ".bin")) and book.read(name)[:2] == b"PK":
                no_formula(book.read(name))  # the workbook behind a chart of a presentation
            assert b"evil.example" not in book.read(name) or not name.endswith(".rels"), name


def test_no_export_holds_a_formula(evil, capsys):
    table = pd.DataFrame({"=机构": FORMULAS, "数值": range(len(FORMULAS))})
    cells = [cell for row in csv.reader(io.StringIO(to_csv(table).decode("utf-8-sig"), newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(STARTS)] and len(cells) == 2 * len(FORMULAS) + 2
    for formula in FORMULAS:
        no_formula(to_xlsx(table.rename(columns={"数值": formula}), {formula: formula, "筛选": formula}))
        no_formula(write_fill_form(formula, 2023, ["visitors_received"]))
    made = plots(evil)
    no_formula(write_workbook(made, {"=1+1": "=1+1"}, {"=1+1": table}))
    slides = [Slide(plot.titled("=1+1")) for plot in made]
    no_formula(write_deck(slides, title="=HYPERLINK(1)"))
    assert main(["query", "agency_names", "--dataset", "public", "--agencies", CITY, "--format", "csv"]) == 0
    assert "<img" in capsys.readouterr().out, "a name is text: it comes out as it is"


class Printer:
    """Stands in for the browser: keeps the document that would be printed."""

    html = ""

    def figure(self, figure: Any, width: int, height: int, **_: Any) -> bytes:
        return f'<svg width="{width}" height="{height}"></svg>'.encode()

    def pages(self, html: str) -> bytes:
        self.html = re.sub(r"<svg[^>]*></svg>", "", html)
        return b"%PDF-"


def test_what_a_presentation_or_printed_page_shows_is_text(evil):
    slides = [Slide(plot) for plot in plots(evil)]
    desk = open_desk(View(dataset="public", agencies=(CITY,), year=2023), evil)
    brief = laid_out(gather_brief(desk))
    harmless_html(write_brief_html(brief, [PIXEL] * brief.charts))
    form = gather_form(evil, CITY, EVIL[CITY], 2024)
    for data in (
        write_deck(slides, title=EVIL[CITY]),
        write_brief_docx(brief, [PIXEL] * brief.charts),
        write_statutory_docx(form),
    ):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                if name.endswith(".xml"):
                    text = package.read(name).decode("utf-8")
                    assert "<img" not in text and "<script" not in text
                if name.endswith(".rels"):
                    assert b'TargetMode="External"' not in package.read(name)
    printed = Printer()
    write_pages(slides, title=EVIL[TOWN], renderer=printed)
    harmless_html(printed.html)
    assert "&lt;img src=x" in printed.html


def test_every_exporter_is_among_the_tested():
    """A new file under exporters/ belongs into the tests above: add it there, then here."""
    tested = {
        "brief_docx", "brief_html", "brief_layout", "chart_table", "deck", "fill_form", "native_chart", "numbers", "paged",
        "pdf_words", "statutory_docx", "table", "workbook",
    }  # fmt: skip
    there = {p.stem for p in Path(ROOT / "nianbao" / "exporters").iterdir() if p.suffix == ".py" or p.is_dir()}
    assert there - {"__pycache__", "__init__"} <= tested
