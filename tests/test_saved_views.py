"""Saved views: named, in the journal, each a link; drafts only for those who may see them."""

from __future__ import annotations

import pytest

from nianbao import audit
from nianbao.access import Actor
from nianbao.errors import AccessError, NianbaoError
from nianbao.saved_views import delete_view, read_views, save_view
from nianbao.view import View, from_params, to_params
from tests.cast import LI, ZHANG

VIEWER = Actor("领导", "viewer")
SEEN = View(dataset="demo", agencies=("demo-slsh-xzspfwj", "demo-sls-zwfwglj"), year=2024, indicator="applications_new")

pytestmark = pytest.mark.usefixtures("own_state")


def test_a_saved_view_is_a_link_to_the_same_view():
    save_view(ZHANG, " 局长  办公会 ", "disclosure", to_params(SEEN))
    save_view(LI, "总览", "", to_params(SEEN))
    newest, first = read_views(VIEWER)
    assert (first.name, first.who, len(first.at) > 10, newest.name) == ("局长 办公会", "张三", True, "总览")
    assert first.link.startswith("disclosure?data=demo&") and newest.link.startswith("./?")
    assert from_params(first.params) == (SEEN, [])


def test_a_deleted_view_is_gone_and_the_record_keeps_both_acts():
    view = save_view(ZHANG, "月报", "trends", to_params(SEEN))
    delete_view(LI, view)
    assert read_views() == []
    with pytest.raises(NianbaoError, match="没有这个收藏"):
        delete_view(LI, view)
    assert [(e.kind, e.subject, e.who) for e in audit.entries()] == [
        ("view", "收藏“月报”", "张三"),
        ("view", "收藏“月报”", "李四"),
    ]


def test_names_are_wanted_and_not_given_twice():
    save_view(ZHANG, "月报", "", {})
    for name, said in (("月报", "已有名为“月报”的收藏"), ("  ", "1—40 个字"), ("长" * 41, "1—40 个字")):
        with pytest.raises(NianbaoError, match=said):
            save_view(ZHANG, name, "", {})
    assert len(read_views()) == 1


def test_a_viewer_neither_saves_nor_deletes_nor_sees_views_of_drafts():
    view = save_view(ZHANG, "草稿", "", {"data": "draft"})
    with pytest.raises(AccessError, match="不能保存视图"):
        save_view(VIEWER, "我的", "", {})
    with pytest.raises(AccessError):
        delete_view(VIEWER, view)
    assert read_views(VIEWER) == [] and len(read_views(ZHANG)) == 1
