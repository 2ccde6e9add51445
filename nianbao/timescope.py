"""Which time and area a number speaks of: this year or another, this office or the whole city."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from nianbao.marked import HIDDEN
from nianbao.model import Scope

Kind = Literal["year", "other", "several", "part", "now", "since", "as_of", "year_end", ""]

_DATE = (
    r"(?:(?P<{0}y>(?:20|19)\d\d)年)?(?:度)?"
    r"(?:(?P<{0}m>\d{{1,2}})月(?:份|底|末|初)?)?(?:(?P<{0}d>\d{{1,2}})日)?"
)
_SEVERAL = (
    r"近[两二三四五六七八九十\d]{1,2}年|(?<![\d〇零一二])[两二三四五六七八九十\d]{1,2}年(?:来|以来|间)|历年|十[二三四五]五[”]?(?:时期|期间|以来)"
    r"|(?:20\d\d)年?[-—–~至到](?:20\d\d)年|(?:党的)?[十二]+[八九十]?大以来|本届|连续[两二三四五六七八九十\d]+年"
)
_PART = (
    r"[上下]半年|第?[一二三四1-4]季度|前[两二三]个?季度|\d{1,2}月?(?:份)?[-—–~至到]\d{1,2}月(?:份)?|\d{1,2}月份|[一二三四五六七八九十]{1,2}月份"
    r"|[日月周]均|平均每[天日月周人件]|每[天日周月年季]|本[月周季]|当[月天日周]|单[日周月]|首[日周月个]|周末"
    r"|(?<!\d)\d{1,2}月\d{1,2}日[-—–~至到](?:\d{1,2}月)?\d{1,2}日|[\d一二三四五六七八九十两]+个月(?:来|以来|内|间|时间)|疫情期间|\d{1,2}月(?=[，共全]|受理|收到)|(?:20|19)\d\d年\d{1,2}月(?=[“”，共全各]|我[省市区县]|12345|热线|受理|收到|办理)"
)
_START = "(?:上线|开通|运行|启用|成立|实施|施行|建成|启动|推出|颁布|开办|公布|开设|创建|设立|创办)[^，。；]{0,6}?(?:以来|至今|起)"
_SINCE = rf"(?:自|从)?{_DATE.format('s')}[^，。；]{{0,14}}?{_START}"
# Since some event, not since the platform began: 自疫情发生以来, 自 1 月 22 日至今.
_EVENT = r"自(?!今年|本年|年初|当年|1月1日|20\d\d年(?:1月1日)?(?:起|以来))[^，。；自]{2,18}?(?:以来|至今)"
_AS_OF = rf"(?:截至|截止到?|(?<![转延接])[到至])(?:(?:今年|本年度?|当年)?年?[底末]|{_DATE.format('a')}(?:年?[底末])?)"
_WORDS_OF_TIME = (
    rf"(?P<several>{_SEVERAL})|(?P<part>{_PART})|(?P<since>{_SINCE})|(?P<event>{_EVENT})"
    r"|(?P<now>截至目前|截止目前|目前|当前|现已|至今|迄今)"
    rf"|(?P<as_of>{_AS_OF})"
    r"|(?P<other>上一?年度?|去年|往年|前年|明年|下一?年度?|次年|来年|上届)(?!度?(?:结转|转结|末|工作要点))"
    r"|(?P<this>今年|本年度?|全年|年内|当年|一年来|年度内)|(?P<number>(?:20|19)\d\d)年(?:度)?(?P<onward>以来|起)?"
)
_STARTED = re.compile(_START)
_YEARS = re.compile(_WORDS_OF_TIME)
# 自……上线以来 can begin anywhere and is slow to look for: left out where nothing started.
_YEARS_WITHOUT_START = re.compile(_WORDS_OF_TIME.replace("(?P<since>", "(?P<since>(?!)"))
# A part of the year that a whole paragraph can be about, not an average and not a day of the week.
_TOLD_BESIDE = re.compile(r"(?:同期)?[为是]?\d[^，。；]*，")
_IN_BRACKET = re.compile("^（[^）]*$")
_PERIOD = re.compile(r"半年|季度|季$|月")
_FROM_MONTH = re.compile(r"\d{1,2}月?(?:份)?[-—–~至到]\d|[上下]半年|前[两二三]个?季度")
_OPENING = 8
_PLANS = re.compile(r"下一步|下一?年度?(?:工作|重点)|明年|来年|工作(?:打算|思路)|努力方向|今后(?:工作|打算)")
_COMPARED = re.compile(
    r"(?:比|较|与|同|和|由|从|相比|超过|高于|低于|对|转结|转入|转接|顺延|转|结转至|顺延至|顺延到|转至|转到)(?:于)?$"
)
_LAUNCHED = re.compile("上线|开通|启用|运行")
_LAUNCH = re.compile(rf"{_DATE.format('l')}(?:正式|全面|率先|起)?(?:上线|开通|启用|试运行|运行|开始运行)")
_CUMULATIVE = re.compile(r"累计|累积|总计达")
_PLACE_WORDS = {"国": 5, "省": 4, "自治区": 4} | dict.fromkeys(("市", "州", "盟", "地区"), 3)
_PLACE_WORDS |= dict.fromkeys(("区", "县", "旗"), 2) | dict.fromkeys(("镇", "乡", "街道"), 1)
_AREA = re.compile(
    r"(?<!占)(?<!位居)(?<!位列)(?<!名列)(?<!居)(?<!排名)(?<!排在)全(?!.{1,8}(?:位列|位居|排名|排第|居第|前列)|.第[一二三四五六七八九十\d])(?P<all>国(?!人大|政协|两会|一体化|统一|¤¤(?:建议|代表|提案|期间))|省|自治区|市|州|盟|区|县|旗|镇|乡|街道)(?!群众|企业|市民|人民|各界|统一|域旅游)"
    r"|(?:^|(?<=[，。；：年度来是¤]))(?:我|本)(?P<our>省|自治区|市|州|盟|区|县|旗)(?![政局委府办])"
    r"|(?P<level>省|市|州|区|县|镇|街道|社区)(?:本)?级(?=政务服务事项|依申请|行政许可|行政审批|事项|审批|平台|公共)"
    r"|(?P<everywhere>各地区?、?各部门(?!政务新媒体|网站))|(?P<each>各级(?:行政机关|各部门|政府)|各地、?各部门|[省市县区旗]政府各(?:部门|单位)[^，。；]{0,10}|各部门、各?乡镇[^，。；]{0,8}|各(?:县|区|镇|乡|街道|级|市)[^，。；]{0,6}|市县|区镇|县镇|市区)(?=两级|三级|部门|单位|共|累计|通过|依托|利用)"
    r"|(?P<sub>(?:局|委|厅|办|机关)?(?:及|和)?(?:所属|下属|直属)(?:各)?(?:单位|部门|机构)(?!或|\d)|局属单位|全系统|系统内)"
    r"|(?<=[，；：、。中])(?P<seat>[省市州区县旗镇乡](?:人民)?政府(?:本级)?(?:[及和][省市州区县]?(?:人民)?政府办(?:公室|公厅)?)?|街道办事处)"
    r"(?=主动|通过|共|累计|收到|受理)"
    r"|(?P<own>[我本](?:街道|镇|乡|街)|我[局委厅办中会院处]|(?<!因)(?<!于)本[局委厅办中会院处机单](?!关(?:不|未|没|无))|[市区县省]局(?=机关|官方|门户|网站)|[局委厅办]机关|机关本级|全局(?!性|部))"
)
# What follows is only spoken about: 围绕全省重点工作, 召开全市推进会.
_ABOUT = re.compile(
    r"(?:围绕|聚焦|立足|结合|针对|紧扣|推进|推动|助力|面向|促进|展示|反映|宣传|对照|召开|举办|举行|参加|统筹|指导|更新|推送|公开|涉及|覆盖)[^，。；：]{0,2}$"
)
# 涉及山塘维修、全市大坝改造等工作: what suggestions are about, not who deals with them.
_TOUCHING = re.compile("(?:涉及|内容为|内容包括|主要集中在|主要围绕|聚焦)[^，。；：]*、$")
_SUBJECT = re.compile(
    r"(?:^|[，；：、。]|其中)(?P<name>[\u4e00-\u9fff]{1,9}?(?:局|(?<![大分])厅|委员会|委(?!员)|镇|街道|乡|县|区|公司|分局|大队|[省市区县镇乡州]政府))(?!长)"
    r"(?:[^，。；：、]{0,4}?)(?=受理|办理|收到|承办|办结|答复|发布(?!会)|公开(?!课)|报送|接收|完成|共|\d)"
)
# A name with a verb or a preposition in it is no subject: 召开市政府新闻发布会, 通过县政府网站.
_DOING = re.compile(
    r"召开|举办|举行|组织|参加|参与|通过|利用|依托|接受|收到|办理|承办|主动|公开|发布|报送|开展|完成|编辑|[在向对为由经被至到以按与和及将把于给]"
)
# 富县 and 莘县 have one character before 县.
_PLACE = re.compile(
    r"(?:(?:^|(?<=[省市州盟区]))[\u4e00-\u9fff](?=县)|[\u4e00-\u9fff]{2,9}?)(自治区|省|市|州|盟|地区|新区|区|县|旗|镇|乡|街道)"
)
_TITLE = re.compile(r"《[^》]*》?|[〔\[【][^〕\]】]*[〕\]】]\d*号?")
_OURS = re.compile(r"^(?:[我本全各该]|区县|县区|镇街|自贸|.{0,3}(?:社区|园区|市区|城区|地区|专区)$)")


@dataclass(frozen=True)
class Moment:
    """The time a number speaks of; `start` is the day a running total begins or the day a stock was taken."""

    kind: Kind = ""
    start: str | None = None
    cumulative: bool = False
    undated: bool = False


@lru_cache(maxsize=16)
def _times(text: str) -> tuple[re.Match[str], ...]:
    """The words of time of a sentence; asked for again with each of its numbers and by the sentences behind it."""
    return tuple((_YEARS if _STARTED.search(text) else _YEARS_WITHOUT_START).finditer(text))


def moment_at(masked_years: str, position: int, year: int, rate: bool = False) -> Moment:
    """The nearest word of time before `position` governs; a year that is only compared with does not.

    An average counts things: 日均 10,827 件，接通率 72.51% leaves the `rate` to the year.
    """
    kind: Kind = ""
    start: str | None = None
    undated = False
    last_end = 0
    for match in _times(masked_years):
        if match.end() > position:
            break
        # 收到 63 件，上年同期为 48 件，答复率 100%: the year before is told in one part and over behind it.
        if kind == "year" and match["other"] and _TOLD_BESIDE.match(masked_years[match.end() : position]):
            continue
        # 开通以来（2018 年 12 月—2020 年 7 月）: the bracket says when it was, not another time.
        if kind in ("since", "several") and _IN_BRACKET.search(masked_years[last_end : match.start()]):
            continue
        # 日均办理 30 件；全年公开信息 90 条: an average is over with its part of the sentence.
        if (
            match["part"]
            and not _PERIOD.search(match.group())
            and re.search("[，；]" if rate or match.group()[0] == "每" else "；", masked_years[match.end() : position])
        ):
            continue
        # 去年全年 is last year, not this one.
        if match["this"] == "全年" and kind == "other" and masked_years[match.start() - 1] in "年度":
            continue
        found, begun = _kind(match, masked_years, year)
        # 开通以来，截至目前 is still since the opening.
        if found is None or (found == "now" and kind in ("since", "several")):
            continue
        kind, start, last_end = found, begun, match.end()
        undated = bool(match["now"]) or (undated and kind in ("now", "since"))
    clause = masked_years[_clause_start(masked_years, position) : position]
    cumulative = bool(_CUMULATIVE.search(clause))
    if kind in ("", "now", "year", "since") and start is None:
        start = _launch(masked_years[:position], year)
    return Moment(kind, start, cumulative, undated)


def moment_before(sentences: tuple[str, ...], heading: str, year: int) -> Kind:
    """The time a sentence without one stands in: what the last sentence with a time in front opened with, else the heading.

    Only periods that keep a figure out of the year matter here; 日均 in an earlier sentence says nothing about this one.
    """
    for text in (*reversed(sentences), heading):
        told: Kind = ""
        spoken = False
        for match in _times(text):
            if match["now"] or (match["part"] and not _PERIOD.search(match.group())) or match.group()[0] == "每":
                continue
            kind = _kind(match, text, year)[0]
            if kind is None:
                continue
            spoken = True
            if text is heading or match.start() <= _OPENING or (match["part"] and _FROM_MONTH.match(match.group())):
                told = kind
        if spoken:
            return told if told in ("part", "other", "several") else ""
    return ""


def is_about_plans(headings: str, year: int) -> bool:
    """Whether the figures under these headings are of the time to come: 下一步工作打算, 2024 年工作安排."""
    return bool(
        _PLANS.search(headings) or re.search(rf"{year + 1}年(?:度)?(?:重点)?工作?(?:计划|打算|安排|思路|重点|目标)", headings)
    )


def _kind(match: re.Match[str], text: str, year: int) -> tuple[Kind | None, str | None]:
    if _COMPARED.search(text[: match.start()]) and (match["other"] or match["number"]):
        return None, None
    if match["number"] and re.match("度?(?:结转|转结)", text[match.end() :]):
        return None, None
    if match["several"]:
        return "several", None
    if match["part"]:
        whole = re.fullmatch(r"0?1月?(?:份|0?1日)?[-—–~至到]12月(?:份|31日)?", match["part"])
        return ("year" if whole else "part"), None
    if match["event"]:
        return "several", None
    if match["since"]:
        return "since", _iso(match["sy"], match["sm"], match["sd"], year)
    if match["now"]:
        return "now", None
    if match["as_of"]:
        return _as_of(match, year)
    if match["other"]:
        return "other", None
    if match["this"]:
        return "year", None
    if int(match["number"]) == year:
        return "year", None
    return ("several" if match["onward"] else "other"), None


def _as_of(match: re.Match[str], year: int) -> tuple[Kind | None, str | None]:
    stated, month, day = match["ay"], match["am"], match["ad"]
    if not stated and not month and not re.search("[底末]", match["as_of"]):
        return None, None
    if not month:
        return ("year_end" if not stated or int(stated) == year else "other"), None
    stated_year = int(stated) if stated else year
    if stated_year == year and int(month) == 12:
        return "year_end", None
    if stated_year == year or (stated_year == year + 1 and int(month) <= 3):
        return "as_of", _iso(str(stated_year), month, day, year)
    return "other", None


def _launch(text: str, year: int) -> str | None:
    found = None
    for match in _LAUNCH.finditer(text) if _LAUNCHED.search(text) else ():
        if match["ly"] or match["lm"]:
            found = _iso(match["ly"], match["lm"], match["ld"], year)
    return found


def _iso(year: str | None, month: str | None, day: str | None, default: int) -> str | None:
    if not (year or month):
        return None
    parts = [year or str(default)] + [part.zfill(2) for part in (month, day) if part]
    return "-".join(parts)


def _clause_start(text: str, position: int) -> int:
    return max([text.rfind(stop, 0, position) for stop in "，；。：（"]) + 1


_NATIONAL = re.compile("(?:中华人民共和国|国务院|国家)(?!.*[省市州县区旗])|[^省市州县区旗]{2,12}部$")


@lru_cache(maxsize=256)
def agency_level(name: str | None) -> int:
    """5 nation … 1 street; 0 where the name does not say."""
    if not name:
        return 0
    if _NATIONAL.match(name):
        return 5
    if re.match(r"(?:北京|上海|天津|重庆)市(?!.{1,5}?[区县])", name):
        return 4
    return _PLACE_WORDS.get(agency_place(name), 0)


def agency_place(name: str) -> str:
    """The word for the smallest place an agency's name holds: 州 of 某州公安局, empty where it names none."""
    places = _PLACE.findall(name)
    return str(places[-1]).removeprefix("新") if places else ""


