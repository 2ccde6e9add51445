"""A website told together with other channels: 通过政府网站、公众号、公开栏等渠道 is one sign for all of them."""

from __future__ import annotations

import re

# What all of them told together is no figure of one of them.
CHANNELS = "ⓝ"
_SITES = ("网站", "门户网", "官网", "政府网", "政务网", "信息网", "公众网", "门户", "公开平台", "公开专栏", "服务网")
_SITE = "|".join(_SITES)
_CHANNEL = (
    rf"(?:{_SITE}|微信公众号|公众号|微信|微博|新媒体|抖音|视频号|头条号?|APP|App|客户端|报纸|报刊|日报|广播|电视台?|融媒体?|媒体"
    "|公告栏|公示栏|公开栏|宣传栏|电子屏|显示屏|屏幕|大屏|档案馆|图书馆|发布会|公报)(?:平台|号)?"
)
# No character both joins and belongs to a name: else a hostile text could be taken apart in endless ways.
_WORD = r"[^，。；：、（）和及与\ue000-\uf8ff]"
_NAMED = rf"{_WORD}{{0,20}}?(?:{_CHANNEL})+(?:（[^（）]{{0,16}}）)?"
_JOIN = "》?(?:、?(?:和|及|与|以及)|、)"
# Behind 等渠道 everything of the list is a channel, whatever its name; without it only what is known as one.
_SEVERAL = re.compile(
    rf"{_NAMED}(?:{_JOIN}{_WORD}{{1,20}})+?等{_WORD}{{0,8}}?(?:渠道|平台|栏目|形式|方式|途径|载体|媒介|媒体)|{_NAMED}(?:{_JOIN}{_NAMED})+等?"
)
# Ways to apply or to ask, not to tell.
_ASKED_BY = re.compile("互联网渠道|申请|邮寄|邮递|信函|当面|来电|电话|留言|信箱")
# 网站和公众号分别发布 3 条、5 条; 充分发挥网站和公众号作用
_NOT_TOLD = re.compile("[^，。；]{0,16}分别|(?:载体|平台|渠道)?作用")
_BY_MEANS_OF = re.compile("^.*?(?:通过|利用|依托|运用|借助|充分发挥|在)")


def told_together(text: str) -> str:
    """Marked text with CHANNELS for every website joined with channels of another kind; those of one kind stay."""
    return _SEVERAL.sub(_one_sign, text) if any(site in text for site in _SITES) else text


def _one_sign(match: re.Match[str]) -> str:
    if _NOT_TOLD.match(match.string, match.end()):
        return match.group()
    kinds = [(re.findall(_CHANNEL, name) or [""])[-1] for name in re.split(_JOIN, match.group())]
    sites = [kind for kind in kinds if re.match(_SITE, kind)]
    if not sites or len(sites) == len(kinds) or _ASKED_BY.search(match.group()):
        return match.group()
    means = _BY_MEANS_OF.match(match.group())
    return (means.group() if means else "") + CHANNELS
