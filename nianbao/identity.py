"""Whose report it is, and of which year: title first, then the data period, the signature and the text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from nianbao.catalogue import Agency, load_agencies
from nianbao.document import Document
from nianbao.findings import Finding

_CHINESE_YEAR = str.maketrans("〇○ＯO零一二三四五六七八九", "00000123456789")
_YEAR = re.compile(r"(20[0-4]\d)\s*(?:年|—|-)|(二[〇○ＯO零][〇○ＯO零一二三四][〇○ＯO零一二三四五六七八九])\s*年")
_PERIOD = re.compile(
    r"(20\d\d)\s*年\s*1\s*月\s*1\s*日\s*(?:起|开始)?\s*[,，]?\s*(?:至|到|—|-|－|~|～)+\s*(?:(20\d\d)\s*年)?\s*12\s*月\s*31\s*日"
)
_TITLE = re.compile(r"(?:政府信息公开|政务公开|信息公开).{0,12}(?:报告|年报)|年度报告|年报")
_TAIL = re.compile(
    r"(?:关于)?(?:的)?(?:政府信息公开|政务公开|信息公开)(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:工作)?(?:报告|年报)?.*$"
)
_ORGAN = re.compile(
    r"(?:局|委员会|委|政府|办公室|办公厅|厅|办事处|管委会|管理委员会|中心|院|处|队|公司|大学|学校|医院|站|所|部|会|办|署|行|社|总队)$"
)
_PROVINCE = re.compile(r"^(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区))?")


@dataclass(frozen=True)
class Identity:
    """What was found; `agency_id` is None for an agency that the registry does not know."""

    agency: str | None
    agency_id: str | None
    year: int | None
    title: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Stated:
    """Agency and year in a person's word, which goes before what the report says of itself."""

    agency: str
    agency_id: str | None
    year: int


def as_stated(identity: Identity, stated: Stated | None) -> Identity:
    """The identity a person stated, without the doubts that their word has settled."""
    if stated is None:
        return identity
    settled = set()
    if stated.agency != identity.agency:
        settled.add("one_agency_is_named")
    if stated.year != identity.year:
        settled.add("one_year_is_named")
    findings = tuple(item for item in identity.findings if item.rule not in settled)
    return replace(identity, agency=stated.agency, agency_id=stated.agency_id, year=stated.year, findings=findings)


def identify(document: Document) -> Identity:
    """Agency and year of a report, with a finding for every disagreement."""
    lines = [paragraph.text for paragraph in document.paragraphs]
    title = _title(lines, document)
    findings: list[Finding] = []
    year = _year(title, lines, document.file, findings)
    agency, known = _agency(title, lines, document.file, findings)
    return Identity(known.name if known else agency, known.agency_id if known else None, year, title, tuple(findings))


def _title(lines: list[str], document: Document) -> str:
    """The lines at the top up to the one that says what the paper is."""
    gathered: list[str] = []
    for line in lines[:40]:
        text = "".join(line.split())
        if len(text) > 70:
            break
        if text in ("正文", "") or re.match(r"^(?:来源|发布|时间|日期|浏览|字体|当前位置|首页|索引号|打印)", text):
            continue
        if re.match(r"^[一二三四五六七八九十]、", text):
            break
        gathered.append(text)
        if _TITLE.search("".join(gathered[-3:])) and ("报告" in text or "年报" in text):
            joined = "".join(gathered[-3:])
            own = _TITLE.search(text) and _YEAR.search(text) and not text.startswith(("关于", "20", "政府信息", "年度"))
            return text if own else _drop_repeats(joined, gathered[-3:])
    return document.title or "".join(gathered[:2])


def _drop_repeats(joined: str, parts: list[str]) -> str:
    """A masthead that repeats the start of the title is not part of it."""
    for index in range(len(parts) - 1):
        rest = "".join(parts[index + 1 :])
        if parts[index] in rest:
            return _drop_repeats(rest, parts[index + 1 :])
    return joined


def _years(text: str) -> list[int]:
    found = []
    for arabic, chinese in _YEAR.findall("".join(text.split())):
        found.append(int(arabic or chinese.translate(_CHINESE_YEAR)))
    return found


