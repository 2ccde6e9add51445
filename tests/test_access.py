"""Who may do what: roles and areas asked at the action itself, settings that refuse a slip, identities that are no more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nianbao import access, ingest, journal
from nianbao.access import ACTIONS, Actor
from nianbao.access_settings import load_access
from nianbao.cli import main
from nianbao.datasets import open_dataset
from nianbao.decks import Deck, Pin, readable
from nianbao.errors import AccessError, DataError
from nianbao.office import read_office
from nianbao.paths import APP, ROOT
from nianbao.screen import actor
from nianbao.serve import decide
from nianbao.signin import actor_named, actor_of_claims, actor_of_headers, command_line_actor
from tests.cast import LI, ZHANG
from tests.conftest import records
from tests.test_ingest import NEW, read, report

pytestmark = pytest.mark.usefixtures("own_state")

XINCHENG, WEIYANG = "西安市新城区发展和改革委员会", "西安市未央区人民政府"  # 610102, 610112
VIEWER = Actor("来宾", "viewer")
OF_XINCHENG = Actor("新城经办人", "editor", regions=("610102",))
TOLD = """
access:
  mode: oidc
  default: none
  roles:
    viewer: {domains: ["@xa.gov.cn"]}
    editor: {groups: [年报填报组], users: [Li@xa.gov.cn]}
    admin: {users: [wang@xa.gov.cn]}
  areas:
    - {users: [zhao@xa.gov.cn], regions: ["610102"]}
    - {groups: [未央年报], agencies: [xian-weiyang-rmzf]}
  oidc: {client_id: board, client_secret: x, server_metadata_url: "http://id/", redirect_uri: "http://b/oauth2callback", hours: 8}