def scope_before(sentences: tuple[str, ...], agency: str | None) -> Scope:
    """The area that the sentences before in the same paragraph spoke of last; own where they name none."""
    for text in reversed(sentences):
        if _AREA.search(text):
            return scope_at(text, len(text), agency) or "own"
    return "own"


def scope_at(plain: str, position: int, agency: str | None, default: Scope = "own") -> Scope | None:
    """The area named last before `position`, else `default`; None where it is somebody else's."""
    scope = default
    ours = agency_level(agency)
    for match in _AREA.finditer(plain, 0, position):
        if _ABOUT.search(plain[: match.start()]) or _TOUCHING.search(plain[: match.start()]):
            continue
        place = match["all"] or match["our"] or match["level"]
        if place:
            level = _PLACE_WORDS.get(place, 1)
            higher = level > ours if ours else level >= 4
            # 直辖市 and 自治区: 全市 and 全区 are the whole province-level place.
            if higher and not (place == "区" and ours == 4):
                return None
            if match["level"] and ours and level < ours and place in ("镇", "街道", "社区"):
                continue
            scope = "jurisdiction"
        elif match["each"] or (match["everywhere"] and "；" not in plain[match.end() : position]):
            scope = "jurisdiction"
        elif match["everywhere"]:
            scope = default
        elif match["seat"]:
            # 全县公开 5,085 条，其中县政府公开 78 条: the government's own, in its own report.
            scope = "own" if _PLACE_WORDS.get(match["seat"][0], 1) == ours else scope
        else:
            scope = "subordinate" if match["sub"] else "own"
    return scope


