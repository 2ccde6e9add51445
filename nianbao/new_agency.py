"""An agency that no registry knows: created in place, with what its name says or a person chose."""

from __future__ import annotations

import hashlib
import re

from nianbao.rows import Row


def new_agency(name: str, kind: str = "", level: str = "") -> Row:
    """A row of table agency; the id follows from the name, so that the same name is the same agency."""
    kind = kind or guessed_kind(name)
    return {
        "agency_id": "local-" + hashlib.sha256(name.encode()).hexdigest()[:10], "name": name,
        "short_name": _short(name), "kind": kind, "level": level or guessed_level(name),
        "region_code": None, "region_name": None, "province": None, "parent_id": None, "aliases": "", "successor_of": None,
        "consolidates": "jurisdiction" if kind == "government" else "own",
    }  # fmt: skip


def _short(name: str) -> str:
    """Without the places in front, as far as needed to fit a table; never cut inside a word."""
    while len(name) > 14 and (place := re.match(r"^[^省市县区]{1,8}?(?:自治区|自治州|省|市|县|区)(?=.{4})", name)):
        name = name[place.end() :]
    return name


def guessed_kind(name: str) -> str:
    """By the plainest words of the name."""
    if re.search("审批|政务服务|数据", name):
        return "approval_service"
    if re.search("办公[厅室]", name):
        return "government_office"
    return "government" if name.endswith("人民政府") else "department"


def guessed_level(name: str) -> str:
    """By the last place in the name."""
    province = re.match(r"^[^市县区]{1,8}?(?:省|自治区)", name)
    if province and not re.search("[市县区]", name[province.end() :]):
        return "province"
    if re.search(r"县(?!级)", name):
        return "county"
    return "district" if re.search(r"市.{1,6}区", name) else "city"
