"""Decks: charts that someone pinned, in order, kept in the journal; made again from the data of their day or of today."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from nianbao import journal, store
from nianbao.access import Actor, may_read, require, require_read
from nianbao.charts import Nothing, Plot
from nianbao.desk import open_desk
from nianbao.errors import NianbaoError
from nianbao.plots import make_plot
from nianbao.slide import Slide
from nianbao.store import DATASETS, Generation
from nianbao.view import from_params

MOST_PINS = 60
MOST_LETTERS = 60


@dataclass(frozen=True)
class Pin:
    """One chart of a deck: its recipe, the view and generation it was pinned from, what someone wrote on it."""

    id: str
    plot: str
    arguments: Mapping[str, Any]
    params: Mapping[str, str]  # the view as a link carries it
    dataset: str
    generation: int
    title: str = ""
    comment: str = ""
    author: str = ""
    at: str = ""


@dataclass(frozen=True)
class Deck:
    """A named list of pins. `live` shows today's data, otherwise those of the day each chart was pinned."""

    id: str
    name: str
    who: str
    at: str
    live: bool = False
    pins: tuple[Pin, ...] = ()


@dataclass(frozen=True)
class Page:
    """A slide, or why there is none; `note` says in Chinese when it shows another data version than it was pinned from."""

    pin: Pin
    slide: Slide | None
    problem: str = ""
    note: str = ""


def read_decks() -> dict[str, Deck]:
    """Folds the journal; deleted decks are left out, newest last."""
    decks: dict[str, Deck] = {}
    for event in journal.events("deck"):
        _fold(decks, event)
    return decks


def _fold(decks: dict[str, Deck], event: journal.Event) -> None:
    said = event.payload
    deck = decks.get(said["deck"])
    match said["act"]:
        case "create":
            decks[said["deck"]] = Deck(said["deck"], said["name"], event.who, event.at)
        case _ if deck is None:
            return
        case "delete":
            del decks[said["deck"]]
        case "rename":
            decks[deck.id] = replace(deck, name=said["name"])
        case "live":
            decks[deck.id] = replace(deck, live=said["live"])
        case "pin":
            decks[deck.id] = replace(deck, pins=(*deck.pins, Pin(**said["pin"])))
        case "unpin":
            decks[deck.id] = replace(deck, pins=tuple(p for p in deck.pins if p.id != said["pin"]))
        case "order":
            place = {pin: n for n, pin in enumerate(said["order"])}
            decks[deck.id] = replace(deck, pins=tuple(sorted(deck.pins, key=lambda p: place.get(p.id, 10**6))))
        case "write":
            pins = [
                replace(p, title=said["title"], comment=said["comment"], author=event.who, at=event.at)
                if p.id == said["pin"]
                else p
                for p in deck.pins
            ]
            decks[deck.id] = replace(deck, pins=tuple(pins))


def create(name: str, who: Actor) -> str:
    """A new deck; returns its id. Raises NianbaoError for a name that is none."""
    name = _name(name)
    return _write(uuid.uuid4().hex[:10], "create", who, name, after="新建", name=name)


def rename(deck: str, name: str, who: Actor) -> None:
    found, name = _known(deck), _name(name)
    _write(deck, "rename", who, found.name, before=found.name, after=name, name=name)


def delete(deck: str, who: Actor) -> None:
    """Takes a deck off the list; the journal keeps what it was."""
    found = _known(deck)
    _write(deck, "delete", who, found.name, before=f"{len(found.pins)} 张", after="已删除")
    keep_pinned()


def follow(deck: str, live: bool, who: Actor) -> None:
    """Today's data, or those of the day each chart was pinned."""
    words = {True: "跟随最新数据", False: "用钉住当时的数据"}
    found = _known(deck)
    _write(deck, "live", who, found.name, before=words[found.live], after=words[live], live=live)


def pin(deck: str, plot: Plot, params: Mapping[str, str], generation: Generation, who: Actor) -> int:
    """Adds a chart at the end; returns how many the deck has now. Raises NianbaoError when it is full."""
    found = _known(deck)
    if len(found.pins) >= MOST_PINS:
        raise NianbaoError(f"“{found.name}”已有 {MOST_PINS} 张，请另建一份演示，或先移除几张。")
    new = {
        "id": uuid.uuid4().hex[:8], "plot": plot.name, "arguments": dict(plot.arguments), "params": dict(params),
        "dataset": params.get("data", "public"), "generation": generation.number,
    }  # fmt: skip
    _write(found.id, "pin", who, found.name, after=f"钉住“{plot.frame.title}”", pin=new)
    keep_pinned()
    return len(found.pins) + 1


