"""公文 about cards: what they say, in the form of the standard, harmless whatever was typed."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import select

from records.models import AppraisalPeriod, Card
from reports.batch.runner import printed_of
from reports.desk import desk_of
from reports.kinds import KINDS, composed
from reports.letters import card_letter, court_notice, letter_name
from reports.press.press import press
from tests.reports.conftest import Printing, Year
from workflow.card_letter import Letter
from workflow.facts import withdraw_fact
from workflow.printing.recording import record_paper
from workflow.printing.verifying import verify


def letter(**more: object) -> Letter:
    card = Card(
        title="红卡（一般问题多次发生）", colour="red", day=date(2025, 6, 3), letter=True, notice="court",
        state="issued",
        deadline=Fraction(15), deadline_unit="working_days", due=date(2025, 6, 24), ladder="quality_cards",
        step="red_repeated", subject_kind="person", subject_id=1,
    )  # fmt: skip
    made = Letter(
        "演示县人民法院", card, "示安一", "民事审判庭", "（2025）鲁9999民初123号",
        (("问题种类", "程序"), ("严重程度", "一般")), "送达回证缺失，未在卷宗中附公告送达的审批。", date(2025, 6, 3), 7,
        "改革案例第159号 三、一是", "案件质量红黄卡",
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]  # as the tests say


def text(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf)
    return subprocess.run(
        ["/usr/bin/pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout


def test_a_letter_says_what_where_and_until_when(tmp_path: Path) -> None:
    printed = card_letter(letter())
    assert [problem.code for problem in printed.problems if problem.code == "paper-missing-glyph"] == []
    said = "".join(text(printed.pdf, tmp_path).split())
    for part in ("演示县人民法院", "质评〔2025〕7号", "关于发出红卡（一般问题多次发生）的通知", "民事审判庭示安一：",
                 "（2025）鲁9999民初123号", "问题种类：程序；严重程度：一般。", "送达回证缺失",
                 "15个工作日内（2025年6月24日前）",
                 "本卡在全院通报", "2025年6月3日"):  # fmt: skip
        assert part in said, part


def test_the_page_is_that_of_the_standard(tmp_path: Path) -> None:
    """A4; the type area begins 28 mm from the left edge and is 156 mm wide."""
    path = tmp_path / "letter.pdf"
    path.write_bytes(card_letter(letter()).pdf)
    boxes = subprocess.run(
        ["/usr/bin/pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert 'page width="595.' in boxes
    starts = [float(part.split('"')[1]) for part in boxes.split("<word")[1:] if "xMin" in part]
    assert min(starts) == pytest.approx(28 / 25.4 * 72, abs=1.5)


def test_a_yellow_card_asks_for_its_receipt_alone(tmp_path: Path) -> None:
    yellow = letter()
    yellow.card.title, yellow.card.deadline, yellow.card.due, yellow.card.notice = "黄卡", None, None, "none"
    said = "".join(text(card_letter(yellow).pdf, tmp_path).split())
    assert "引以为戒" in said
    assert "通报" not in said
    assert "None" not in said


@pytest.mark.parametrize("typed", ["长" * 20_000, "<script>alert(1)</script>", "{{ 7*7 }}", "\u202e反", "A" * 20_000])
def test_whatever_was_typed_is_harmless(typed: str, tmp_path: Path) -> None:
    printed = card_letter(letter(text=typed, person=typed, case=typed))
    assert printed.pdf.startswith(b"%PDF")
    assert "49" not in text(printed.pdf, tmp_path) or "7*7" not in typed
    assert len(letter_name(letter(person=typed)).encode()) <= 255


def test_a_notice_lists_them_and_is_honest_when_there_are_none(tmp_path: Path) -> None:
    said = "".join(text(court_notice("演示县人民法院", 2025, [letter(), letter()]).pdf, tmp_path).split())
    assert "共2件" in said
    assert said.count("示安一") == 2
    assert "没有应当在全院通报的问题" in "".join(text(court_notice("演示县人民法院", 2025, []).pdf, tmp_path).split())


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert card_letter(letter()).pdf == card_letter(letter()).pdf


@pytest.mark.parametrize("kind", ["letter", "notice"])
def test_a_letter_is_final_from_its_day_until_a_card_is_withdrawn(kind: str, printing: Printing) -> None:
    """The year of cards is open: no matter."""
    session = printing.session
    desk = desk_of(session, session.get_one(AppraisalPeriod, printing.site.cards))
    sheet = composed(desk, KINDS[kind], "示一" if kind == "letter" else "")
    assert sheet is not None
    record_paper(session, None, desk.period, printed_of(sheet, press(sheet)), desk.standing.keys.get("示一"))
    assert verify(session, sheet.code).verdict == "stands"
    card = session.scalars(select(Card).where(Card.state != "withdrawn").order_by(Card.id.desc())).first()
    assert card is not None
    withdraw_fact(session, None, card.fact, "认定有误")
    session.flush()
    assert verify(session, sheet.code).verdict == "superseded"
    session.rollback()


def test_several_letters_in_a_file_are_each_numbered_from_one(year: Year) -> None:
    """One page, then two: the marks at their foot."""
    lines = [line.strip() for line in year.of("letter", subject="示二").lines().splitlines()]
    assert [line for line in lines if line.startswith("—")] == ["— 1 —", "— 1 —", "— 2 —"]
    assert lines.count("验真码") == 3
