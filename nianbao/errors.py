"""Errors a person can act on: where, what was found, what was expected, what to do."""

from __future__ import annotations


class NianbaoError(Exception):
    """Base of every error whose message is written in Chinese for the person at the screen."""


class DataError(NianbaoError):
    """A file under data/ holds something it must not."""

    def __init__(self, file: str, line: int | None, field: str, found: object, advice: str) -> None:
        where = f"{file} 第 {line} 行" if line else file
        super().__init__(f"{where}，字段“{field}”：现为“{found}”。{advice}")


class QueryError(NianbaoError):
    """A named query does not exist or got a parameter it does not know."""


class WarehouseError(NianbaoError):
    """A warehouse cannot be read or written."""


class ReadError(NianbaoError):
    """A report file cannot be read; the message names the file and the reason."""


class AccessError(NianbaoError):
    """A person may not do this, or nobody has decided yet who may."""
