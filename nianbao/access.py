"""Who acts, and whether they may: asked by every action itself, not by the button that leads to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nianbao.access_settings import ROLES, load_access
from nianbao.counters import REFUSALS
from nianbao.errors import AccessError

# action: (the least role, what it is called)
ACTIONS = {
    "import": ("editor", "导入报告"),
    "correct": ("editor", "更正"),
    "decide": ("editor", "写处理意见"),
    "publish": ("editor", "发布"),
    "withdraw": ("editor", "撤回报告"),
    "undo": ("editor", "撤销导入"),
    "target": ("editor", "设定目标"),
    "comment": ("editor", "写批注"),
    "deck": ("editor", "保存演示文稿"),
    "view": ("editor", "保存视图"),
    "restore": ("editor", "恢复备份"),
    "settings": ("admin", "更改设置"),
}
_ORDER = list(ROLES)


@dataclass(frozen=True)
class Actor:
    """A person at work. `name` goes into the journal; `regions` and `agencies`, if any, are all they may change."""

    name: str
    role: str
    regions: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()

    @property
    def limited(self) -> bool:
        """May they change only some agencies?"""
        return bool(self.regions or self.agencies)

    def at_least(self, role: str) -> bool:
        return self.role in _ORDER and _ORDER.index(self.role) >= _ORDER.index(role)

    def covers(self, agency: Subject) -> bool:
        """Is this agency within what they may change?"""
        by_region = bool(agency.region_code) and agency.region_code.startswith(self.regions or ("-",))
        return not self.limited or by_region or agency.agency_id in self.agencies


@dataclass(frozen=True)
class Subject:
    """The agency an action is about."""

    agency_id: str
    name: str
    region_code: str


def may(actor: Actor, action: str) -> bool:
    """Is the role enough? For showing or hiding; the action asks again with its agencies."""
    return actor.at_least(ACTIONS[action][0])


def require(actor: Actor, action: str, agencies: Iterable[Subject] = ()) -> None:
    """Raises AccessError, naming role, action and agency, unless the actor may do this to all these agencies."""
    if not isinstance(actor, Actor):
        raise _refused(f"没有说明是谁在操作（“{actor}”只是一个名字）；操作须由已确认身份的人进行，未执行。")
    least, words = ACTIONS[action]
    if not actor.at_least(least):
        raise _refused(
            f"“{actor.name}”的角色是“{ROLES.get(actor.role, actor.role)}”，不能{words}（需要“{ROLES[least]}”），未执行。"
            "请联系管理员在设置的 access.roles 中调整。"
        )
    for agency in agencies:
        if not actor.covers(agency):
            raise _refused(
                f"“{actor.name}”只管{_area(actor)}的机构，{agency.name}（行政区划代码{agency.region_code or '未登记'}）不在其中，"
                f"不能{words}，未执行。请由该机构的经办人或管理员操作。"
            )


def require_second_person(actor: Actor, importers: Iterable[tuple[str, str]]) -> None:
    """Where the setting asks for two people: raises AccessError if the actor imported one of (report, who)."""
    if not load_access().second_person:
        return
    for report, who in importers:
        if who.casefold() == actor.name.casefold():
            raise _refused(
                f"本单位要求发布须由第二人进行：{report}是“{actor.name}”自己导入的，未发布。请另一位编辑在导入页发布。"
            )


def _refused(message: str) -> AccessError:
    REFUSALS.labels("action").inc()
    return AccessError(message)


def may_export(actor: Actor) -> bool:
    """May they take tables and pictures away (setting `export`)?"""
    return actor.at_least(load_access().export)


def require_export(actor: Actor) -> None:
    """Raises AccessError where `may_export` is no."""
    if not may_export(actor):
        raise AccessError(f"按本单位的设置，下载和导出需要“{ROLES[load_access().export]}”角色，“{actor.name}”没有，未导出。")


def may_read(actor: Actor, dataset: str) -> bool:
    """May they see this data set? Drafts only from the role set by `drafts` on."""
    return actor.at_least(load_access().drafts if dataset == "draft" else "viewer")


def require_read(actor: Actor, dataset: str) -> None:
    """Raises AccessError where `may_read` is no."""
    if not may_read(actor, dataset):
        least = load_access().drafts if dataset == "draft" else "viewer"
        raise AccessError(
            f"“{actor.name}”不能看{'未发布的草稿' if dataset == 'draft' else '本看板'}（需要“{ROLES[least]}”角色）。"
            "请换一个数据集（网址里去掉 data=draft），或联系管理员。"
        )


def may_audit(actor: Actor) -> bool:
    """May they read the record of operations (setting `audit`)?"""
    return actor.at_least(load_access().audit)


def require_audit(actor: Actor) -> None:
    """Raises AccessError where `may_audit` is no."""
    if not may_audit(actor):
        raise AccessError(f"操作记录里有人名，需要“{ROLES[load_access().audit]}”角色才能看，“{actor.name}”没有。")


def _area(actor: Actor) -> str:
    regions = "、".join(actor.regions)
    parts = [f"行政区划代码以 {regions} 开头" if regions else "", f"编号为 {'、'.join(actor.agencies)}" if actor.agencies else ""]
    return "或".join(part for part in parts if part)
