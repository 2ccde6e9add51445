"""Damages generated reports and counts cells read wrongly without a word: `python -m tests.bench.fuzz --files 900`."""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from nianbao.extract import Extraction, extract_document
from nianbao.readers import read_bytes
from tests.bench.damage import DAMAGES
from tests.bench.damaged import Damaged, Truth
from tests.samples import Place, Sample, as_docx, as_html, as_md, as_pdf, as_pipes, as_txt, make_sample

FORMATS = {
    "docx": lambda sample: as_docx(sample),
    "html": lambda sample: as_html(sample),
    "paragraphs.html": lambda sample: as_html(sample, "paragraphs"),
    "loose.html": lambda sample: as_html(sample, "loose"),
    "layout.html": lambda sample: as_html(sample, "layout", "gb18030"),
    "tabs.txt": lambda sample: as_txt(sample, "tabs"),
    "short.txt": lambda sample: as_txt(sample, "short"),
    "lines.txt": lambda sample: as_txt(sample, "lines"),
    "spaces.txt": lambda sample: as_txt(sample, "spaces"),
    "piped.txt": lambda sample: as_pipes(sample, "rows"),
    "cells.txt": lambda sample: as_pipes(sample, "cells"),
    "bars.txt": lambda sample: as_pipes(sample, "lines"),
    "md": lambda sample: as_md(sample),
    "repeat.md": lambda sample: as_md(sample, repeat=True),
}


# A converter that writes the text of a merged cell into every place it covers leaves no trace of the merge.
# Where spaces part the cells, two numbers with a space between are two cells again.
UNSEEN = {
    ("repeat.md", "join_cells"), ("repeat.md", "join_cells2"), ("repeat.md", "join_cells4"), ("repeat.md", "tall_cell"),
    ("spaces.txt", "join_and_blank"),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One damaged file: the seed makes it again."""

    seed: int
    form: str
    damages: tuple[str, ...]

    def make(self) -> tuple[Sample, Truth]:
        chance = random.Random(self.seed)
        edition = chance.choice(["2019", "2021"])
        sample = make_sample(self.seed, edition, zeros=chance.choice([0.3, 0.6, 0.9]))
        it = Damaged.of(sample, chance)
        for name in self.damages:
            DAMAGES[name](it)
        return it.finished(), it.truth


@dataclass(frozen=True)
class Silent:
    """A cell read wrongly that no finding names."""

    place: Place
    truth: Decimal | None
    read: Decimal | None


def cases(files: int, seed: int, forms: list[str]) -> Iterator[Case]:
    """One, sometimes two damages a file, each damage as often as the others, in every form."""
    names = list(DAMAGES)
    for number in range(files):
        chance = random.Random(seed * 1_000_003 + number)
        first = names[number % len(names)]
        others = [name for name in names if _table(name) not in (_table(first), "all")]
        second = (chance.choice(others),) if chance.random() < 0.25 and _table(first) != "all" else ()
        case = Case(seed * 1_000_003 + number, forms[(number // len(names) + number) % len(forms)], (first, *second))
        if not any((case.form, damage) in UNSEEN for damage in case.damages):
            yield case


def _table(damage: str) -> str:
    """Which table a damage is done to; two damages to one table would miss their places."""
    if damage in ("reorder_tables", "lose_headings", "double_table", "repeat_header"):
        return "all"
    return damage[-1] if damage[-1] in "24" else "3"


def examine(case: Case) -> tuple[list[Silent], int, int, Extraction]:
    """Silent errors, wrong cells in all, cells read, and what was read."""
    sample, truth = case.make()
    if case.form == "pdf":
        with tempfile.TemporaryDirectory() as folder:
            data = as_pdf(sample, Path(folder)) or b""
    else:
        data = FORMATS[case.form](sample)
    result = extract_document(read_bytes(data, f"case.{case.form.split('.')[-1]}"))
    named = {
        (cell.table, cell.row, cell.column) for finding in result.findings if finding.severity != "info" for cell in finding.cells
    }
    silent, wrong, read = [], 0, 0
    for item in result.observations:
        place = (item.indicator, item.applicant_type)
        if not item.locator.table or place not in truth:
            continue
        read += 1
        if item.state != "reported" or item.value == truth[place]:
            continue
        wrong += 1
        told = item.doubtful or (item.locator.table, item.locator.row, item.locator.column) in named
        if not told:
            silent.append(Silent(place, truth[place], item.value))
    return silent, wrong, read, result


def main() -> int:
    """Prints the silent errors and a summary; exit code 1 when there are any."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=900)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pdf", action="store_true", help="print the files by Chromium (slow)")
    options = parser.parse_args()
    forms = ["pdf"] if options.pdf else list(FORMATS)
    count: Counter[str] = Counter()
    by_damage: Counter[str] = Counter()
    for case in cases(options.files, options.seed, forms):
        silent, wrong, read, result = examine(case)
        count.update(files=1, wrong=wrong, read=read, silent=len(silent), refused=result.status == "rejected")
        if silent:
            count["files with silent errors"] += 1
            by_damage[" + ".join(case.damages)] += 1
            first = silent[0]
            print(
                f"{case.seed} {case.form} {'+'.join(case.damages)}: {len(silent)} silent, {first.place} {first.truth} read {first.read}",
                flush=True,
            )
    print(dict(count))
    for name, files in by_damage.most_common():
        print(f"  {files:3} {name}")
    return bool(count["silent"])


if __name__ == "__main__":
    raise SystemExit(main())
