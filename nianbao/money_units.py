"""Units of money as heads, names and captions print them; a word that is no unit for certain is handed on, to be refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_END = r"(?=\W|_|$|人民币|计|为单位)"  # “广元市”, “元旦” and “三元区” are no units
_UNIT = re.compile(rf"(?:^|(?<=[\W_]))(?P<word>[^\W_]*?)(?P<factor>[十百千万亿]*)元{_END}")
_BEFORE_A_UNIT = re.compile(r"(?:^|人民币|rmb|[为以按额费位计数])$", re.IGNORECASE)  # “本年收费金额元”
_OF_A_UNIT = re.compile(r"[仟佰拾萬億美欧日港澳台韩英a-z]$", re.IGNORECASE)  # parts of units that are not read here
_OFFICES = ("填报", "编制", "填表", "编报", "报送", "制表", "公开", "责任")  # “填报单位：” names an office
_CAPTION = re.compile(
    rf"{''.join(f'(?<!{word})' for word in _OFFICES)}单位[:为](?P<listed>[^。;]{{0,10}}?元){_END}"
    r"|[以按](?:人民币)?(?P<counted>[十百千万亿]*元)(?:人民币)?(?:为单位|计)"
)


def unit_in(text: str) -> str:
    """The unit of money in a head or a name, "" for none; two of them, or 仟元 and 美元, come back as printed."""
    units = []
    for match in _UNIT.finditer(_flat(text)):
        word, factor = match["word"], match["factor"]
        if word[-1:].isdigit():  # an amount: “不足1元按1元计”
            continue
        plain = _BEFORE_A_UNIT.search(word) or (factor and not _OF_A_UNIT.search(word))  # “收入万元”, but no “广元”
        units.append(f"{factor}元" if plain else f"{word[-2:]}{factor}元")
    return "或".join(dict.fromkeys(units))


def unit_of_captions(texts: Iterable[str]) -> str:
    """What “单位：元” says above or below a table, "" for nothing; `texts` are its lines."""
    listed = [match["listed"] or match["counted"] for text in texts for match in _CAPTION.finditer(_flat(text))]
    return "或".join(dict.fromkeys(unit for part in listed if (unit := unit_in(part))))


def _flat(text: str) -> str:
    return unicodedata.normalize("NFKC", "".join(text.split()))
