"""The findings of one report as a list: grouped by severity, each with links that jump to its cells on the paper."""

from __future__ import annotations

from html import escape

from nianbao.amended import cell_name
from nianbao.catalogue import load_catalogue
from nianbao.extract import Extraction, doubtful_places
from nianbao.findings import SEVERITIES, Finding
from nianbao.model import Observation

MOST = 60


def findings_html(result: Extraction) -> str:
    """Errors and warnings open, questions too, remarks folded."""
    parts = []
    for severity, word in SEVERITIES.items():
        found = [f for f in result.findings if f.severity == severity]
        if not found:
            continue
        # a named culprit explains the rest, so it comes first
        found.sort(key=lambda f: f.rule != "culprit_cell")
        lines = "".join(_line(result, f) for f in found[:MOST])
        more = f"<li>……还有 {len(found) - MOST} 处同类问题。</li>" if len(found) > MOST else ""
        opened = " open" if severity != "info" and len(found) <= 12 else ""
        parts.append(
            f'<details{opened}><summary><b class="{severity}">{word} {len(found)} 处</b></summary><ul>{lines}{more}</ul></details>'
        )
    return f'<div class="nb-work">{"".join(parts)}</div>'


def _line(result: Extraction, finding: Finding) -> str:
    numbers = cells_of(result.observations, finding)
    shown = numbers if len(numbers) <= 3 else numbers[:1]
    links = "".join(f'<a class="jump" href="#nbc-{n}">看{escape(_short(result.observations[n]))}</a>' for n in shown)
    return f"<li>{escape(finding.message)}{links}</li>"


def _short(item: Observation) -> str:
    name = cell_name(item)
    return f"“{name if len(name) <= 16 else name[:15] + '…'}”"


def cells_of(observations: list[Observation], finding: Finding) -> list[int]:
    """The numbers of the observations a finding speaks of, in its order."""
    by_place: dict[tuple[str | None, ...], list[int]] = {}
    for number, item in enumerate(observations):
        place = item.locator
        by_place.setdefault((place.table, place.row, place.column) if place.table else (place.text,), []).append(number)
    found: list[int] = []
    for cell in finding.cells:
        numbers = by_place.get((cell.table, cell.row, cell.column) if cell.table else (cell.text,), [])
        if not cell.table:  # a section of the prose: only the figure that the sentence quotes
            numbers = [n for n in numbers if (raw := observations[n].raw_text.strip()) and raw in finding.message]
            named = [n for n in numbers if f"“{load_catalogue()[observations[n].indicator].name}”" in finding.message]
            numbers = named or numbers
        found += [n for n in numbers if n not in found]
    return found


def touched(result: Extraction) -> frozenset[int]:
    """The observations to outline in red: those an error or a warning points at, the culprit alone where there is one."""
    places = doubtful_places(result)
    marked = {
        number
        for number, item in enumerate(result.observations)
        if item.state == "unreadable" or (item.locator.table and (item.indicator, item.applicant_type) in places)
    }
    for finding in result.findings:
        if finding.severity in ("error", "warning"):
            marked |= {n for n in cells_of(result.observations, finding) if not result.observations[n].locator.table}
    return frozenset(marked)


def culprits(result: Extraction) -> list[tuple[int, Finding]]:
    """Findings that name one cell and the value it should have, with that cell's number."""
    named = [f for f in result.findings if f.rule == "culprit_cell" and f.expected]
    return [(numbers[0], f) for f in named if (numbers := cells_of(result.observations, f))]
