"""The words of a command line that choose a view: data set, agencies, years, indicators by name or by id."""

from __future__ import annotations

import argparse
import re
from typing import Any

from nianbao import store
from nianbao.catalogue import load_agencies
from nianbao.datasets import open_dataset
from nianbao.desk import Desk, open_desk
from nianbao.errors import NianbaoError
from nianbao.store import Generation
from nianbao.view import View


def view_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options that every export of charts shares."""
    parser.add_argument("--dataset", choices=list(store.DATASETS), default="public", help="数据集（默认 public）")
    parser.add_argument("--agency", default="", help="机构名称或编号，逗号分隔；第一家为主，其余对比")
    parser.add_argument("--years", default="", help="年份：2024，或 2019-2025")
    parser.add_argument("--indicator", default="", help="指标名称或编号，逗号分隔；不写则取主要指标")


def asked_desk(options: argparse.Namespace) -> Desk:
    """The desk of the view that was asked for. Raises NianbaoError where the data set does not have it."""
    generation = open_dataset(options.dataset)
    first, last = years_of(options.years)
    agencies = tuple(str(named_agency(generation, name)["agency_id"]) for name in _parts(options.agency))
    span = (first, last) if first != last else (0, 0)
    return open_desk(View(options.dataset, agencies, last, *span), generation)


def asked_indicators(desk: Desk, text: str) -> list[str]:
    """Ids of the indicators named by id, name or short name. Raises NianbaoError for one that is none."""
    known = desk.rows("indicators")
    found = []
    for name in _parts(text):
        hits = known[(known["indicator_id"] == name) | (known["name"] == name) | (known["short_name"] == name)]
        if not len(hits):
            raise NianbaoError(f"没有叫“{name}”的指标；可用 nianbao query indicators 列出全部指标。")
        found.append(str(hits["indicator_id"].iloc[0]))
    return found


def years_of(text: str) -> tuple[int, int]:
    """“2019-2025” or “2024”; nothing: (0, 0), chosen by the board."""
    if not text.strip():
        return 0, 0
    found = re.fullmatch(r"(20\d\d)(?:\s*[-—–~至]\s*(20\d\d))?", text.strip())
    if found is None:
        raise NianbaoError(f"--years 为“{text}”，应为一个年份或起止年份，如 2024 或 2019-2025。")
    first, last = int(found[1]), int(found[2] or found[1])
    return min(first, last), max(first, last)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split("[,，]", text) if part.strip()]


def named_agency(generation: Generation, text: str) -> dict[str, Any]:
    """agency_id and name of the agency meant by an id, a name, a short name or an alias.

    An agency of the registry that the data set holds nothing of is found too. Raises NianbaoError otherwise.
    """
    names, rows = store.fetch(generation, "agencies", search=None)
    known = [dict(zip(names, row, strict=True)) for row in rows]
    exact = [a for a in known if text in (a["agency_id"], a["name"], a["short_name"], *str(a["aliases"]).split(";"))]
    full = [a for a in exact if text in (a["agency_id"], a["name"])] or exact
    if len(full) == 1:
        return full[0]
    if not full and generation.dataset != "demo":
        for agency in load_agencies():
            if text in (agency.agency_id, agency.name, *agency.aliases):
                return {"agency_id": agency.agency_id, "name": agency.name, "short_name": agency.short_name}
    near = [a["name"] for a in (full or known) if text in a["name"] or a in full][:5]
    advice = f"是不是指：{'、'.join(near)}？" if near else "可用 nianbao query agencies 列出机构。"
    what = "不止一家" if full else "没有"
    raise NianbaoError(f"{store.DATASETS[generation.dataset]}里{what}名为“{text}”的机构。{advice}")