def unpin(deck: str, pin: str, who: Actor) -> None:
    _write(deck, "unpin", who, _known(deck).name, before=f"第 {_place(deck, pin)} 张", after="移除", pin=pin)
    keep_pinned()


def move(deck: str, pin: str, by: int, who: Actor) -> None:
    """One place up (-1) or down (1)."""
    found = _known(deck)
    order = [p.id for p in found.pins]
    here = order.index(pin) if pin in order else -1
    there = here + by
    if here < 0 or not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    _write(deck, "order", who, found.name, before=f"第 {here + 1} 张", after=f"第 {there + 1} 张", order=order)


def write(deck: str, pin: str, title: str, comment: str, who: Actor) -> None:
    """A title in place of the chart's own (empty: its own), and a comment that stands on the slide with name and time."""
    found = _known(deck)
    old = next((p for p in found.pins if p.id == pin), None)
    if old is None:
        raise NianbaoError("这一张已不在演示里。")
    title, comment = title.strip()[:120], comment.strip()[:400]
    before, after = (f"标题“{t}”，批注“{c}”" for t, c in ((old.title, old.comment), (title, comment)))
    _write(deck, "write", who, found.name, before=before, after=after, pin=pin, title=title, comment=comment)


def keep_pinned() -> None:
    """Tells the store which generations decks still show, so that they are not pruned."""
    wanted: dict[str, set[int]] = {}
    for deck in read_decks().values():
        for one in deck.pins:
            wanted.setdefault(one.dataset, set()).add(one.generation)
    for dataset in DATASETS:
        store.keep(dataset, "decks", wanted.get(dataset, set()))


def readable(deck: Deck, reader: Actor) -> Deck:
    """The deck without charts of drafts that this reader may not see. Raises AccessError for one who may see nothing."""
    require_read(reader, "public")
    return replace(deck, pins=tuple(one for one in deck.pins if may_read(reader, one.dataset)))


def pages(deck: Deck, *, live: bool | None = None) -> list[Page]:
    """Every pin made again, in order."""
    return [_page(one, deck.live if live is None else live) for one in deck.pins]


def _page(one: Pin, live: bool) -> Page:
    try:
        generation, note = _generation(one, live)
        view, _ = from_params({**one.params, "data": one.dataset})
        plot = make_plot(open_desk(view, generation), one.plot, one.arguments)
    except NianbaoError as error:
        return Page(one, None, str(error))
    except Exception as error:  # noqa: BLE001  one bad chart must not stop the show
        return Page(one, None, f"这张图没能画出（{type(error).__name__}），其他各张不受影响；可在原来的页面重新钉住。")
    if isinstance(plot, Nothing):
        return Page(one, None, f"{plot.what}。{plot.advice}")
    if one.title:
        plot = plot.titled(one.title)
    return Page(one, Slide(plot, one.comment, one.author if one.comment else "", one.at[:10] if one.comment else ""), note=note)


def _generation(one: Pin, live: bool) -> tuple[Generation, str]:
    now = store.current(one.dataset)
    if now is None:
        raise NianbaoError(f"{DATASETS.get(one.dataset, one.dataset)}还没有建立，这张图画不出来。")
    if live or now.number == one.generation:
        return now, ""
    then = store.generation(one.dataset, one.generation)
    if then is None:
        return now, f"钉住时的数据版本 {one.generation} 已不在本机，或由旧版程序建立，现按版本 {now.number} 画。"
    return then, ""


def _known(deck: str) -> Deck:
    found = read_decks().get(deck)
    if found is None:
        raise NianbaoError("没有这份演示，可能已被删除。")
    return found


def _name(name: str) -> str:
    text = " ".join(name.split())
    if not text or len(text) > MOST_LETTERS:
        raise NianbaoError(f"演示的名称须为 1—{MOST_LETTERS} 个字，现为“{text[:20]}”。")
    return text


def _place(deck: str, pin: str) -> int:
    return next((n for n, p in enumerate(_known(deck).pins, 1) if p.id == pin), 0)


def _write(deck: str, act: str, who: Actor, name_of_deck: str, *, before: str = "", after: str = "", **said: Any) -> str:
    """`before` and `after` are the words of the record of operations. Raises AccessError."""
    require(who, "deck")
    payload = {"deck": deck, "act": act, "subject": f"演示“{name_of_deck}”", "before": before, "after": after, **said}
    journal.append("deck", payload, who.name)
    return deck