def _year(title: str, lines: list[str], file: str, findings: list[Finding]) -> int | None:
    head = "".join("".join(line.split()) for line in lines[:30])
    body = "".join("".join(line.split()) for line in lines)
    named = _years(title)
    period = _PERIOD.search(body)
    stated = int(period.group(2) or period.group(1)) if period else None
    counted = Counter(_years(body))
    usual = counted.most_common(1)[0][0] if counted else None
    year = named[0] if named else stated or next(iter(_years(head)), None) or usual
    if year is None:
        from_name = re.search(r"(20[0-4]\d)", file)
        year = int(from_name.group(1)) if from_name else None
    if named and stated and stated != named[0]:
        findings.append(
            Finding(
                "one_year_is_named",
                "error",
                (),
                str(named[0]),
                str(stated),
                f"标题写 {named[0]} 年，而统计期限写 {stated} 年，请核对报告年度（可能沿用了上年文本）。",
            )
        )
    elif named and usual and usual != named[0] and counted[named[0]] <= 1 and counted[usual] >= 3:
        findings.append(
            Finding(
                "one_year_is_named",
                "warning",
                (),
                str(named[0]),
                str(usual),
                f"标题写 {named[0]} 年，而正文多处写 {usual} 年，请核对报告年度。",
            )
        )
    return year


@lru_cache(maxsize=1)
def _registry() -> dict[str, list[Agency]]:
    names: dict[str, list[Agency]] = {}
    for agency in load_agencies():
        for name in {agency.name, agency.short_name, *agency.aliases}:
            names.setdefault(_bare(name), []).append(agency)
    return names


def _bare(name: str) -> str:
    return re.sub(r"[\s（）()《》“”\"']+", "", name)


def _agency(title: str, lines: list[str], file: str, findings: list[Finding]) -> tuple[str | None, Agency | None]:
    printed = agency_in_title(title)
    known = _find(printed, lines) if printed else None
    signed = _signature(lines)
    if printed is None:
        printed = signed or _in_text(lines) or agency_in_title(re.sub(r"\.\w+$", "", file))
        known = _find(printed, lines) if printed else None
    elif signed and known:
        other = known if signed == printed else _find(signed, lines)
        if other is not None and other.agency_id != known.agency_id and signed not in (known.name, printed):
            findings.append(
                Finding(
                    "one_agency_is_named",
                    "warning",
                    (),
                    known.name,
                    signed,
                    f"标题写“{printed}”，而落款是“{signed}”，请核对是哪个机关的报告。",
                )
            )
    return printed, known


def agency_in_title(title: str) -> str | None:
    """“西安市行政审批服务局关于2019年度政府信息公开工作的报告” → “西安市行政审批服务局”."""
    text = re.sub(r"^正文|[《》“”\s]", "", title)
    text = _TAIL.sub("", text)
    text = _YEAR.sub("|", text)
    text = re.sub(r"\|?年?度?(?:工作)?(?:年度报告|报告|年报)?$|^\|?年?度?", "", text)
    pieces = [re.sub(r"^(?:度|年度|的)|(?:关于|的)$", "", piece) for piece in text.split("|")]
    for piece in pieces:
        piece = re.sub(r"关于$", "", re.sub(r"^关于", "", piece))
        if 3 <= len(piece) <= 40 and (_ORGAN.search(piece) or _bare(piece) in _registry()):
            return piece
    return None


def _find(name: str | None, lines: list[str]) -> Agency | None:
    """The registered agency of that name; a name without its region only where the text names the region."""
    if not name:
        return None
    bare = _bare(name)
    exact = _registry().get(bare, [])
    if len({agency.agency_id for agency in exact}) == 1:
        return exact[0]
    if exact:
        return None
    shorter = _PROVINCE.sub("", bare)
    if shorter != bare and len(found := {a.agency_id: a for a in _registry().get(shorter, [])}) == 1:
        return next(iter(found.values()))
    longer = [full for full in _registry() if full.endswith(bare) and full != bare] if len(bare) >= 5 else []
    body = "".join("".join(line.split()) for line in lines) if longer else ""
    ends = {agency.agency_id: agency for full in longer if full in body for agency in _registry()[full]}
    return next(iter(ends.values())) if len(ends) == 1 else None


def _signature(lines: list[str]) -> str | None:
    """A short line near the end that names an organ."""
    for line in reversed([line for line in lines if line.strip()][-6:]):
        text = "".join(line.split())
        if 4 <= len(text) <= 30 and _ORGAN.search(text) and not re.search(r"[，。；：、]|^[（(一二三四五六]", text):
            return text
    return None


def _in_text(lines: list[str]) -> str | None:
    """“本报告由某局编制”, or the first registered name in the opening lines that ends there."""
    head = "".join("".join(line.split()) for line in lines[:12])
    made = re.search(r"(?:本报告|本年度报告)由([\u4e00-\u9fff]{4,30}?)(?:根据|编制|按照|依据)", head)
    if made:
        return made.group(1)
    found = [name for name in _registry() if len(name) >= 5 and re.search(re.escape(name) + r"(?![办局委厅])", head)]
    return max(found, key=len) if found else None