"""


@pytest.fixture
def settings(own_state: Path):
    """Writes the settings of this installation."""

    def write(text: str) -> Path:
        own_state.mkdir(parents=True, exist_ok=True)
        path = own_state / "settings.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def imported(*names: str) -> list[str]:
    """Report ids of one draft for each agency, imported by 张三."""
    batch = ingest.import_batch([read(report(n, agency=name), f"{n}.html") for n, name in enumerate(names, 1)], ZHANG)
    return read_office().batches[batch]


# ---- the action asks, not the button


def test_a_viewer_who_calls_the_actions_directly_is_refused_and_nothing_is_written():
    (held,) = imported(XINCHENG)
    batch = read_office().reports[held].batch
    (failing, *_) = [row["fingerprint"] for row in records(open_dataset("draft"), "findings", limit=10)]
    before = journal.last_event()
    for act in (
        lambda: ingest.import_batch([read(report(2))], VIEWER),
        lambda: ingest.publish([held], VIEWER),
        lambda: ingest.correct(held, NEW, "1", "试一试", VIEWER),
        lambda: ingest.decide(failing, "verified", "", VIEWER),
        lambda: ingest.withdraw(held, "试一试", VIEWER),
        lambda: ingest.undo(batch, VIEWER),
    ):
        with pytest.raises(AccessError, match="“来宾”的角色是“浏览”，不能"):
            act()
    assert journal.last_event() == before


def test_a_name_is_no_actor():
    with pytest.raises(AccessError, match="没有说明是谁在操作"):
        ingest.import_batch([read(report())], "张三")  # type: ignore[arg-type]
    assert journal.events() == []


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_has_a_least_role_and_the_role_below_is_refused(action):
    least, words = ACTIONS[action]
    below = {"editor": "viewer", "admin": "editor"}[least]
    access.require(Actor("甲", least), action)
    with pytest.raises(AccessError, match=words):
        access.require(Actor("甲", below), action)
    with pytest.raises(AccessError):
        access.require(Actor("甲", "超级用户"), action)


def test_an_editor_of_one_district_edits_that_district_only():
    own, other = imported(XINCHENG, WEIYANG)
    batch = read_office().reports[own].batch
    before = journal.last_event()
    for act in (
        lambda: ingest.publish([own, other], OF_XINCHENG),
        lambda: ingest.correct(other, NEW, "1", "试一试", OF_XINCHENG),
        lambda: ingest.withdraw(other, "试一试", OF_XINCHENG),
        lambda: ingest.undo(batch, OF_XINCHENG),
        lambda: ingest.import_batch([read(report(5, 2022, WEIYANG))], OF_XINCHENG),
        lambda: ingest.import_batch([read(report(6, 2022, "示例市数据局"))], OF_XINCHENG),
    ):
        with pytest.raises(AccessError, match="只管行政区划代码以 610102 开头的机构"):
            act()
    assert journal.last_event() == before
    ingest.correct(own, NEW, "12", "录入笔误", OF_XINCHENG)
    ingest.publish([own], OF_XINCHENG)
    assert read_office().reports[own].status == "published" and read_office().reports[other].status == "draft"


def test_a_decision_is_about_the_agencies_whose_figures_were_compared():
    imported(XINCHENG, WEIYANG)
    rows = records(open_dataset("draft"), "findings", limit=100_000)
    own = next(row["fingerprint"] for row in rows if row["agency"] == XINCHENG)
    other = next(row["fingerprint"] for row in rows if row["agency"] == WEIYANG)
    with pytest.raises(AccessError, match=WEIYANG):
        ingest.decide([own, other], "verified", "", OF_XINCHENG)
    ingest.decide(own, "verified", "", OF_XINCHENG)
    assert set(read_office().decisions) == {own}


def test_publishing_can_require_a_second_person(settings):
    settings("access: {second_person: true}")
    (held,) = imported(XINCHENG)
    with pytest.raises(AccessError, match="须由第二人进行"):
        ingest.publish([held], ZHANG)
    with pytest.raises(AccessError, match="须由第二人进行"):
        ingest.import_batch([read(report(3, 2022, XINCHENG))], LI, publish=True)
    ingest.publish([held], LI)
    assert read_office().reports[held].status == "published"


def test_the_command_line_acts_in_the_role_that_is_set_for_it(settings, capsys, tmp_path):
    assert command_line_actor().role == "admin"
    settings("access: {command_line: viewer}")
    (held,) = imported(XINCHENG)
    assert main(["publish", held]) == 1
    assert "不能发布（需要“编辑”）" in capsys.readouterr().err
    assert main(["audit"]) == 1 and "操作记录里有人名" in capsys.readouterr().err


def test_no_command_takes_data_away_without_the_right(settings, capsys, tmp_path):
    settings("access: {command_line: viewer, export: editor}")
    target = tmp_path / "一览.xlsx"
    for words in (
        ["export", "workbook", "-o", str(target)],
        ["query", "years"],
        ["lake", "-o", str(tmp_path / "lake")],
        ["backup", "-o", str(tmp_path / "backup.zip")],
    ):
        assert main(words) == 1, words
        assert "下载和导出需要“编辑”" in capsys.readouterr().err, words
    assert list(tmp_path.glob("*.xlsx")) == [] and not (tmp_path / "lake").exists()
    settings("access: {command_line: viewer, drafts: editor}")
    assert main(["query", "years", "--dataset", "draft"]) == 1
    assert "不能看未发布的草稿" in capsys.readouterr().err


def test_reading_and_exporting_are_rights_too(settings):
    assert access.may_export(VIEWER) and not access.may_read(VIEWER, "draft") and access.may_read(VIEWER, "own")
    settings("access: {export: editor, drafts: viewer, audit: admin}")
    assert not access.may_export(VIEWER) and access.may_read(VIEWER, "draft") and not access.may_audit(ZHANG)
    with pytest.raises(AccessError, match="下载和导出需要“编辑”"):
        access.require_export(VIEWER)


# ---- from an identity to an actor


def claims(name: str, **more: object) -> dict[str, object]:
    return {"iat": 1_000_000, "email": name, **more}


def test_roles_come_from_users_groups_and_domains(settings):
    settings(TOLD)

    def of(name: str, **more: object) -> Actor:
        return actor_of_claims(claims(name, **more), now=1_000_060)

    assert of("sun@xa.gov.cn") == Actor("sun@xa.gov.cn", "viewer")
    assert of("li@XA.gov.cn").role == "editor"
    assert of("sun@xa.gov.cn", groups=["年报填报组"]).role == "editor"
    assert of("wang@xa.gov.cn", groups=["未央年报"]) == Actor("wang@xa.gov.cn", "admin")
    assert of("zhao@xa.gov.cn") == Actor("zhao@xa.gov.cn", "editor", regions=("610102",))
    assert of("li@xa.gov.cn", groups="未央年报").agencies == ("xian-weiyang-rmzf",)
    with pytest.raises(AccessError, match="没有进入本看板的权限"):
        of("sun@evil.cn")
    with pytest.raises(AccessError, match="没有进入本看板的权限"):
        of("sun@notxa.gov.cn")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (claims("li@xa.gov.cn") | {"iat": 1_000_000 - 8 * 3600}, "登录已过期（有效 8 小时）"),
        (claims("li@xa.gov.cn") | {"iat": 1_000_900}, "登录已过期"),
        (claims("li@xa.gov.cn") | {"iat": None}, "没有签发时间"),
        (claims("li@xa.gov.cn") | {"iat": True}, "没有签发时间"),
        (claims(""), "认不出是谁"),
        (claims("li@xa.gov.cn", email_verified=False), "没有核实过这个邮箱"),
    ],
)
def test_an_identity_that_does_not_hold_is_refused(settings, given, said):
    settings(TOLD)
    with pytest.raises(AccessError, match=said):
        actor_of_claims(given, now=1_000_060)


def test_a_proxy_names_the_person_and_their_groups(settings):
    settings("access: {mode: proxy, roles: {editor: {groups: [年报组]}}, proxy: {addresses: [127.0.0.1]}}")
    as_sent = {"X-Remote-User": "张三".encode().decode("latin-1"), "X-Remote-Groups": "其他, 年报组".encode().decode("latin-1")}
    assert actor_of_headers(as_sent) == Actor("张三", "editor")
    with pytest.raises(AccessError, match="没有告知身份"):
        actor_of_headers({"X-Remote-User": "  "})


# ---- settings


def test_settings_are_read_again_when_they_change(settings):
    settings("access: {roles: {admin: {users: [zhang]}}}")
    assert actor_named("zhang").role == "admin"
    settings("access: {roles: {viewer: {users: [zhang]}}, default: viewer}")
    assert actor_named("zhang").role == "viewer"


def test_a_file_named_by_the_environment_wins_and_must_be_there(settings, tmp_path, monkeypatch):
    settings("access: {export: editor, second_person: true}")
    monkeypatch.setenv("NIANBAO_SETTINGS", str(tmp_path / "more.yml"))
    with pytest.raises(DataError, match="没有这个文件"):
        load_access()
    (tmp_path / "more.yml").write_text("access: {export: admin}", encoding="utf-8")
    assert (load_access().export, load_access().second_person) == ("admin", True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("access: {mode: open}", "settings.yml 第 1 行，字段“mode”：现为“open”。只能是：local（只许本机）"),
        ("access: {rolse: {}}", "access.rolse”：现为“不认识的项”"),
        ("access: {default: admin}", "字段“default”：现为“admin”。只能是：none"),
        ("access: {roles: {admin: {users: wang}}}", "字段“users”：现为“wang”。应为文字的列表"),
        ("access: {second_person: 是}", "只能是 true 或 false"),
        ("access: {areas: [{users: [a]}]}", "没有写 regions 或 agencies"),
        ("access: {areas: [{users: [a], regions: ['碑林']}]}", "应为行政区划代码的开头"),
        ("access: {proxy: {addresses: [nginx]}}", "应为 IP 地址或网段"),
        ("access: {oidc: {hours: 0}}", "应为登录后有效的小时数"),
        ("server: {frame_ancestors: ['*']}", "应为网站地址"),
        ("access: [1]", "应为“名称: 值”的条目"),
    ],
)
def test_a_slip_in_the_settings_is_named_and_never_means_more_rights(settings, text, said):
    settings(text)
    with pytest.raises(DataError, match=said.replace("(", r"\(")):
        load_access()


def test_secrets_do_not_belong_into_data(tmp_path, monkeypatch):
    (tmp_path / "settings.yml").write_text("access: {oidc: {client_secret: hush}}", encoding="utf-8")
    monkeypatch.setattr("nianbao.access_settings.DATA", tmp_path)
    with pytest.raises(DataError, match="密钥不得写进 data/") as refused:
        load_access()
    assert "hush" not in str(refused.value)


# ---- which address is served to whom


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.20", "::", "board.example.gov.cn"])
def test_an_address_of_the_network_needs_a_decision(address, capsys):
    assert main(["serve", "--address", address, "--port", "1"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"错误：没有启动：{address} 不是本机地址") and "mode: oidc" in said and "Traceback" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("access: {mode: oidc}", "access.oidc 里缺少 server_metadata_url、client_id、client_secret、redirect_uri"),
        (TOLD.replace("/oauth2callback", "/callback"), "应为看板地址加 /oauth2callback"),
        ("access: {mode: proxy}", "access.proxy.addresses 没有写可信代理的地址"),
    ],
)
def test_half_a_decision_is_none(settings, text, said):
    settings(text)
    with pytest.raises(AccessError, match=said):
        decide("0.0.0.0", load_access())


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "localhost", "::1"])
def test_this_machine_needs_none(address):
    decide(address, load_access())


def test_a_decided_address_may_be_served(settings):
    for text in ("access: {mode: public}", "access: {mode: proxy, proxy: {addresses: [10.0.0.0/8]}}", TOLD):
        settings(text)
        decide("0.0.0.0", load_access())


def test_the_example_of_the_manual_is_accepted_and_means_what_it_says(settings):
    manual = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", manual, re.S)
    settings(example)
    found = load_access()
    assert (found.mode, found.default, found.second_person, found.oidc.hours) == ("oidc", "none", True, 12)
    assert actor_named("zhao@xa.gov.cn", (), found, "xa.gov.cn").regions == ("610102",)
    decide("0.0.0.0", found)


# ---- the screen asks who it is


def test_without_the_server_that_checks_identities_a_decided_board_stays_shut(settings):
    settings("access: {mode: proxy, proxy: {addresses: [127.0.0.1]}}")
    board = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not board.exception and "须用 nianbao serve 启动" in board.error[0].value
    assert not board.get("html")


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "10.1.2.3"])
def test_streamlit_itself_on_another_address_is_refused(monkeypatch, address):
    monkeypatch.setattr(actor.runtime, "exists", lambda: True)
    monkeypatch.setattr(actor.config, "get_option", lambda name: address)
    with pytest.raises(AccessError, match="却没有设置谁可以进来"):
        actor.current_actor()


def test_broken_settings_are_told_and_show_nothing(settings):
    settings("access: {mode: everyone}")
    board = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not board.exception and "字段“mode”：现为“everyone”" in board.error[0].value
    assert not board.get("html")


def test_a_deck_shows_charts_of_drafts_only_to_those_who_may_see_drafts():
    pins = tuple(
        Pin(name, "trend", {}, {"data": name}, name, 1, "", "", "张三", "2026-11-24") for name in ("draft", "own", "public")
    )
    deck = Deck("d1", "局长办公会", "张三", "2026-11-24", pins=pins)
    assert [one.dataset for one in readable(deck, VIEWER).pins] == ["own", "public"]
    assert readable(deck, ZHANG) == deck
    with pytest.raises(AccessError):
        readable(deck, Actor("无名", "none"))
