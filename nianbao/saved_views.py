"""Saved views: a page with all its filters under a name, kept in the journal; each is a link."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from nianbao import journal
from nianbao.access import Actor, may_read, require
from nianbao.errors import NianbaoError
from nianbao.store import DATASETS

MOST_LETTERS = 40
MOST_VIEWS = 200


@dataclass(frozen=True)
class SavedView:
    """`page` is the address of the page (empty for 总览), `params` its filters as a link carries them; who and when."""

    id: str
    name: str
    page: str
    params: Mapping[str, str]
    who: str
    at: str

    @property
    def dataset(self) -> str:
        return self.params.get("data", "public")

    @property
    def link(self) -> str:
        return f"{self.page}?{urlencode(self.params)}" if self.page else f"./?{urlencode(self.params)}"


def read_views(reader: Actor | None = None) -> list[SavedView]:
    """Folds the journal, newest first; deleted ones and, for a reader, views of data they may not see are left out."""
    views: dict[str, SavedView] = {}
    for event in journal.events("view"):
        said = event.payload
        if said["act"] == "save":
            views[said["view"]] = SavedView(said["view"], said["name"], said["page"], said["params"], event.who, event.at)
        else:
            views.pop(said["view"], None)
    return [view for view in reversed(views.values()) if reader is None or may_read(reader, view.dataset)]


def save_view(who: Actor, name: str, page: str, params: Mapping[str, str]) -> str:
    """Saves a view and returns its id. Raises AccessError, or NianbaoError for a name that is none or is taken."""
    require(who, "view")
    text = " ".join(name.split())
    if not text or len(text) > MOST_LETTERS:
        raise NianbaoError(f"名称须为 1—{MOST_LETTERS} 个字，现为“{text[:20]}”；未收藏。")
    held = read_views()
    if any(view.name == text for view in held):
        raise NianbaoError(f"已有名为“{text}”的收藏，请换一个名称，或先删除原来的。")
    if len(held) >= MOST_VIEWS:
        raise NianbaoError(f"已有 {MOST_VIEWS} 个收藏，请先删除几个不用的。")
    view = uuid.uuid4().hex[:10]
    words = DATASETS.get(params.get("data", "public"), "")
    _write(who, view, "save", text, after=f"收藏（{words}）", name=text, page=page, params=dict(params))
    return view


def delete_view(who: Actor, view: str) -> None:
    """Takes a view off the list. Raises AccessError, or NianbaoError where there is none."""
    require(who, "view")
    found = next((one for one in read_views() if one.id == view), None)
    if found is None:
        raise NianbaoError("没有这个收藏，可能已被别人删除。")
    _write(who, view, "delete", found.name, before=f"由{found.who}收藏于 {found.at[:10]}", after="已删除")


def _write(who: Actor, view: str, act: str, name_of_view: str, *, before: str = "", after: str = "", **said: object) -> None:
    """`subject`, `before` and `after` are the words of the record of operations."""
    payload = {"view": view, "act": act, "subject": f"收藏“{name_of_view}”", "before": before, "after": after, **said}
    journal.append("view", payload, who.name)
