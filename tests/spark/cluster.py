"""A standalone Spark master and two workers on 127.0.0.1, started by PySpark's own spark-class and stopped again."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

WAIT = 120


@contextmanager
def spark_cluster(folder: Path) -> Iterator[str]:
    """The master's address, once both workers are registered; everything it starts ends with it."""
    with ExitStack() as running:
        master_log = folder / "master.log"
        running.enter_context(_process(master_log, "org.apache.spark.deploy.master.Master", "--port", "0", "--webui-port", "0"))
        address = _wait_for(master_log, r"Starting Spark master at (spark://127\.0\.0\.1:\d+)")
        for number in (1, 2):
            work = folder / f"worker{number}"
            running.enter_context(
                _process(
                    folder / f"worker{number}.log", "org.apache.spark.deploy.worker.Worker",
                    "--port", "0", "--webui-port", "0", "--cores", "1", "--memory", "1g", "--work-dir", str(work), address,
                )
            )  # fmt: skip
        for number in (1, 2):
            _wait_for(folder / f"worker{number}.log", r"(Successfully registered with master)")
        yield address


@contextmanager
def _process(log: Path, name: str, *words: str) -> Iterator[None]:
    import pyspark

    home = Path(pyspark.__file__).parent
    command = [str(home / "bin" / "spark-class"), name, "--host", "127.0.0.1", *words]
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m"}
    with log.open("w") as out:
        # spark-class replaces itself by java: the pid is the server's own
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_for(log: Path, pattern: str) -> str:
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        if found := re.search(pattern, log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.2)
    raise TimeoutError(f"{pattern} not in {log}:\n{log.read_text(errors='replace')[-2000:]}")
