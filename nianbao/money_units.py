"""Units of money as heads, names and captions print them; a word that is no unit for certain is handed on, to be refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_END = r"(?=\W|_|$|人民币|计|为单位)"  # “广元市”, “元旦” and “三元区” are no units
# The word that ends in 元, after a mark or a word that may stand before a unit.
_UNIT = re.compile(rf"(?:^|(?<=[\W_])|(?<=人民币)|(?<=[为以按额费位]))(?P<prefix>[^\W_为以按额费位]*?)元{_END}")
_AMOUNT = re.compile(r"\d+[十百千万亿]*")  # “不足1元按1元计”
_OFFICES = ("填报", "编制", "填表", "编报", "报送", "制表", "公开", "责任")  # “填报单位：” names an office
_CAPTION = re.compile(rf"{''.join(f'(?<!{word})' for word in _OFFICES)}单位[:为](?P<listed>[^。;]{{0,10}}?元){_END}")


def unit_in(text: str) -> str:
    """The unit of money in a head or a name, "" for none; two of them, or 仟元 and 美元, come back as printed."""
    flat = _flat(text)
    prefixes = [match["prefix"].removeprefix("人民币") for match in _UNIT.finditer(flat)]
    return "或".join(dict.fromkeys(f"{prefix}元" for prefix in prefixes if not _AMOUNT.fullmatch(prefix)))


def unit_of_captions(texts: Iterable[str]) -> str:
    """What “单位：元” says above or below a table, "" for nothing; `texts` are its lines."""
    listed = [match["listed"] for text in texts for match in _CAPTION.finditer(_flat(text))]
    return "或".join(dict.fromkeys(unit for part in listed if (unit := unit_in(part))))


def _flat(text: str) -> str:
    return unicodedata.normalize("NFKC", "".join(text.split()))
