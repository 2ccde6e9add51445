"""`nianbao serve` as a process of its own, and a visitor that speaks Streamlit's WebSocket without a browser."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from google.protobuf.json_format import MessageToJson
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Served:
    """A running server; `log` is what it wrote to stderr."""

    port: int
    process: subprocess.Popen[bytes]
    log_path: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def asks(self, path: str, method: str = "GET", source: str = "127.0.0.1", **headers: str) -> Answer:
        """One request from this address of the machine; header names are written with underscores."""
        return asks(self.port, path, method, source, {name.replace("_", "-"): text for name, text in headers.items()})

    def stop(self, patience: float = 40) -> int:
        """Asks it to end as a service manager does; its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=patience)


@dataclass(frozen=True)
class Answer:
    """Status, headers in lower case, and the text."""

    status: int
    headers: Mapping[str, str]
    text: str


def asks(port: int, path: str, method: str, source: str, headers: Mapping[str, str]) -> Answer:
    con = http.client.HTTPConnection("127.0.0.1", port, timeout=20, source_address=(source, 0))
    try:
        con.request(method, path, headers=dict(headers))
        reply = con.getresponse()
        told = {name.lower(): value for name, value in reply.getheaders()}
        return Answer(reply.status, told, reply.read().decode("utf-8", "replace"))
    finally:
        con.close()


@contextmanager
def served(state: Path, *arguments: str, settings: str = "", port: int = 0) -> Iterator[Served]:
    """A server with these settings on a free port of 127.0.0.1, stopped on the way out whatever happened."""
    port = port or free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NIANBAO_STATE": str(state), "AUTHLIB_INSECURE_TRANSPORT": "1"}
        if settings:
            path = Path(folder) / "settings.yml"
            path.write_text(settings, encoding="utf-8")
            environment["NIANBAO_SETTINGS"] = str(path)
        log = Path(folder) / "log"
        command = [sys.executable, "-m", "nianbao", "serve", "--port", str(port), "--no-browser", *arguments]
        with log.open("wb") as file:
            process = subprocess.Popen(command, cwd=folder, env=environment, stdout=file, stderr=file)
        server = Served(port, process, log)
        try:
            wait_for(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(server: Served, patience: float = 90) -> None:
    """Until it answers /healthz, or RuntimeError with what it wrote."""
    until = time.monotonic() + patience
    while True:
        try:
            if server.asks("/healthz").status == 200:
                return
        except OSError:
            pass
        if server.process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"看板没有启动：\n{server.log[-2000:]}")
        time.sleep(0.05)


@dataclass
class Visit:
    """What one run of the script sent: the kinds of messages, everything shown as text, the titles of the pages in the menu."""

    kinds: set[str] = field(default_factory=set)
    text: str = ""
    pages: list[str] = field(default_factory=list)
    session: str = ""


def visit(
    port: int, page: str = "", query: str = "", source: str = "127.0.0.1", headers: Mapping[str, str] | None = None
) -> Visit:
    """One visitor: connects, runs the script once, leaves. Raises InvalidStatus when the door stays shut."""
    sock = socket.create_connection(("127.0.0.1", port), timeout=30, source_address=(source, 0))
    with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        sock=sock, subprotocols=["streamlit"], additional_headers=dict(headers or {}), max_size=None, proxy=None,
    ) as ws:  # type: ignore[list-item]  # fmt: skip
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = query
        ws.send(asked.SerializeToString())
        seen = Visit()
        while True:
            message = ForwardMsg()
            message.ParseFromString(ws.recv(timeout=60))
            kind = message.WhichOneof("type")
            seen.kinds.add(kind)
            if kind == "navigation":
                seen.pages = [found.page_name for found in message.navigation.app_pages if not found.is_hidden]
            elif kind == "new_session":
                seen.session = message.new_session.initialize.session_id
            elif kind == "delta":
                seen.text += MessageToJson(message.delta, ensure_ascii=False)
            elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return seen
