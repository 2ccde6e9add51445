"""The served board: probes and headers, who gets past the gate, what the log and the metrics say, and how it stops."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from pathlib import Path

import pytest
from streamlit.elements.exception import marshall
from streamlit.proto.Exception_pb2 import Exception as Shown
from websockets.exceptions import InvalidStatus

from nianbao import gate, logs, store
from nianbao.access_settings import load_access
from nianbao.errors import AccessError
from nianbao.serve import _let_writes_finish, _unexpected_in_chinese, readiness
from tests.served import Answer, Served, served, visit

PROXY = """
access:
  mode: proxy
  default: none
  roles: {viewer: {users: [kan]}, editor: {groups: [reporters]}}
  proxy: {addresses: [127.0.0.2]}
server: {frame_ancestors: ["https://portal.example.gov.cn"]}
"""
IMPORT, AUDIT = "导入", "操作记录"


@pytest.fixture(scope="module")
def here(state_dir, public, demo):
    """A board for this machine only."""
    with served(state_dir) as server:
        yield server


@pytest.fixture(scope="module")
def behind(state_dir, public, demo):
    """A board behind a proxy at 127.0.0.2."""
    with served(state_dir, settings=PROXY) as server:
        yield server


def fine(answer: Answer) -> Answer:
    assert answer.status == 200, answer.text[:300]
    return answer


# ---- this machine only


def test_it_lives_is_ready_and_shows_the_board(here: Served):
    assert json.loads(fine(here.asks("/healthz")).text) == {"status": "ok"}
    told = json.loads(fine(here.asks("/readyz")).text)
    assert (told["status"], told["warehouses"]["public"], told["journal"]) == ("ready", "ok", "ok")
    seen = visit(here.port)
    assert "42,456" in seen.text and {IMPORT, AUDIT, "总览"} <= set(seen.pages)
    assert "放入年报" in visit(here.port, page="import").text and "只增不改" in visit(here.port, page="audit").text


def test_an_address_without_a_page_shows_the_first_page(here: Served):
    seen = visit(here.port, page="verify")
    assert "42,456" in seen.text and "没有打开这一页的权限" not in seen.text
    assert "page_not_found" not in seen.kinds  # Streamlit's own dialog is English and lies over the page


def test_the_first_page_answers_to_its_own_name(here: Served):
    assert here.asks("/overview").headers["location"] == "./"
    answer = here.asks("/overview?year=2021&data=demo")
    assert answer.status == 307 and answer.headers["location"] == "./?year=2021&data=demo"


def test_every_answer_forbids_other_hosts_and_strange_frames(here: Served):
    for path in ("/", "/trends", "/healthz", "/_stcore/health", "/static/nothing.js"):
        headers = here.asks(path).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'self'" and policy["frame-ancestors"] == "'self'" and policy["object-src"] == "'none'"
        hosts = {word for words in policy.values() for word in words.split() if "//" in word}
        assert hosts == {f"ws://127.0.0.1:{here.port}", f"wss://127.0.0.1:{here.port}"}
        assert "'unsafe-eval'" not in headers["content-security-policy"] and "'unsafe-inline'" not in policy["script-src"]
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin"
        assert headers["x-frame-options"] == "SAMEORIGIN" and "server" not in headers


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Host": "board.lan:8501"}, {"X_Forwarded_For": "10.1.1.1"}, {"Forwarded": "for=10.1.1.1"}],
)
def test_without_a_decision_no_proxy_and_no_other_name_gets_in(here: Served, headers):
    answer = here.asks("/", **headers)
    assert answer.status == 403 and "请先在设置中写明 access.mode" in answer.text
    sent = {name.replace("_", "-"): text for name, text in headers.items() if name != "Host"}
    if sent:
        with pytest.raises(InvalidStatus):
            visit(here.port, headers=sent)


def test_metrics_count_what_happened_and_name_nobody(here: Served):
    visit(here.port)
    text = fine(here.asks("/metrics")).text
    told = {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in text.splitlines() if not line.startswith("#")}
    assert told["nianbao_reruns_total"] >= 1 and told["nianbao_query_seconds_count"] >= 1
    assert told['nianbao_http_requests_total{status="2xx"}'] >= 1 and told['nianbao_generation{dataset="public"}'] >= 1
    assert told['nianbao_journal_events{kind="import"}'] == 0 and told["process_resident_memory_bytes"] > 0
    assert here.asks("/metrics", X_Forwarded_For="10.1.1.1").status == 403
    assert here.asks("/metrics", source="127.0.0.9").status == 200


# ---- behind a proxy


def test_the_proxy_says_who_it_is_and_the_role_decides_what_is_there(behind: Served):
    looking = visit(behind.port, source="127.0.0.2", headers={"X-Remote-User": "kan"})
    assert "42,456" in looking.text and "kan（浏览）" in looking.text and not {IMPORT, AUDIT} & set(looking.pages)
    elsewhere = visit(behind.port, page="audit", source="127.0.0.2", headers={"X-Remote-User": "kan"})
    assert "没有打开这一页的权限" in elsewhere.text and "page_not_found" not in elsewhere.kinds
    working = visit(behind.port, source="127.0.0.2", headers={"X-Remote-User": "li", "X-Remote-Groups": "reporters"})
    assert "li（编辑）" in working.text and {IMPORT, AUDIT} <= set(working.pages)


def test_a_forged_identity_from_another_address_is_refused(behind: Served):
    forged = {"X-Remote-User": "li", "X-Remote-Groups": "reporters", "X-Forwarded-For": "127.0.0.2", "X-Real-IP": "127.0.0.2"}
    for source in ("127.0.0.1", "127.0.0.3"):
        answer = behind.asks("/", source=source, **{name.replace("-", "_"): text for name, text in forged.items()})
        assert answer.status == 403 and "请由统一入口进入" in answer.text
        with pytest.raises(InvalidStatus):
            visit(behind.port, source=source, headers=forged)
    assert behind.asks("/healthz", source="127.0.0.3").status == 200


def test_someone_the_settings_do_not_name_sees_only_why(behind: Served):
    for headers in ({"X-Remote-User": "mallory"}, {}):
        seen = visit(behind.port, source="127.0.0.2", headers=headers)
        assert "42,456" not in seen.text
        assert "没有进入本看板的权限" in seen.text or "代理没有告知身份" in seen.text


def test_a_viewer_reaches_neither_drafts_nor_the_upload(behind: Served):
    viewer = {"X-Remote-User": "kan"}
    seen = visit(behind.port, query="data=draft", source="127.0.0.2", headers=viewer)
    assert "不能看未发布的草稿" in seen.text
    sent = {"X_Remote_User": "kan"}
    for session in (seen.session, "made-up"):
        answer = behind.asks(f"/_stcore/upload_file/{session}/1", "PUT", "127.0.0.2", **sent)
        assert answer.status == 403 and "需要“编辑”角色" in answer.text
    editor = visit(behind.port, source="127.0.0.2", headers={"X-Remote-User": "li", "X-Remote-Groups": "reporters"})
    answer = behind.asks(f"/_stcore/upload_file/{editor.session}/1", "PUT", "127.0.0.2", **sent)
    assert answer.status != 403 or "需要“编辑”角色" not in answer.text  # past the gate; Streamlit asks for its own token


def test_a_portal_that_is_named_may_frame_the_board(behind: Served):
    headers = behind.asks("/", source="127.0.0.2").headers
    assert "frame-ancestors 'self' https://portal.example.gov.cn" in headers["content-security-policy"]
    assert "x-frame-options" not in headers


# ---- everyone may read


def test_public_mode_shows_published_figures_and_cannot_write(state_dir, public, demo):
    with served(state_dir, "--access", "public") as server:
        assert "放入年报" not in visit(server.port, page="import").text  # by its address, as the very first visit
        seen = visit(server.port, headers={"X-Remote-User": "admin", "X-Forwarded-For": "10.1.1.1"})
        assert "42,456" in seen.text and not {IMPORT, "核验", AUDIT} & set(seen.pages)
        assert server.asks(f"/_stcore/upload_file/{seen.session}/1", "PUT").status == 403
        assert "不能看未发布的草稿" in visit(server.port, query="data=draft").text
        for page in ("import", "review", "audit"):
            text = visit(server.port, page=page).text
            assert "放入年报" not in text and "勾稽核对" not in text and "只增不改" not in text
        log = server.log
        assert server.stop() == 0
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert {"started", "refused"} <= {line["event"] for line in lines}
    assert not [word for word in ("10.1.1.1", "X-Remote-User", seen.session) if word in log]


# ---- small parts


def scope(address: str, path: str = "/", **headers: str) -> gate.Scope:
    sent = [(name.replace("_", "-").lower().encode(), text.encode()) for name, text in headers.items()]
    return {"type": "http", "method": "GET", "path": path, "client": (address, 1), "headers": sent}


@pytest.mark.parametrize(
    ("address", "inside"),
    [("10.2.3.4", True), ("::ffff:10.2.3.4", True), ("10.3.0.1", False), ("", False), ("unix", False), ("::1", False)],
)
def test_an_address_is_compared_as_an_address(own_state: Path, address, inside):
    own_state.mkdir()
    (own_state / "settings.yml").write_text("access: {mode: proxy, proxy: {addresses: [10.2.0.0/16]}}", encoding="utf-8")
    assert (gate.refusal(scope(address), load_access()) is None) is inside


def test_two_identities_in_one_request_are_none(own_state: Path):
    own_state.mkdir()
    (own_state / "settings.yml").write_text("access: {mode: proxy, proxy: {addresses: [10.2.3.4]}}", encoding="utf-8")
    twice = scope("10.2.3.4", X_Remote_User="a")
    twice["headers"].append((b"x-remote-user", b"b"))
    found = gate.refusal(twice, load_access())
    assert found and found[0] == 400 and "不止一次" in found[1]


def test_broken_settings_shut_the_door(own_state: Path):
    own_state.mkdir()
    (own_state / "settings.yml").write_text("access: {mode: everyone}", encoding="utf-8")
    sent: list[dict] = []

    async def take(message):
        sent.append(message)

    async def inner(*_):
        raise AssertionError("reached the board")

    asyncio.run(gate.Gate(inner)(scope("127.0.0.1", Host="127.0.0.1"), None, take))
    assert sent[0]["status"] == 503 and "设置文件有误" in sent[1]["body"].decode()


def test_a_host_name_cannot_write_into_the_policy():
    policy = gate.SecurityHeaders(None).policy("a; script-src *", ())
    assert "*" not in policy and "ws://" not in policy


def test_a_log_line_holds_kind_and_place_of_an_error_but_not_its_words():
    try:
        raise ValueError("张三 610102199001011234")
    except ValueError as error:
        record = logging.LogRecord(
            "lib", logging.ERROR, "f", 1, "failed for %s", ("张三",), (ValueError, error, error.__traceback__)
        )
    line = json.loads(logs.JsonLines().format(record))
    assert line["event"] == "failed for …" and line["error"] == "ValueError" and "test_serve" in line["at"][-1]
    assert "张三" not in json.dumps(line, ensure_ascii=False)


def test_an_unexpected_error_speaks_chinese_to_the_visitor():
    _unexpected_in_chinese()
    shown = Shown()
    marshall(shown, ValueError("secret"), apply_show_error_details=True)
    assert shown.message.startswith("这一页出了意料之外的错误") and "secret" not in str(shown)


def test_the_stop_waits_for_a_write(own_state: Path):
    store.folder("own").mkdir(parents=True)
    writing, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with store.writer_lock("own"):
            writing.set()
            may_end.wait(30)

    writer, stop = threading.Thread(target=write), threading.Thread(target=_let_writes_finish)
    writer.start()
    assert writing.wait(30)
    stop.start()
    stop.join(0.5)
    assert stop.is_alive()
    may_end.set()
    stop.join(30)
    writer.join(30)
    assert not stop.is_alive()


def test_a_damaged_warehouse_is_not_ready(own_state: Path):
    assert readiness()["status"] == "not ready"  # nothing is built yet
    home = store.folder("public")
    home.mkdir(parents=True)
    (home / "000001.duckdb").write_bytes(b"not a database")
    (home / "CURRENT").write_text("000001.duckdb")
    assert readiness()["warehouses"]["public"] == "broken"


def test_a_page_asks_for_drafts_in_the_name_of_the_visitor(own_state: Path, monkeypatch):
    from nianbao.access import Actor
    from nianbao.screen import data

    monkeypatch.setattr(data, "current_actor", lambda: Actor("来宾", "viewer"))
    with pytest.raises(AccessError, match="不能看未发布的草稿"):
        data.live("draft")
