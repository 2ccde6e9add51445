"""The command line speaks Chinese: usage, headings, faults, reasons of the operating system, and questions it refuses."""

from __future__ import annotations

import errno
import os
import re

import pytest

from nianbao.cli import main
from nianbao.cli_words import Parser, in_chinese
from nianbao.errors import reason


def fault(parser: Parser, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(list(words))
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_every_fault_of_use_is_told_in_chinese(capsys):
    parser = Parser(prog="某命令")
    parser.add_argument("file", metavar="文件")
    parser.add_argument("--port", type=int)
    parser.add_argument("--share", type=float)
    parser.add_argument("--kind", choices=["a", "b"])
    parser.add_argument("--many", nargs="+")
    parser.add_argument("--flag", action="store_true")
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--left")
    either.add_argument("--right")
    for words, told in (
        ((), "缺少参数：文件"),
        (("x", "--port", "甲"), "参数 --port：“甲”不是整数"),
        (("x", "--share", "甲"), "参数 --share：“甲”不是数字"),
        (("x", "--kind", "c"), "参数 --kind：没有“c”这一选项，可选：a, b"),
        (("x", "--port"), "参数 --port：后面缺少值"),
        (("x", "--many"), "参数 --many：后面至少要有一个值"),
        (("x", "--flag=1"), "参数 --flag：不带值，却写了“1”"),
        (("x", "--left", "1", "--right", "2"), "参数 --right：不能与 --left 同时使用"),
        (("x", "--nosuch"), "不认识的参数：--nosuch"),
    ):
        said = fault(parser, capsys, *words)
        assert said.startswith("用法：某命令") and told in said, said
        assert not re.search(r"usage|error|argument", said)
    assert in_chinese("something new") == "something new"


def test_help_of_every_command_has_no_english_heading(capsys):
    for words in (["--help"], ["serve", "--help"], ["export", "brief", "--help"], ["undo", "--help"]):
        with pytest.raises(SystemExit):
            main(words)
        said = capsys.readouterr().out
        assert "用法：" in said and not re.search(r"usage|positional|options:|show this|show program", said), said


def test_the_operating_system_speaks_chinese_too():
    assert reason(OSError(errno.ENOENT, os.strerror(errno.ENOENT))) == "没有这个文件或文件夹"
    assert reason(OSError(errno.EPIPE, "strange")) == "strange"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("query", "ranking", "--indicator", "wechat_posts"), "还要写明：--year"),
        (("query", "indicator_by_year", "--indicator", "nosuch"), "没有编号为“nosuch”的指标"),
        (("query", "series", "--agencies", "nowhere"), "没有编号为“nowhere”的机构"),
        (("audit", "--since", "昨天"), "--since 为“昨天”，应为日期"),
    ],
)
def test_a_question_that_nothing_can_answer_is_refused(public, capsys, words, told):
    assert main(list(words)) == 1
    assert told in capsys.readouterr().err
