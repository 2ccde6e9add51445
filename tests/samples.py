"""Invented reports with known figures, rendered through the official form of both editions in every format."""

from __future__ import annotations

import random
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from nianbao.catalogue import load_catalogue
from nianbao.model import APPLICANT_TYPES
from nianbao.templates import load_templates

Place = tuple[str, str]
Grid = list[list[tuple[str, int, int]]]  # text, rowspan, colspan

AGENCY = "示例市样例县行政审批服务局"
_KINDS = [kind for kind in APPLICANT_TYPES if kind != "total"]
_CHROMIUM = Path("/usr/bin/chromium")


@dataclass
class Sample:
    """One report: `cells` are the texts to print, `truth` what must be read: (state, value in the table's unit)."""

    edition: str
    year: int
    cells: dict[Place, str]
    agency: str = AGENCY
    prose: list[str] = field(
        default_factory=lambda: ["{year}年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，各项工作有序开展。"]
    )
    titles: tuple[str, str, str] = (
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
    )
    printed: list[str | Grid] | None = None  # paragraphs and tables where they differ from the form

    @property
    def title(self) -> str:
        return f"{self.agency}{self.year}年政府信息公开工作年度报告"


def make_sample(seed: int = 1, edition: str = "2021", year: int | None = None, zeros: float = 0.5) -> Sample:
    """A valid report: every relation of the form holds."""
    chance = random.Random(seed)
    template = load_templates()[edition]
    rows = template.table3
    frame = {"applications_new", "applications_carried_in", "outcomes_total", "applications_carried_out"}

    def number(top: int) -> int:
        return 0 if chance.random() < zeros else chance.randint(0, top)

    values: dict[Place, int] = {}
    for kind in _KINDS:
        details = {row: number(400) for row in rows if row not in frame}
        handled, later = sum(details.values()), number(40)
        before = min(number(30), handled + later)
        values |= {(row, kind): value for row, value in details.items()}
        values[("outcomes_total", kind)], values[("applications_carried_out", kind)] = handled, later
        values[("applications_carried_in", kind)] = before
        values[("applications_new", kind)] = handled + later - before
    for row in rows:
        values[(row, "total")] = sum(values[(row, kind)] for kind in _KINDS)
    for ids in template.table4.values():
        parts = [number(60) for _ in ids[:-1]]
        values |= {(name, "total"): part for name, part in zip(ids, [*parts, sum(parts)], strict=True)}
    texts = {place: str(value) for place, value in values.items()}
    catalogue = load_catalogue()
    for ids in template.table2.values():
        for name in ids:
            kind = catalogue[name].value_type
            if kind == "money":
                texts[(name, "total")] = f"{chance.randint(0, 90000) / 100:.2f}"
            else:
                texts[(name, "total")] = str(chance.randint(-40, 40) if kind == "signed" else number(3000))
    return Sample(edition, year or (2020 if edition == "2019" else 2023), texts)


def grids(sample: Sample) -> list[Grid]:
    """The three tables as the form prints them."""
    return [_grid2(sample), _grid3(sample), _grid4(sample)]


def _grid2(sample: Sample) -> Grid:
    catalogue, template = load_catalogue(), load_templates()[sample.edition]
    blocks = [["规章", "文件"], ["许可", "对外管理"], ["处罚", "强制"], ["收费"], ["采购"]]
    articles = ["（一）", "（五）", "（六）", "（八）", "（九）"]
    grid: Grid = []
    for article, words in zip(articles, blocks, strict=True):
        rows = {label: ids for label, ids in template.table2.items() if any(word in label for word in words)}
        if not rows:
            continue
        grid.append([(f"第二十条第{article}项", 1, 4)])
        heads = [_head(name, sample.edition, catalogue) for name in next(iter(rows.values()))]
        span = 3 if len(heads) == 1 else 1
        rest = [("", 1, 1)] if len(heads) == 2 else []
        grid.append([("信息内容", 1, 1), *[(head, 1, span) for head in heads], *rest])
        for label, ids in rows.items():
            grid.append([(label, 1, 1), *[(sample.cells[(name, "total")], 1, span) for name in ids], *rest])
    return grid


