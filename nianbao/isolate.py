"""Runs a function in a worker process with limits of time and memory, so that no file can take the board down."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import IO, Any

from nianbao.errors import NianbaoError, ReadError
from nianbao.paths import ROOT

SECONDS = 60.0
MEGABYTES = 1500
_START_SECONDS = 180.0
_TASKS_PER_WORKER = 60  # a fresh process now and then keeps memory flat
_LENGTH = struct.Struct(">Q")


def run_isolated(function: Callable[..., Any], *args: Any, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> Any:
    """The result of `function(*args)`. Raises ReadError when time or memory runs out; its own errors pass through."""
    worker = Worker(megabytes)
    try:
        return worker.run(function, args, seconds)
    finally:
        worker.stop()


class Overrun(ReadError):
    """The time was up: the next run may well succeed."""


class Worker:
    """One child process that serves calls one after the other; it is started again after a breach.

    A plain child instead of multiprocessing: under Streamlit `__main__` is the app, which a spawned
    process would run again.
    """

    def __init__(self, megabytes: int = MEGABYTES) -> None:
        self.megabytes = megabytes
        self.served = 0
        self.child: subprocess.Popen[bytes] | None = None
        self.answers: queue.Queue[bytes | None] = queue.Queue()

    def run(self, function: Callable[..., Any], args: tuple[Any, ...], seconds: float) -> Any:
        """One call in the child. Raises Overrun when the time is up, ReadError when the child breaks on it."""
        # A child may be killed from outside (a machine short of memory): only breaking twice is the file's fault.
        answer = self._answer(function, args, seconds) or self._answer(function, args, seconds)
        if answer is None:
            raise ReadError(f"“{_name_of(args)}”读取时超出内存上限（{self.megabytes} MB）或使读取程序崩溃，已停止。")
        self.served += 1
        if self.served >= _TASKS_PER_WORKER:
            self.stop()
        kind, value = pickle.loads(answer)
        if kind == "error":
            raise value
        return value

    def _answer(self, function: Callable[..., Any], args: tuple[Any, ...], seconds: float) -> bytes | None:
        """The child's answer, None if it broke."""
        child = self._started(function.__module__)
        assert child.stdin is not None
        try:
            _send(child.stdin, pickle.dumps((function.__module__, function.__qualname__, args)))
            answer = self.answers.get(timeout=seconds)
        except queue.Empty:
            self.stop()
            raise Overrun(
                f"“{_name_of(args)}”读取超过 {seconds:g} 秒，已停止；文件可能过大或结构异常，也可能是机器正忙。再导入一次会重新读它。"
            ) from None
        except OSError:
            answer = None
        if answer is None:
            self.stop()
        return answer

    def stop(self) -> None:
        """Ends the child."""
        child, self.child = self.child, None
        if child is None:
            return
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        child.wait()

    def _started(self, module: str) -> subprocess.Popen[bytes]:
        """The child, with `module` loaded: on a busy machine that takes longer than most files, and is no file's fault."""
        if self.child is not None and self.child.poll() is None:
            return self.child
        self.served = 0
        self.answers = queue.Queue()
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
        self.child = subprocess.Popen(
            [sys.executable, "-m", "nianbao.isolate", str(self.megabytes), module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        threading.Thread(target=_pump, args=(self.child.stdout, self.answers), daemon=True).start()
        try:
            if self.answers.get(timeout=_START_SECONDS) is None:
                self.answers.put(None)  # it died at once: said where its answer is awaited
        except queue.Empty:
            self.stop()
            raise Overrun(f"读取程序 {_START_SECONDS:g} 秒内没有启动，机器可能正忙；请稍后再导入一次。") from None
        return self.child


def run_many(
    function: Callable[..., Any],
    items: Iterable[Any],
    workers: int = 2,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> Iterator[tuple[Any, Any | ReadError]]:
    """(item, result or ReadError) in the order given, `workers` at a time, with little waiting in memory."""
    idle: queue.Queue[Worker] = queue.Queue()
    pool = [Worker(megabytes) for _ in range(workers)]
    for worker in pool:
        idle.put(worker)

    def call(item: Any) -> Any:
        worker = idle.get()
        try:
            return worker.run(function, (item,), seconds)
        except ReadError as error:
            return error
        finally:
            idle.put(worker)

    waiting: list[tuple[Any, Any]] = []
    try:
        with ThreadPoolExecutor(workers) as threads:
            for item in items:
                waiting.append((item, threads.submit(call, item)))
                if len(waiting) >= workers * 2:
                    first, future = waiting.pop(0)
                    yield first, future.result()
            for first, future in waiting:
                yield first, future.result()
    finally:
        for worker in pool:
            worker.stop()


def _name_of(args: tuple[Any, ...]) -> str:
    """The file's name for a message: of a path, or of a (path, name, …) task the name given."""
    first = args[0] if args else "文件"
    return os.path.basename(str(first[1] if isinstance(first, tuple) and len(first) > 1 else first))


def _pump(stream: IO[bytes], answers: queue.Queue[bytes | None]) -> None:
    """Hands answers from the pipe to the queue; None when the child is gone."""
    while True:
        try:
            message = _receive(stream)
        except (OSError, ValueError):
            message = None
        answers.put(message)
        if message is None:
            return


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(_LENGTH.pack(len(message)) + message)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None


def _serve(megabytes: int, module: str) -> None:
    """The child: answers calls until the pipe closes."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no rlimit: only the time limit holds
        import resource

        limit = megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    sys.stdout = sys.stderr  # a library that prints must not disturb the answers
    with contextlib.suppress(Exception):  # said again, and answered, with the first call
        import_module(module)
    _send(target, b"ready")
    while (message := _receive(source)) is not None:
        module, name, args = pickle.loads(message)
        try:
            answer = pickle.dumps(("result", getattr(import_module(module), name)(*args)))
        except MemoryError:
            answer = pickle.dumps(("error", ReadError(f"“{_name_of(args)}”读取时超出内存上限（{megabytes} MB），已停止。")))
        except Exception as error:  # noqa: BLE001 - whatever happens here, the caller must get an answer
            kept = error if isinstance(error, NianbaoError) else ReadError(f"读取失败：{type(error).__name__}。")
            answer = pickle.dumps(("error", kept))
        _send(target, answer)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), sys.argv[2])
