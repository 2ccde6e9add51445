"""Structured logs: one JSON object a line, without names, addresses of visitors, file names or values of errors."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

_OURS = "nianbao"
_HOLES = re.compile(r"%[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")  # where a library would fill in an address or a name


class JsonLines(logging.Formatter):
    """Our own events with their fields; of other libraries only the wording, never what was filled into it."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _HOLES.sub("…", str(record.msg)),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line.update(failure(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False, default=str)


class _ToRoot(logging.Logger):
    """Streamlit gives each of its loggers a handler of its own; here every line takes the same way out."""

    def callHandlers(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.INFO:
            logging.getLogger().callHandlers(record)


def failure(error: BaseException | None) -> dict[str, Any]:
    """Kind and place of an error; its text may hold a name or a figure and stays out."""
    if error is None:
        return {}
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return {
        "error": type(error).__name__,
        "at": [f"{frame.filename.rpartition('site-packages')[2][-60:]}:{frame.lineno} {frame.name}" for frame in frames],
    }


def tell(event: str, level: int = logging.INFO, **fields: Any) -> None:
    """Writes one event of this program."""
    logging.getLogger(_OURS).log(level, event, extra={"fields": fields})


def configure(structured: bool) -> None:
    """Sends every logger made from now on to stderr, as JSON lines or (at a terminal) as short words."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if structured else _Plain("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().handlers[:] = [handler]
    logging.getLogger(_OURS).setLevel(logging.INFO)
    logging.setLoggerClass(_ToRoot)
    logging.getLogger("uvicorn.access").disabled = True  # it would write addresses; gate.RequestLog tells what is needed


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", {})
        return super().format(record) + "".join(f" {key}={value}" for key, value in fields.items())