def _head(name: str, edition: str, catalogue) -> str:
    if name.endswith("_decisions"):
        return "本年处理决定数量" if edition == "2021" else "处理决定数量"
    return "本年收费金额（单位：万元）" if name == "administrative_fees" else catalogue[name].columns[0]


def _grid3(sample: Sample) -> Grid:
    catalogue, template = load_catalogue(), load_templates()[sample.edition]
    note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    grid: Grid = [
        [(note, 3, 3), ("申请人情况", 1, 7)],
        [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
        [(name, 1, 1) for name in ("商业\n企业", "科研\n机构", "社会公益组织", "法律服务机构", "其他")],
    ]
    details = [row for row in template.table3 if row.split("_")[0] not in ("applications",)]
    group = None
    for row in template.table3:
        indicator = catalogue[row]
        values = [(sample.cells[(row, kind)], 1, 1) for kind in APPLICANT_TYPES]
        labels: list[tuple[str, int, int]] = []
        if row not in details:
            labels = [(indicator.rows[0], 1, 3)]
        else:
            if row == details[0]:
                labels = [("三、本年度办理结果", len(details), 1)]
            if indicator.row_group:
                if indicator.row_group != group:
                    same = [name for name in details if catalogue[name].row_group == indicator.row_group]
                    labels.append((indicator.row_group, len(same), 1))
                labels.append((indicator.rows[0], 1, 1))
            else:
                labels.append((indicator.rows[0], 1, 2))
            group = indicator.row_group
        grid.append([*labels, *values])
    return grid


def _grid4(sample: Sample) -> Grid:
    results = ["结果\n维持", "结果\n纠正", "其他\n结果", "尚未\n审结", "总计"]
    ids = [name for group in load_templates()[sample.edition].table4.values() for name in group]
    return [
        [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
        [*[(result, 2, 1) for result in results], ("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
        [(result, 1, 1) for result in results * 2],
        [(sample.cells[(name, "total")], 1, 1) for name in ids],
    ]


def parts(sample: Sample) -> list[str | Grid]:
    """Paragraphs and tables in order."""
    if sample.printed is not None:
        return sample.printed
    first, second, third = grids(sample)
    prose = [line.format(year=sample.year) for line in sample.prose]
    return [
        sample.title,
        "一、总体情况",
        *prose,
        sample.titles[0],
        first,
        sample.titles[1],
        second,
        sample.titles[2],
        third,
        "五、存在的主要问题及改进情况",
        "一是公开内容还不够丰富，下一步将进一步拓展公开渠道。",
        "六、其他需要报告的事项",
        "本年度没有收取信息处理费，也没有其他需要报告的事项。",
    ]


def full_rows(grid: Grid, repeat: bool = False) -> list[list[str]]:
    """Every grid place filled: places under a merged cell are empty, or repeat its text."""
    width = max(sum(span for _, _, span in row) for row in grid)
    rows: list[list[str | None]] = [[None] * width for _ in grid]
    for index, row in enumerate(grid):
        column = 0
        for text, height, span in row:
            while column < width and rows[index][column] is not None:
                column += 1
            for down in range(min(height, len(grid) - index)):
                for right in range(min(span, width - column)):
                    here = text if repeat or (down == 0 and right == 0) else ""
                    rows[index + down][column + right] = here
    return [[(text or "").replace("\n", "") for text in row] for row in rows]


def as_txt(sample: Sample, style: str = "tabs") -> bytes:
    """`tabs`: full grid; `short`: printed cells only; `lines`: one cell per line; `spaces`: values after spaces."""
    out: list[str] = []
    for part in parts(sample):
        if isinstance(part, str):
            out += [part, ""]
            continue
        for row, full in zip(part, full_rows(part), strict=True):
            texts = [text.replace("\n", "") for text, _, _ in row]
            if style == "lines":
                out += texts
            else:
                out.append({"tabs": "\t".join(full), "short": "\t".join(texts), "spaces": " ".join(texts)}[style])
        out.append("")
    return "\n".join(out).encode()


def as_md(sample: Sample, repeat: bool = False) -> bytes:
    out: list[str] = []
    for part in parts(sample):
        if isinstance(part, str):
            out += [part, ""]
            continue
        rows = full_rows(part, repeat)
        out.append("| " + " | ".join(rows[0]) + " |")
        out.append("|" + "---|" * len(rows[0]))
        out += ["| " + " | ".join(row) + " |" for row in rows[1:]] + [""]
    return "\n".join(out).encode()


def as_pipes(sample: Sample, style: str = "rows") -> bytes:
    """As web pages are stored: `rows` “a | b |”; `bare` “a|b”; `cells` one a line, “a |”; `lines` one a line, “|” between."""
    out: list[str] = []
    for part in parts(sample):
        if isinstance(part, str):
            out.append(part)
            continue
        for row in part:
            texts = [text.replace("\n", " ") for text, _, _ in row]
            pads = "|" * sum(width - 1 for _, _, width in row)
            if style == "rows":
                out.append(re.sub(r"\|  \|", "| |", " | ".join(texts) + " | " + pads))
            elif style == "bare":
                out.append("|".join(texts))
            elif style == "cells":
                out += [f"{text} |" if text else "|" for text in texts] + [pads] * bool(pads)
            else:
                out += [line for text in texts for line in ([text, "|"] if text else ["|"])]
    return "\n".join(out).encode()


def as_html(sample: Sample, style: str = "plain", encoding: str = "utf-8", declared: str | None = None) -> bytes:
    """`plain` | `layout` (inside nested layout tables) | `paragraphs` (each cell a <p> in its <td>) | `loose`."""
    out = []
    for part in parts(sample):
        if isinstance(part, str):
            out.append(f"<p>　　{part}</p>")
        elif style == "loose":
            out += [f"<p>{text}</p>" for row in part for text, _, _ in row]
        else:
            out.append("<table border='1' cellspacing='0'>")
            for row in part:
                out.append("<tr>" + "".join(_td(*cell, style) for cell in row) + "</tr>")
            out.append("</table>")
    body = "\n".join(out)
    if style == "layout":
        body = (
            f"<table width='100%'><tr><td><table><tr><td>首页 &gt; 政府信息公开年报</td></tr></table></td></tr><tr><td>"
            f"<div>{body}</div></td><td>相关链接</td></tr></table>"
        )
    page = (
        f"<html><head><meta charset='{declared or encoding}'><title>{sample.title}</title>"
        "<style>body{font-family:'Noto Sans CJK SC'} td{border:1px solid #000}</style>"
        f"<script>var n=12345;</script></head><body>{body}</body></html>"
    )
    return page.encode(encoding)


def _td(text: str, height: int, span: int, style: str) -> str:
    inner = text.replace("\n", "<br>")
    if style == "paragraphs":
        inner = f"<p><span>{inner}</span></p>"
    return f"<td rowspan='{height}' colspan='{span}'>{inner}</td>"


def as_docx(sample: Sample, tracked: dict[str, str] | None = None) -> bytes:
    """Merged cells as Word writes them; `tracked` maps a printed cell text to the deleted text before it."""
    from tests.samples_docx import render

    return render(parts(sample), tracked or {})


def as_pdf(sample: Sample, folder: Path) -> bytes | None:
    """Printed by a headless Chromium; None where there is none."""
    return printed(as_html(sample), folder)


def printed(html: bytes, folder: Path) -> bytes | None:
    """A page as a PDF, by a headless Chromium; None where there is none."""
    if not _CHROMIUM.exists():
        return None
    page, target = folder / "page.html", folder / "page.pdf"
    page.write_bytes(html)
    subprocess.run(
        [
            str(_CHROMIUM),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--print-to-pdf={target}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=90,
    )
    return target.read_bytes()
