"""A viewer without a browser: speaks Streamlit's own protocol, so that fifty of them fit on one core."""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 120.0
# What differs between two sessions that see the same: the names of files that wait for a download.
_PASSING = re.compile(rb"/media/[0-9a-f]+\.\w+|(?<![0-9a-f-])[0-9a-f]{32}(?![0-9a-f-])")


@dataclass
class Answer:
    """What one rerun put on the screen: a digest of every element at its place, and the errors among them."""

    elements: dict[tuple[int, ...], str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    query: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(sorted(self.elements.items())).encode()).hexdigest()


class Viewer:
    """One websocket session."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.pages: dict[str, str] = {}
        self.kept: dict[str, bytes] = {}

    @classmethod
    async def arrive(cls, url: str) -> Viewer:
        """Opens a session and lets the first page run, which names all pages."""
        address = url.replace("http://", "ws://") + "/_stcore/stream"
        connection = await connect(
            address,
            subprotocols=["streamlit"],
            max_size=None,
            proxy=None,
            origin=url,
            ping_interval=None,
            open_timeout=PATIENCE,  # type: ignore[arg-type,list-item]
        )
        viewer = cls(connection)
        await viewer.opens("", {})
        return viewer

    async def leaves(self) -> None:
        await self.connection.close()

    async def opens(self, page: str, params: dict[str, str]) -> Answer:
        """The answer to a page with these parameters in its address. Raises TimeoutError."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode(params)
        message.rerun_script.page_script_hash = self.pages.get(page, "")
        message.rerun_script.context_info.color_scheme = "light"
        message.rerun_script.context_info.timezone = "Asia/Shanghai"
        message.rerun_script.context_info.locale = "zh-CN"
        await self.connection.send(message.SerializeToString())
        return await asyncio.wait_for(self._answer(), PATIENCE)

    async def _answer(self) -> Answer:
        answer = Answer()
        while True:
            raw = await self.connection.recv()
            message = ForwardMsg()
            message.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
            if message.HasField("ref_hash"):
                message.ParseFromString(self.kept[message.ref_hash])
            elif message.metadata.cacheable:
                self.kept[message.hash] = raw if isinstance(raw, bytes) else raw.encode()
            kind = message.WhichOneof("type")
            if kind == "new_session":
                answer = Answer()  # a rerun asked for by the page itself begins anew
            elif kind == "navigation":
                self.pages = {p.url_pathname: p.page_script_hash for p in message.navigation.app_pages}
            elif kind == "delta":
                self._put(answer, message)
            elif kind == "page_info_changed":
                answer.query = message.page_info_changed.query_string
            elif kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                return answer

    def _put(self, answer: Answer, message: ForwardMsg) -> None:
        place = tuple(message.metadata.delta_path)
        for below in [p for p in answer.elements if p[: len(place)] == place]:
            del answer.elements[below]
        content = message.delta.SerializeToString(deterministic=True)
        answer.elements[place] = hashlib.sha256(_PASSING.sub(b"*", content)).hexdigest()
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception" or (kind == "alert" and element.alert.format == element.alert.ERROR):
            answer.errors.append(f"{place}: {str(element)[:300]}")
        if "没能画出" in (text := str(getattr(getattr(element, kind or "", None), "body", ""))):
            answer.errors.append(text[:300])
