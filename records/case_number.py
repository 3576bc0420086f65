"""案号: （2020）鲁1329民初123号 = year, court code, type code, serial; perhaps 之一 for a further document of the case.

After 最高人民法院《关于人民法院案件案号的若干规定》 (in force since 2016). Numbers of earlier years
(（2015）沭民初字第12号) are taken as they are. The type codes stand in ``case_types.csv``, so that a new one needs no
program.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rules.problem import N_, Problem, did_you_mean, register

register(
    {
        "case_number.empty": N_("没有案号。请填写，例如：（2020）鲁1329民初123号。"),
        "case_number.shape": N_(
            "「{text}」不是案号。应为（年）法院代字类型代字编号号，例如：（2020）鲁1329民初123号。"
        ),
        "case_number.no_end": N_("案号「{text}」末尾没有「号」，应为「{right}」。"),
        "case_number.year": N_("案号「{text}」的年份 {year} 不对，应在 1979 至 {last} 之间。"),
        "case_number.court": N_(
            "案号「{text}」的法院代字「{court}」不对：应为省级简称加至多四位数字（鲁、鲁13、鲁1329），或最高法。"
        ),
        "case_number.type": N_(
            "案号「{text}」的类型代字「{type}」不在代字表中{hint}。请核对；新增的代字请登记到 records/case_types.csv。"
        ),
        "case_number.serial": N_("案号「{text}」的编号应为 1 至 9999999 的整数。"),
        "case_number.several": N_("「{text}」含有不止一个案号。请一行写一个。"),
        "case_number.other_court": N_("案号「{text}」是「{court}」的案件，本院代字是「{own}」。请核对，或由该院导入。"),
    }
)

FIRST_YEAR, FIRST_NEW_YEAR, LAST_YEAR = 1979, 2016, 2099
_MAX_SERIAL = 9_999_999
_BRACKETS = str.maketrans(
    {bracket: mark for mark, group in (("(", "（〔［【["), (")", "）〕］】]")) for bracket in group}
)
_PROVINCES = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新兵军"
_NEW = re.compile(
    r"\((?P<year>\d{4})\)(?P<court>最高法|[^\W\d]?\d*)(?P<type>[^\W\d]+)(?P<serial>\d+)(?P<end>号?)(?:之(?P<document>[一二三四五六七八九十\d]+))?\Z"
)
_OLD = re.compile(
    r"\((?P<year>\d{4})\)(?P<type>[^\W\d]\w*?)字第(?P<serial>\d+)号(?:之(?P<document>[一二三四五六七八九十\d]+))?\Z"
)
_COURT = re.compile(rf"(?:最高法|[{_PROVINCES}](?:\d{{2}}|\d{{4}})?)\Z")


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """``court`` is empty for a number of the old kind, whose ``type`` then holds all that stands before 字第."""

    year: int
    court: str
    type: str
    serial: int
    document: str = ""

    @property
    def text(self) -> str:
        """The case's one writing, without 之一: what the database keeps and compares."""
        return (
            f"（{self.year}）{self.court}{self.type}{self.serial}号"
            if self.court
            else f"（{self.year}）{self.type}字第{self.serial}号"
        )

    @property
    def document_text(self) -> str:
        """The same with 之一, as a document of the case bears it."""
        return self.text + (f"之{self.document}" if self.document else "")


@cache
def type_codes() -> dict[str, str]:
    """Type code → kind of case, as in ``case_types.csv``."""
    with Path(__file__).with_name("case_types.csv").open(encoding="utf-8", newline="") as file:
        return {row["代字"]: row["案件"] for row in csv.DictReader(file)}


def parse_case_number(text: str, own: str | None = None) -> tuple[CaseNumber | None, list[Problem]]:
    """Read a case number typed in any usual way: half- or full-width brackets and digits, 〔〕, spaces.

    ``own`` is the court's own code: a number of another court is then a problem. All that is wrong is reported at once.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(_BRACKETS))
    if not plain:
        return None, [Problem("case_number.empty")]
    shown = text.strip()
    if len(re.findall(r"\(\d{4}\)", plain)) > 1 or re.search(r"\d[-—~、,;/至]\d|号[、,;/]", plain):
        return None, [Problem("case_number.several", {"text": shown})]
    if old := _OLD.match(plain):
        return _parts(old, "", old["type"], shown, None)
    found = _NEW.match(plain)
    if not found:
        return None, [Problem("case_number.shape", {"text": shown})]
    court, kind = _split(found["court"], found["type"])
    return _parts(found, court, kind, shown, own)


def _split(court: str, kind: str) -> tuple[str, str]:
    """A high court's code is one character without digits, which may read as part of either neighbour (鲁 + 民终)."""
    if court and not court[-1].isdigit() and court not in (*_PROVINCES, "最高法"):
        return "", court + kind
    return court, kind


def _parts(
    found: re.Match[str], court: str, kind: str, shown: str, own: str | None
) -> tuple[CaseNumber | None, list[Problem]]:
    number = CaseNumber(int(found["year"]), court, kind, int(found["serial"]), found["document"] or "")
    problems = []
    if not FIRST_YEAR <= number.year <= LAST_YEAR:
        problems.append(Problem("case_number.year", {"text": shown, "year": found["year"], "last": str(LAST_YEAR)}))
    if not 1 <= number.serial <= _MAX_SERIAL:
        problems.append(Problem("case_number.serial", {"text": shown}))
    if found.re is _NEW:
        if not _COURT.match(court):
            problems.append(Problem("case_number.court", {"text": shown, "court": court}))
        elif own is not None and court != own:
            problems.append(Problem("case_number.other_court", {"text": shown, "court": court, "own": own}))
        if court and kind not in type_codes():
            problems.append(
                Problem("case_number.type", {"text": shown, "type": kind, "hint": did_you_mean(kind, type_codes())})
            )
        if not found["end"] and not problems:
            problems.append(Problem("case_number.no_end", {"text": shown, "right": number.text}))
    return (None if problems else number), problems
