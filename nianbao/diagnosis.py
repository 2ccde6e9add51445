"""One answer of the self-check: what was looked at, how it is, and what a person can do."""

from __future__ import annotations

from dataclasses import asdict, dataclass

OUTCOMES = {"ok": "正常", "note": "提示", "bad": "有问题", "repaired": "已修复"}


@dataclass(frozen=True)
class Diagnosis:
    """`name` is stable for programs, the rest is for people; `repairable`: `nianbao doctor --repair` can mend it."""

    name: str
    title: str
    outcome: str
    said: str
    advice: str = ""
    repairable: bool = False

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def ok(name: str, title: str, said: str) -> Diagnosis:
    return Diagnosis(name, title, "ok", said)


def note(name: str, title: str, said: str, advice: str = "", repairable: bool = False) -> Diagnosis:
    return Diagnosis(name, title, "note", said, advice, repairable)


def bad(name: str, title: str, said: str, advice: str, repairable: bool = False) -> Diagnosis:
    return Diagnosis(name, title, "bad", said, advice, repairable)


def repaired(name: str, title: str, said: str) -> Diagnosis:
    return Diagnosis(name, title, "repaired", said)