_ASSEMBLY = re.compile(
    r"(全国|省|自治区|市|州|区|县|旗|镇|乡)(?:本)?级?[一二三四五六七八九十\d]{0,3}届?(?:(?:人大|政协|两会|人民代表|代表|委员)|、)"
)


def of_another_assembly(text: str, agency: str | None) -> bool:
    """Whether the suggestion or proposal last named in `text` came from the 人大 or 政协 of another level."""
    ours = agency_level(agency)
    named = _ASSEMBLY.findall(text)
    if not named or not ours:
        return False
    level = _PLACE_WORDS.get(named[-1], 5)
    # A 市 within a 州 has the same word for its level, yet not the same assembly.
    if named[-1] == "州" and agency and agency_place(agency) == "市":
        return True
    return level != ours and not (named[-1] in ("市", "区") and ours == 4)


def of_higher_office(text: str, agency: str | None) -> bool:
    """Whether the 信箱 last named in `text` is that of the head of a higher level: 市长信箱 in the report of a county."""
    named = re.findall("([省州市区县镇])长信箱", text)
    ours = agency_level(agency)
    return bool(named and ours) and _PLACE_WORDS[named[-1]] > ours


def others_figure(plain: str, position: int, agency: str | None) -> bool:
    """Whether the clause before `position` has another office or place as its subject."""
    start = max([plain.rfind(stop, 0, position) for stop in "，；。：、（"]) + 1
    for match in _SUBJECT.finditer(plain, max(start - 1, 0), position + 1):
        # 今年来我局 is this office.
        name = re.sub(
            r"^.*(?=[我本][局委厅办中会院处街镇乡])|^.*代表(?=[省市区县州镇]政府)", "", match["name"].removeprefix("其中")
        )
        if _OURS.match(name) or _DOING.search(name) or (agency and _within(name, agency)):
            continue
        if agency or "其中" in plain[:position]:
            return True
    return False


def _within(name: str, agency: str) -> bool:
    """市审批局 is 西安市行政审批服务局: its characters stand there in order; 区公安分局 is 公安局某区分局."""
    rest = iter(agency)
    return all(character in rest for character in name) or (name.endswith("分局") and set(name) <= set(agency))


def time_text(plain: str) -> str:
    """The sentence with what stands in 《》 and 〔〕 hidden: years in titles say nothing about figures."""
    return _TITLE.sub(lambda match: HIDDEN * len(match.group()), plain)
