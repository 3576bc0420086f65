"""Every page of every kind of paper looks as it did when a person approved of it.

The pictures are drawn anew by ``python -m tests.reports.approve``. What differs is left beside the test's other files.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from reports.press.fonts import font_problems
from tests.reports.conftest import Year
from tests.reports.every_paper import PAPERS
from tests.reports.pictures import APPROVED, alike, difference, pages


@pytest.mark.parametrize("name", [one.name for one in PAPERS])
def test_the_pages_are_the_approved_ones(name: str, year: Year, tmp_path: Path) -> None:
    if problems := font_problems():
        pytest.skip(f"the pictures are of other fonts: {problems[0].text()}")
    (paper,) = [one for one in year.papers if one.wanted.name == name]
    drawn, approved = pages(paper.path), sorted(APPROVED.glob(f"{name}.*.png"), key=number)
    assert len(drawn) == len(approved) > 0
    wrong = []
    for page, path in zip(drawn, approved, strict=True):
        with Image.open(path) as picture:
            if not alike(page, picture):
                difference(page, picture).save(tmp_path / path.name)
                wrong.append(tmp_path / path.name)
    assert not wrong, f"approved, drawn, difference: {', '.join(map(str, wrong))}"


def number(path: Path) -> int:
    """The page that a picture is of."""
    return int(path.name.split(".")[-2])


def test_no_picture_is_of_a_paper_that_is_no_more() -> None:
    known = {one.name for one in PAPERS} | {"scorecard", "scorecard-draft"}  # those two are of test_press
    assert {path.name.split(".")[0] for path in APPROVED.glob("*.png")} == known


@pytest.mark.parametrize(("spoil", "same"), [((0, 0), True), ((6, 40), True), ((6, 90), False)])
def test_a_shade_may_move_and_a_stroke_may_not(*, spoil: tuple[int, int], same: bool) -> None:
    """A few pixels darker by so much."""
    size, by = spoil
    page = Image.new("L", (100, 100), 255)
    other = page.copy()
    other.paste(255 - by, (10, 10, 10 + size, 11))
    assert alike(other, page) == same


def test_pages_of_another_size_are_others() -> None:
    assert not alike(Image.new("L", (100, 100), 255), Image.new("L", (100, 141), 255))
