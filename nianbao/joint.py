"""Whether a number counts two things at once: names joined before it, in its wording or right behind it."""

from __future__ import annotations

import re

_CONJUNCTION = re.compile("[^，。；：\ue000-\uf8ff]、$|[^，。；：、\ue000-\uf8ff](?:和|与|(?<!涉)及|以及)$")
_JOINED_NAME = re.compile("(?:和|与|(?<!涉)及|以及)$")
_JOINS = ("、", "和", "与", "及")
"""What every conjunction ends with: few texts do, and only these are looked at."""
_VERBS = ("发布", "开展", "组织", "举办", "召开", "制作", "推出", "发放")  # of two characters each
# 2 场新闻发布会、录制访谈 12 期: a verb begins something else.
_MORE_NAMES = re.compile(
    "(?:、|和|及|与)(?![\ue000-\uf8ff]|录制|开展|举办|组织|召开|发布|制作|推出|编发|更新|公开|推送|回应|办理|答复|开通|印发|转发)"
)
_VERBS_JOINED = re.compile(
    "(?:收到?|受理|办理|处理|接收|接听|接待|答复|回复|发布|公开|承办|办结|制作|推送|组织|开展|召开|举办|编写|更新|登记|解答"
    "|征集|审核|审查|编辑|撰写|收集|整理|报送|交办|转办|督办|全国|[省市区县州级])(?:、|和|与|及|以及)$"
)


def is_joint(match: re.Match[str], left: str) -> bool:
    """Whether the number also counts something else: 政策法规与政策解读 37 条, 300 篇微博、微信.

    `match` is a wording with its number as group `n`, `left` the text before it.
    """
    if match.end() > match.end("n") and _MORE_NAMES.match(match.string, match.end()):
        return True
    if match.start() == match.start("n"):
        return False
    if _joint_inside(match):
        return True
    left = left[:-2] if left.endswith(_VERBS) else left
    return left.endswith(_JOINS) and _CONJUNCTION.search(left) is not None and not _VERBS_JOINED.search(left)


def _joint_inside(match: re.Match[str]) -> bool:
    """Whether the name right before the number is joined to one in a gap: 发布文件及政策解读信息 8 条."""
    at = match.start("n")
    if not any(map(match.string[match.start() : at].__contains__, _JOINS)):
        return False
    spans = [(begin, end) for begin, end in match.regs[1:] if begin < end and begin < at]
    left = match.string[match.start() : spans[-1][0]]
    found = _JOINED_NAME.search(left)
    if found is None or _VERBS_JOINED.search(left):
        return False
    place = match.start() + found.start()
    return not any(begin <= place < end for begin, end in spans)
