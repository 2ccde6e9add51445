"""Starts the board as a visitor's server would run it, and finds the system's Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
ADVICE = "没有找到 Chromium（Debian：apt-get install chromium fonts-noto-cjk），浏览器测试不运行。"


@dataclass(frozen=True)
class Server:
    """A running Streamlit process; `state` is its NIANBAO_STATE, `healthy_after` the seconds until it answered."""

    url: str
    pid: int
    state: Path
    healthy_after: float

    def cpu_seconds(self) -> float:
        """User and system time of the process so far (Linux)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def chromium() -> str | None:
    """The path of the system's browser, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def streamlit(app: Path, state: Path, patience: float = 60) -> Iterator[Server]:
    """`streamlit run` on a free port of 127.0.0.1, stopped on the way out whatever happened."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "streamlit", "run", str(app),
        "--server.address", "127.0.0.1", "--server.port", str(port), "--server.headless", "true",
    ]  # fmt: skip
    # A file, not a pipe: a pipe that nobody empties would stop the server once it is full.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        started = time.perf_counter()
        child = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "NIANBAO_STATE": str(state)}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            url = f"http://127.0.0.1:{port}"
            while not _answers(url):
                if child.poll() is not None or time.perf_counter() - started > patience:
                    log.seek(0)
                    raise RuntimeError(f"看板没有启动：\n{log.read()[-2000:]}")
                time.sleep(0.02)
            yield Server(url, child.pid, state, time.perf_counter() - started)
        finally:
            child.terminate()
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{url}/_stcore/health", timeout=1) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False
