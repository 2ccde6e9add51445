"""Whose figure a number is: this office's own, the whole city's, or somebody else's."""

from __future__ import annotations

import re
from functools import lru_cache

from nianbao.model import Scope

_PLACE_WORDS = {"国": 5, "省": 4, "自治区": 4} | dict.fromkeys(("市", "州", "盟", "地区"), 3)
_PLACE_WORDS |= dict.fromkeys(("区", "县", "旗"), 2) | dict.fromkeys(("镇", "乡", "街道"), 1)
_AREA = re.compile(
    r"(?<!占)(?<!位居)(?<!位列)(?<!名列)(?<!居)(?<!排名)(?<!排在)全(?!.{1,8}(?:位列|位居|排名|排第|居第|前列)|.第[一二三四五六七八九十\d])(?P<all>国(?!人大|政协|委员会|两会|一体化|统一|¤¤(?:建议|代表|提案|期间))|省|自治区|市|州|盟|区|县|旗|镇|乡|街道)(?!群众|企业|市民|人民|各界|统一|域旅游)"
    r"|(?:^|(?<=[，。；：年度来是¤]))(?:我|本)(?P<our>省|自治区|市|州|盟|区|县|旗)(?![政局委府办])"
    r"|(?P<level>省|市|州|区|县|镇|街道|社区)(?:本)?级(?=政务服务事项|依申请|行政许可|行政审批|事项|审批|公共)"
    r"|(?P<everywhere>各地区?、?各部门(?!政务新媒体|网站))|(?P<each>各级(?:行政机关|、?各部门|政府)|[省市县区旗]政府各(?:部门|单位)[^，。；]{0,10}|各部门、各?乡镇[^，。；]{0,8}|各(?:县|区|镇|乡|街道|级|市)[^，。；]{0,6}|市县|区镇|县镇|市区)(?=两级|三级|部门|单位|共|累计|通过|依托|利用)"
    r"|(?P<sub>(?:局|委|厅|办|机关)?(?:及|和)?(?:所属|下属|直属)(?:各)?(?:单位|部门|机构)(?!或|\d)|局属单位|全系统|[局委厅]系统(?=全年|共|累计|主动)|(?<!管理)(?<!平台)系统内)"
    r"|(?<=[，；：、。中])(?P<seat>[省市州区县旗镇乡](?:人民)?政府(?:本级)?(?:[及和][省市州区县]?(?:人民)?政府办(?:公室|公厅)?)?|街道办事处)"
    r"(?=主动|通过|共|累计|收到|受理)"
    r"|(?:^|(?<=[，；：、。中]))(?P<itself>[省市州区县旗](?:人民)?政府本级)"
    r"|(?P<own>[省市州区县](?:本)?级(?=平台|大厅|中心|热线)|[我本](?:街道|镇|乡|街)|我[局委厅办中会院处]|(?<!因)(?<!于)本[局委厅办中会院处机单](?!关(?:不|未|没|无))|[市区县省]局(?=机关|官方|门户|网站)|[局委厅办]机关|机关本级|全局(?!性|部))"
)
_OWN_SITE = re.compile("网站|门户|官网|微信公众号")
# What follows is only spoken about: 围绕全省重点工作, 召开全市推进会.
_ABOUT = re.compile(
    r"(?:作为|按照|根据|贯彻|落实|通过|依托|利用|围绕|聚焦|立足|结合|针对|紧扣|推进|推动|助力|面向|促进|展示|反映|宣传|对照|召开|举办|举行|参加|统筹|指导|更新|推送|公开|发布|涉及|覆盖)[^，。；：]{0,2}$"
)
# 涉及山塘维修、全市大坝改造等工作: what suggestions are about, not who deals with them.
_TOUCHING = re.compile("(?:涉及|内容为|内容包括|主要集中在|围绕|聚焦)[^，。；：]*、$")
_SUBJECT = re.compile(
    r"(?:^|[，；：、。]|其中)(?P<name>[\u4e00-\u9fff]{1,9}?(?:局|(?<![大分])厅|委员会|委(?!员|书记)|镇|街道|乡|县|区|公司|分局|大队)|[\u4e00-\u9fff]{0,9}?[省市区县镇乡州]政府(?:办公室|办公厅)?)(?!长|网|门户|官)"
    r"(?:[^，。；：、]{0,4}?)(?=受理|办理|收到|承办|办结|答复|发布(?!会)|公开(?!课)|报送|接收|完成|共|\d)"
)
# A name with a verb or a preposition in it is no subject: 召开市政府新闻发布会, 通过县政府网站.
_DOING = re.compile(
    r"召开|举办|举行|组织|参加|参与|通过|利用|依托|接受|收到|办理|承办|负责|安排|编发|编印|主动|公开|发布|报送|开展|完成|编辑|[在向对为由经被至到以按与和及将把于给]"
)
# 富县 and 莘县 have one character before 县.
_PLACE = re.compile(
    r"(?:(?:^|(?<=[省市州盟区]))[\u4e00-\u9fff](?=县)|[\u4e00-\u9fff]{2,9}?)(自治区|省|市|州|盟|地区|新区|区|县|旗|镇|乡|街道)"
)
_OURS = re.compile(r"^(?:[我本全各该]|区县|县区|镇街|自贸|.{0,3}(?:社区|园区|市区|城区|地区|专区)$)")
# 教育局, 工业和信息化厅; 办公室 alone could be anybody's.
_OFFICE = re.compile("(?:局|厅|委|委员会|中心|办公室|处|队|署|院|馆|校)$")
_SHORTEST_NAME = 4
# 人大 and 政协 hand over what others deal with.
_ASSEMBLIES = re.compile("政协|人大|人民代表大会")
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


