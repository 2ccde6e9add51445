"""The command line's own words in Chinese: usage, headings and the faults that argparse finds."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

# What argparse says, and how we say it. A wording that is not here stays as it is: a test goes through all of them.
_FAULTS = (
    (r"argument (.+?): (.+)", r"参数 \1：\2"),
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"one of the arguments (.+) is required", r"须写明其中一个参数：\1"),
    (r"invalid choice: '?(.*?)'? \(choose from (.+)\)", r"没有“\1”这一选项，可选：\2"),
    (r"invalid (?:int|_?whole|positive_int) value: '(.*)'", r"“\1”不是整数"),
    (r"invalid float value: '(.*)'", r"“\1”不是数字"),
    (r"invalid \S+ value: '(.*)'", r"“\1”不合要求"),
    (r"expected one argument", "后面缺少值"),
    (r"expected at least one argument", "后面至少要有一个值"),
    (r"expected at most one argument", "后面至多写一个值"),
    (r"expected (\d+) arguments?", r"后面要有 \1 个值"),
    (r"not allowed with argument (.+)", r"不能与 \1 同时使用"),
    (r"ambiguous option: (.+) could match (.+)", r"“\1”不明确，可能是 \2"),
    (r"ignored explicit argument '(.*)'", r"不带值，却写了“\1”"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
)


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose subcommands are of the same kind."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"formatter_class": _Help, **options, "add_help": False})
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """Usage, the fault and where to read more; leaves with 2 as argparse does."""
        self.print_usage(sys.stderr)
        self.exit(2, f"错误：{in_chinese(message)}。运行 {self.prog} --help 看用法。\n")


def in_chinese(message: str) -> str:
    """A message of argparse in Chinese; the names in it stay."""
    for pattern, words in _FAULTS:
        if found := re.fullmatch(pattern, message):
            told = found.expand(words)
            head, colon, rest = told.partition("：")
            return f"{head}：{in_chinese(rest)}" if words.startswith("参数") and colon else told.replace("'", "")
    return message
