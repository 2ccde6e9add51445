"""The first visit after a start, made by the server itself: what it must load and work out first is no visitor's wait."""

from __future__ import annotations

import gc
import logging
import threading
import time

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from nianbao import logs

PATIENCE = 60  # seconds


def visit_soon(address: str, port: int) -> threading.Thread:
    """Opens the default view once the server listens, through the same door as everyone, while the board already serves."""
    thread = threading.Thread(target=_visit, args=(address, port), name="first-visit", daemon=True)
    thread.start()
    return thread


def _visit(address: str, port: int) -> None:
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE:
        try:
            run_once(address, port)
        except OSError:  # not listening yet
            time.sleep(0.1)
            continue
        except WebSocketException as error:  # the door is shut to a visitor without a name: then nothing is prepared
            logs.tell("first_visit_refused", logging.INFO, kind=type(error).__name__)
            return
        # What stands after a first visit stays for good: the collector need not look through it again and again.
        gc.collect()
        gc.freeze()
        logs.tell("prepared", seconds=round(time.monotonic() - started, 2))
        return


def run_once(address: str, port: int) -> None:
    """One visitor who runs the default page and leaves. Raises OSError or WebSocketException."""
    host = f"[{address}]" if ":" in address else address
    with connect(
        f"ws://{host}:{port}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
        proxy=None,
        open_timeout=PATIENCE,
    ) as socket:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        socket.send(asked.SerializeToString())
        told = ForwardMsg()
        while told.WhichOneof("type") != "script_finished":
            told.ParseFromString(socket.recv(timeout=PATIENCE, decode=False))
