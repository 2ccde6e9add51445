"""The examples under docs/deploy as an administrator uses them: nginx in front of the board, the service unit."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from nianbao.cli import _parser
from nianbao.paths import ROOT
from tests.served import asks, free_port, served, visit

DEPLOY = ROOT / "docs" / "deploy"
SETTINGS = """
access:
  mode: proxy
  default: none
  roles: {viewer: {users: [kan]}, editor: {users: [li]}}
  proxy: {addresses: [127.0.0.1]}
"""


def nginx() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if not found:
        pytest.skip("没有安装 nginx（Debian：apt-get install nginx-light），不试 docs/deploy/nginx.conf")
    return found


@pytest.fixture(scope="module")
def front(state_dir, public, demo, tmp_path_factory) -> Iterator[int]:
    """The port of an nginx with the example in front of a board; only addresses, TLS and the password file are changed."""
    program, folder = nginx(), tmp_path_factory.mktemp("nginx")
    with served(state_dir, settings=SETTINGS) as board:
        port = free_port()
        site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
        site = site.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};").replace("127.0.0.1:8501", f"127.0.0.1:{board.port}")
        site = re.sub(r"^\s*ssl_certificate.*$", "", site, flags=re.M).replace("/etc/nginx/nianbao.users", str(folder / "users"))
        (folder / "users").write_text("kan:{PLAIN}word\n", encoding="utf-8")
        (folder / "site.conf").write_text(site, encoding="utf-8")
        paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"daemon off; master_process off; pid {folder}/pid; error_log stderr; events {{}}\n"
            f"http {{ access_log off; {paths} include {folder}/site.conf; }}\n",
            encoding="utf-8",
        )
        command = [program, "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, timeout=30)
        assert checked.returncode == 0, checked.stderr
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            for _ in range(100):
                try:
                    asks(port, "/healthz", "GET", "127.0.0.1", {})
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=20)


def basic(account: str, word: str = "word") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{account}:{word}".encode()).decode()}


def test_through_nginx_a_visitor_signs_in_and_the_board_is_drawn(front: int):
    assert asks(front, "/", "GET", "127.0.0.1", {}).status == 401
    assert asks(front, "/", "GET", "127.0.0.1", basic("kan", "wrong")).status == 401
    page = asks(front, "/", "GET", "127.0.0.1", basic("kan"))
    assert page.status == 200 and f"wss://127.0.0.1:{front}" in page.headers["content-security-policy"]
    seen = visit(front, headers=basic("kan"))
    assert "kan（浏览）" in seen.text and "42,456" in seen.text and "导入" not in seen.pages


def test_through_nginx_a_forged_identity_is_overwritten(front: int):
    forged = {"X-Remote-User": "li", "X-Remote-Groups": "li"}
    assert "kan（浏览）" in visit(front, headers={**basic("kan"), **forged}).text
    with pytest.raises(InvalidStatus):
        visit(front, headers=forged)


def test_through_nginx_probes_are_open_and_metrics_are_not(front: int):
    assert asks(front, "/healthz", "GET", "127.0.0.1", {}).status == 200
    assert asks(front, "/readyz", "GET", "127.0.0.1", {}).status == 200
    assert asks(front, "/metrics", "GET", "127.0.0.1", basic("kan")).status == 403


def test_the_unit_starts_a_command_that_exists_and_waits_longer_than_the_server():
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string((DEPLOY / "nianbao.service").read_text(encoding="utf-8"))
    program, *arguments = unit["Service"]["ExecStart"].split()
    assert program.endswith("/nianbao")
    options = _parser().parse_args(arguments)
    assert (options.command, options.address, options.log, options.no_browser) == ("serve", "127.0.0.1", "json", True)
    from nianbao.serve import GRACE

    assert int(unit["Service"]["TimeoutStopSec"]) > GRACE and unit["Service"]["Environment"].startswith("NIANBAO_STATE=")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="没有 systemd-analyze，不核对单元文件的写法")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path):
    unit = tmp_path / "nianbao.service"
    text = (DEPLOY / "nianbao.service").read_text(encoding="utf-8")
    unit.write_text(re.sub(r"^ExecStart=.*$", "ExecStart=/bin/true", text, flags=re.M), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, timeout=60
    )
    assert "nianbao.service:" not in done.stderr, done.stderr
