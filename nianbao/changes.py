"""What changed between two generations of a data set: figures, checks, places, registered breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from nianbao import store
from nianbao.checks import OUTCOMES, load_rules
from nianbao.errors import WarehouseError
from nianbao.model import APPLICANT_TYPES, PERIOD_KINDS, SCOPES
from nianbao.queries import load_query
from nianbao.store import DATASETS, Generation
from nianbao.wording import figure, missing

LIMIT = 2000
KINDS = ("values", "checks", "ranks", "breaks")
WHAT = {"new": "新增", "gone": "不再有", "changed": "改变"}


@dataclass(frozen=True)
class Changes:
    """The rows of queries/changes/*.sql for two generations; at most LIMIT of each, the counts are of all."""

    before: Generation
    after: Generation
    values: pd.DataFrame
    checks: pd.DataFrame
    ranks: pd.DataFrame
    breaks: pd.DataFrame

    @property
    def none(self) -> bool:
        return not any(len(getattr(self, kind)) for kind in KINDS)

    def counts(self) -> dict[str, int]:
        """How many of each, under the names of the queries' columns."""
        names = {
            "values": ("changed_cells", "new_cells", "gone_cells"), "checks": ("newly_failing", "no_longer_failing"),
            "ranks": ("moved",), "breaks": ("breaks",),
        }  # fmt: skip
        frames = {kind: getattr(self, kind) for kind in KINDS}
        return {
            name: int(frames[kind][name].iloc[0]) if len(frames[kind]) else 0
            for kind, columns in names.items()
            for name in columns
        }


def generation_label(generation: Generation) -> str:
    """“版本 7（2026-11-25 00:31 建）”."""
    try:
        built = store.meta_of(generation).get("built_at", "")
    except duckdb.Error:
        built = ""
    return f"版本 {generation.number}" + (f"（{built[:16].replace('T', ' ')} 建）" if built else "")


def chosen_pair(dataset: str, before: int | None = None, after: int | None = None) -> tuple[Generation, Generation]:
    """The two generations to compare: unless named, the live one and the kept one before it. Raises WarehouseError."""
    kept = store.kept_generations(dataset)
    known = {generation.number: generation for generation in kept}
    for number in (before, after):
        if number is not None and number not in known:
            held = "、".join(map(str, sorted(known))) or "无"
            raise WarehouseError(f"{DATASETS[dataset]}没有版本 {number}，或已不在本机；现存版本：{held}。")
    live = store.current(dataset)
    if live is None or not kept:
        raise WarehouseError(f"{DATASETS[dataset]}还没有建立。请先运行 nianbao build。")
    newer = known[after] if after is not None else live
    older = [generation for generation in kept if generation.number < newer.number]
    if before is None and not older:
        raise WarehouseError(f"{DATASETS[dataset]}在版本 {newer.number} 之前没有保留别的版本，无从比较。")
    return known[before] if before is not None else older[0], newer


def compare(before: Generation, after: Generation, agencies: Sequence[str] = (), limit: int = LIMIT) -> Changes:
    """Both files side by side in one engine, read only. Raises WarehouseError where an old file has other tables."""
    if before.path.is_dir() or after.path.is_dir():
        raise WarehouseError("数据湖里的版本不能在这里比较。请在有数据仓库的机器上运行 nianbao changes。")
    if before.path == after.path:
        raise WarehouseError("两次选的是同一个版本，请换一个。")
    try:
        with duckdb.connect(config={"threads": 2, "memory_limit": "800MB"}) as con:
            for name, generation in (("before", before), ("after", after)):
                quoted = str(generation.path).replace("'", "''")
                con.execute(f"attach '{quoted}' as {name} (read_only)")
            con.execute("set enable_external_access = false")
            frames = {kind: _asked(con, kind, agencies, limit) for kind in KINDS}
    except duckdb.Error as error:
        raise WarehouseError(
            f"版本 {before.number} 与版本 {after.number} 无法比较：其中一个由较早的程序建立，表的结构不同，或文件已损坏。"
        ) from error
    return Changes(before, after, **frames)


def _asked(con: duckdb.DuckDBPyConnection, kind: str, agencies: Sequence[str], limit: int) -> pd.DataFrame:
    query = load_query(f"changes/{kind}")
    frame = con.execute(query.sql, query.bind({"agencies": list(agencies), "limit": limit})).df()
    return frame.astype({name: object for name, held in frame.dtypes.items() if held == "str"})


def old_and_new(row: Mapping[str, Any]) -> tuple[str, str]:
    """A changed cell before and after, in words: “＞110万件”, “未填”, “未收录”."""
    old = {name: row[f"old_{name}"] for name in ("value", "low", "high", "qualifier", "state")}
    return figure({**row, **old}, exact=True), figure(row, exact=True)


def tables(found: Changes) -> dict[str, pd.DataFrame]:
    """What there is of each kind, in Chinese columns, every cell a text."""
    made = {
        "数值": pd.DataFrame([_value_row(row) for row in found.values.to_dict("records")]),
        "勾稽": pd.DataFrame([_check_row(row, _sentences()) for row in found.checks.to_dict("records")]),
        "名次": pd.DataFrame([_rank_row(row) for row in found.ranks.to_dict("records")]),
        "口径登记": pd.DataFrame([_break_row(row) for row in found.breaks.to_dict("records")]),
    }
    return {title: table for title, table in made.items() if len(table)}


def _value_row(row: Mapping[str, Any]) -> dict[str, str]:
    old, new = old_and_new(row)
    note = "推算" if row["derived"] else "更正" if row["corrected"] else ""
    applicant = APPLICANT_TYPES[row["applicant_type"]] if row["applicant_type"] != "total" else ""
    return {
        "变化": WHAT[row["what"]], "机构": row["agency"], "年份": f"{row['year']} 年", "指标": row["indicator"],
        "申请人类型": applicant, "口径": f"{SCOPES[row['scope']]}，{PERIOD_KINDS[row['period_kind']]}",
        "原来": old, "现在": new, "说明": note,
    }  # fmt: skip


def _sentences() -> dict[str, str]:
    return {rule.name: rule.sentence for rule in load_rules()}


def _check_row(row: Mapping[str, Any], sentences: Mapping[str, str]) -> dict[str, str]:
    old, new = (OUTCOMES.get(row[name], "没有比较") for name in ("old_outcome", "outcome"))
    return {
        "机构": row["agency"], "年份": f"{row['year']} 年", "关系": sentences.get(row["rule"], row["rule"]), "位置": row["subject"],
        "原来": old, "现在": new, "应为": _text(row["expected"]), "实为": _text(row["actual"]),
    }  # fmt: skip


def _text(value: Any) -> str:
    return "" if missing(value) else str(value)


def _rank_row(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "机构": row["agency"], "年份": f"{row['year']} 年", "指标": row["indicator"],
        "口径": f"{SCOPES[row['scope']]}，{PERIOD_KINDS[row['period_kind']]}",
        "原来": f"第 {row['old_place']}（同类同级 {row['old_members']} 家）", "现在": f"第 {row['place']}（{row['members']} 家）",
        "说明": "" if row["own_figure_changed"] else "自身的数未变",
    }  # fmt: skip


def _break_row(row: Mapping[str, Any]) -> dict[str, str]:
    agency = "所有机构" if missing(row["agency"]) else row["agency"]
    return {
        "变化": "登记" if row["what"] == "new" else "取消登记", "机构": agency, "指标": row["indicator"], "起始": f"{row['year']} 年起",
        "理由": row["reason"],
    }  # fmt: skip


def summary(found: Changes) -> str:
    """One sentence of counts."""
    if found.none:
        return "两个版本的数、勾稽结果、名次和口径登记完全相同。"
    counts = found.counts()
    parts = [
        f"{counts['changed_cells']:,} 个数改变、{counts['new_cells']:,} 个新增、{counts['gone_cells']:,} 个不再有",
        f"勾稽新出现不符 {counts['newly_failing']:,} 处、不再不符 {counts['no_longer_failing']:,} 处",
        f"{counts['moved']:,} 个名次变动",
    ]
    if counts["breaks"]:
        parts.append(f"口径变化的登记增减 {counts['breaks']:,} 处")
    return "；".join(parts) + "。"