@lru_cache(maxsize=256)
def own_name(agency: str | None) -> re.Pattern[str] | None:
    """How an office may call itself: 河南省工业和信息化厅, 省工业和信息化厅; None for a government, whose words are looked for."""
    if not agency or "政府" in agency or not _OFFICE.search(agency):
        return None
    starts = [0] + [place for match in _PLACE.finditer(agency) for place in (match.start(1), match.end())]
    names = {agency[start:] for start in starts if len(agency) - start >= _SHORTEST_NAME}
    if not names:
        return None
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))


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
        if plain.rfind("“", 0, match.start()) > plain.rfind("”", 0, match.start()):
            continue  # the name of something: “全国城市生活垃圾分类宣传周”
        if (_ABOUT.search(plain[: match.start()]) and not plain[match.end() : match.end() + 1].isdigit()) or _TOUCHING.search(
            plain[: match.start()]
        ):
            continue
        place = match["all"] or match["our"] or match["level"]
        if place:
            level = _PLACE_WORDS.get(place, 1)
            higher = level > ours if ours else level >= 4
            # 直辖市 and 自治区: 全市 and 全区 are the whole province-level place.
            if higher and not (place == "区" and ours == 4):
                return None
            # 区级政务服务事项 in the report of a district are its own, 街道级 in it another's; 市级 are those of the city.
            own_level = level == ours and ours <= _PLACE_WORDS["区"]
            # 我县通过政府网站公开信息 90 条, in the report of its government: the government's own site.
            if match["our"] and level == ours and _OWN_SITE.search(plain, match.end(), position) and "政府" in (agency or ""):
                scope = "own"
                continue
            if match["level"] and ours and (own_level or (level < ours and place in ("镇", "街道", "社区"))):
                continue
            scope = "jurisdiction"
        elif match["each"] or (match["everywhere"] and "；" not in plain[match.end() : position]):
            scope = "jurisdiction"
        elif match["everywhere"]:
            scope = default
        elif match["seat"] or match["itself"]:
            # 全县公开 5,085 条，其中县政府公开 78 条: the government's own, in its own report.
            scope = "own" if _PLACE_WORDS.get(match.group()[0], 1) == ours else scope
        elif match["sub"]:
            scope = "subordinate" if "；" not in plain[match.end() : position] else default
        else:
            scope = "own"
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
            r"^(?:今年|全年|目前|年内)(?:来|以来)?|^.*(?=[我本][局委厅办中会院处街镇乡省市州区县])|^.*[交由向](?=[省市区县州])|^.*代表(?=[省市区县州镇]政府)",
            "",
            match["name"].removeprefix("其中"),
        )
        if _OURS.match(name) or _ASSEMBLIES.search(name) or _DOING.search(name) or (agency and _within(name, agency)):
            continue
        if agency or "其中" in plain[:position]:
            return True
    return False


def _within(name: str, agency: str) -> bool:
    """市审批局 is 西安市行政审批服务局: its characters stand there in order; 区公安分局 is 公安局某区分局.

    The office of a government speaks for the government: 县政府办公室 is 某县人民政府.
    """
    if agency.endswith("政府"):
        name = re.sub("(?<=政府)办公[室厅]$", "", name)
    rest = iter(agency)
    return all(character in rest for character in name) or (name.endswith("分局") and set(name) <= set(agency))
