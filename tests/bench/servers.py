"""Starts what is measured, each as a process of its own, and reads the CPU time of all its processes (Linux)."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.server import ROOT
from tests.served import free_port

RIVALS = Path(__file__).parent / "rivals"


@dataclass(frozen=True)
class Running:
    """A server that answers at `url`."""

    url: str
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU of the process and those it started, so far."""
        ticks, pids = 0, [self.pid]
        while pids:
            pid = pids.pop()
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                ticks += int(fields[11]) + int(fields[12])
                for task in Path(f"/proc/{pid}/task").iterdir():
                    pids += [int(child) for child in (task / "children").read_text().split()]
            except OSError:
                continue
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Resident megabytes of the process itself."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def running(command: list[str], port: int, health: str, env: dict[str, str], patience: float = 90) -> Iterator[Running]:
    """The server of `command` once `health` answers; stopped on the way out whatever happened."""
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, stdout=log, stderr=subprocess.STDOUT)
        try:
            until = time.monotonic() + patience
            while not _answers(url + health):
                if child.poll() is not None or time.monotonic() > until:
                    log.seek(0)
                    raise RuntimeError(f"没有启动：{' '.join(command)}\n{log.read()[-2000:]}")
                time.sleep(0.05)
            yield Running(url, child.pid)
        finally:
            child.terminate()
            try:
                child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def streamlit_run(app: Path, env: dict[str, str]):  # type: ignore[no-untyped-def]
    port = free_port()
    command = [
        sys.executable, "-m", "streamlit", "run", str(app), "--server.address", "127.0.0.1", "--server.port", str(port),
        "--server.headless", "true", "--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false",
    ]  # fmt: skip
    return running(command, port, "/_stcore/health", env)


def nianbao_serve(env: dict[str, str]):  # type: ignore[no-untyped-def]
    port = free_port()
    return running([sys.executable, "-m", "nianbao", "serve", "--port", str(port), "--no-browser"], port, "/readyz", env)


def static_server(folder: Path):  # type: ignore[no-untyped-def]
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
    return running(command, port, "/index.html", {})


def dash(env: dict[str, str]):  # type: ignore[no-untyped-def]
    """Dash behind two gunicorn workers where gunicorn is there, else its own server."""
    port = free_port()
    if importlib.util.find_spec("gunicorn"):
        module = "tests.bench.rivals.dash_board:server"
        command = [sys.executable, "-m", "gunicorn", "-w", "2", "--threads", "4", "-b", f"127.0.0.1:{port}", module]
    else:
        command = [sys.executable, "-m", "tests.bench.rivals.dash_board"]
    return running(command, port, "/", {**env, "BENCH_PORT": str(port)})
