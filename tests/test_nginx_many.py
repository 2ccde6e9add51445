"""Two boards behind Debian's nginx with the shipped example: a visitor stays with one, and neither restart is noticed."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from nianbao.paths import ROOT
from tests.served import Answer, asks, free_port, served, visit

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="没有 nginx（Debian：apt-get install nginx-light）")
EXAMPLE = ROOT / "docs" / "deploy" / "nginx-many.conf"


@contextmanager
def nginx(folder: Path, boards: tuple[int, int]) -> Iterator[int]:
    """The shipped example on free ports, everything it writes below `folder`; its port."""
    port = free_port()
    text = EXAMPLE.read_text("utf-8").replace("listen 8080;", f"listen 127.0.0.1:{port};")
    for example, board in zip((8501, 8502), boards, strict=True):
        text = re.sub(rf"^(\s+server 127\.0\.0\.1:){example}", rf"\g<1>{board}", text, flags=re.M)
    assert text.count("    server 127.0.0.1:") == 2
    text = text.replace("server_name _;", "server_name _;\n    add_header X-Board $upstream_addr;")
    (folder / "board.conf").write_text(text, encoding="utf-8")
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {places} include {folder}/board.conf; }}\n",
        encoding="utf-8",
    )
    child = subprocess.Popen(["nginx", "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        until = time.monotonic() + 20
        while True:
            try:
                asks(port, "/healthz", "GET", "127.0.0.1", {})
                break
            except OSError:
                assert child.poll() is None and time.monotonic() < until, (folder / "error.log").read_text()
                time.sleep(0.05)
        yield port
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def first_visit(port: int) -> tuple[Answer, dict[str, str]]:
    """A newcomer's first page and the cookie header of the later ones."""
    answer = asks(port, "/healthz", "GET", "127.0.0.1", {})
    cookie = SimpleCookie(answer.headers["set-cookie"])
    return answer, {"Cookie": f"nianbao_board={cookie['nianbao_board'].value}"}


def again(port: int, who: dict[str, str]) -> Answer:
    return asks(port, "/healthz", "GET", "127.0.0.1", who)


def newcomer_of(port: int, board: int) -> dict[str, str]:
    """Somebody whom chance has given to this board."""
    for _ in range(200):
        answer, who = first_visit(port)
        if answer.headers["x-board"] == f"127.0.0.1:{board}":
            return who
    raise AssertionError(f"of 200 newcomers none came to {board}")


def test_visitors_are_spread_stay_where_they_are_and_do_not_notice_a_restart(state_dir, public, demo, tmp_path):
    ports = (free_port(), free_port())
    with (
        served(state_dir, "--access", "public", port=ports[0]) as left,
        served(state_dir, "--access", "public", port=ports[1]),
        nginx(tmp_path, ports) as door,
    ):
        who = {board: newcomer_of(door, board) for board in ports}
        for board, cookie in who.items():
            answers = [again(door, cookie) for _ in range(12)]
            assert {answer.headers["x-board"] for answer in answers} == {f"127.0.0.1:{board}"}
            assert not any("set-cookie" in answer.headers for answer in answers)

        for cookie in who.values():  # the WebSocket goes the same way, and the page comes from the shared warehouse
            assert "42,456" in visit(door, headers=cookie).text

        failed: list[str] = []
        over = threading.Event()

        def keep_asking() -> None:
            while not over.is_set():
                for cookie in who.values():
                    try:
                        answer = again(door, cookie)
                    except OSError as error:
                        failed.append(repr(error))
                    else:
                        failed.extend([f"{answer.status}"] if answer.status != 200 else [])
                time.sleep(0.02)

        reader = threading.Thread(target=keep_asking, daemon=True)
        reader.start()
        try:
            assert left.stop() == 0
            moved = again(door, who[ports[0]])
            assert moved.headers["x-board"].endswith(f"127.0.0.1:{ports[1]}")
            assert "42,456" in visit(door, headers=who[ports[0]]).text  # the other one takes the visitor in
            with served(state_dir, "--access", "public", port=ports[0]):
                until = time.monotonic() + 30
                while again(door, who[ports[0]]).headers["x-board"] != f"127.0.0.1:{ports[0]}":
                    assert time.monotonic() < until, "the restarted board is not asked again"
                    time.sleep(0.1)
                over.set()
                reader.join()
        finally:
            over.set()
        assert failed == []
