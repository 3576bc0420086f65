"""docs/scheme-language.md says what the code does: its blocks load, its tables are complete."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from rules import model
from rules.check import load_text
from rules.compiled import Formula
from rules.document import parse
from rules.exact import parse_number, round_to
from rules.forms import Forms
from rules.formula import parse_formula
from rules.functions import FUNCTIONS, GROUPS
from rules.model import Scheme
from rules.problem import did_you_mean, messages
from rules.schema import schema_text
from rules.yearbooks import Yearbooks
from scoring import cases
from scoring.constants import Constants
from scoring.evaluate import evaluate_number
from scoring.inputs import Overlay
from scoring.scope import Scope

PAGE = Path("docs/scheme-language.md")
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)
COMPLETE = [block for block in BLOCKS if block.startswith("# complete")]
FRAGMENTS = [
    block
    for block in BLOCKS
    if not block.startswith("# complete") and not re.search(r"^(cases|forms|yearbooks):", block, re.MULTILINE)
]
PARTS = [
    part
    for part in vars(model).values()
    if isinstance(part, type) and issubclass(part, BaseModel) and part.model_fields
]


def test_there_is_a_complete_scheme() -> None:
    assert COMPLETE
    assert FRAGMENTS


@pytest.mark.parametrize("block", COMPLETE, ids=lambda block: block.split("\n")[1])
def test_a_complete_scheme_has_no_problems(block: str) -> None:
    compiled, problems = load_text(block, "scheme-language.md")
    assert [problem.line() for problem in problems] == []
    assert compiled is not None


@pytest.mark.parametrize("block", FRAGMENTS, ids=lambda block: block.split("\n")[0])
def test_a_fragment_has_the_shape_of_its_part(block: str) -> None:
    whole, _ = parse(COMPLETE[0], "complete")
    part, problems = parse(block, "fragment")
    assert [problem.line() for problem in problems] == []
    assert whole is not None
    assert part is not None
    Scheme.model_validate({**whole.data, **part.data})


@pytest.mark.parametrize(("key", "shape"), [("forms", Forms), ("yearbooks", Yearbooks)])
def test_what_stands_beside_a_scheme_has_its_shape(key: str, shape: type[BaseModel]) -> None:
    blocks = [block for block in BLOCKS if re.search(rf"^{key}:", block, re.MULTILINE)]
    assert blocks
    for block in blocks:
        document, problems = parse(block, key)
        assert document is not None, problems
        shape.model_validate(document.data)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_of_the_model_is_on_the_page(part: type[BaseModel]) -> None:
    keys = [field.alias or name for name, field in part.model_fields.items()]
    absent = [key for key in keys if not re.search(rf"(`{key}\b|\b{key}:)", TEXT)]
    assert absent == []


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_word_that_a_key_may_have_is_on_the_page(part: type[BaseModel]) -> None:
    choices = [get_args(field.annotation) for field in part.model_fields.values()]
    words = [word for choice in choices for word in choice if isinstance(word, str)]
    assert [word for word in words if not re.search(rf"\b{word}\b", TEXT)] == []


def test_the_table_of_functions_is_the_list_of_functions() -> None:
    section = TEXT.split("<!-- functions -->")[1].split("## ")[0]
    rows = re.findall(r"^\| `([^（`]+)（[^`]*）` \| (.+?) \| .+ \|$", section, flags=re.MULTILINE)
    assert rows == [(function.name, function.means) for function in FUNCTIONS.values()]
    assert all(group in TEXT for group in GROUPS)


EXAMPLES = re.findall(r"\| `([^`]+)` (=|≈) (\S+) \|$", TEXT, flags=re.MULTILINE)


@pytest.mark.parametrize(("formula", "sign", "result"), EXAMPLES, ids=[formula for formula, _, _ in EXAMPLES])
def test_an_example_of_a_function_gives_what_the_page_says(formula: str, sign: str, result: str) -> None:
    compiled, _ = load_text(COMPLETE[0], "first-steps.yaml")
    assert compiled is not None
    tree, problems = parse_formula(formula, [])
    assert tree is not None
    assert not problems
    value = evaluate_number(Formula(formula, tree), Scope(Constants(compiled, date(2020, 1, 1), Overlay())))
    assert value is not None
    expected = parse_number(result)
    assert (value if sign == "=" else round_to(value, Fraction(1, 10_000), "half_up")) == expected


def test_the_problems_that_it_names_are_those_that_the_checker_reports() -> None:
    section = TEXT.split("<!-- problems -->")[1].split("## ")[0]
    seen = re.findall(r"^\| (\S[^|]*?) \|", section, flags=re.MULTILINE)[1:]
    said = "\n".join(messages().values())
    words = [part for line in seen if line != "---" for part in re.split(r"…|「…」|\d+| ，", line) if len(part) > 2]
    assert len(words) >= len(seen)
    assert [word for word in words if word not in said and word not in did_you_mean("甲乙", ["甲乙丙"])] == []


def test_all_21_systems_are_said() -> None:
    numbers = re.findall(r"^\| (\d+) \S.*\|.*\|.*\|$", TEXT, flags=re.MULTILINE)
    assert numbers == [str(number) for number in range(1, 22)]


def test_the_first_schemes_worked_example_comes_out(tmp_path: Path) -> None:
    example = next(block for block in BLOCKS if block.startswith("scheme: first-steps\ncases:"))
    beside = tmp_path / "first-steps.cases.yaml"
    beside.write_text(example, encoding="utf-8")
    compiled, _ = load_text(COMPLETE[0], "first-steps.yaml")
    assert compiled is not None
    assert [problem.line() for problem in cases.run(compiled, beside)] == []


def test_the_published_json_schema_is_that_of_the_model() -> None:
    assert Path("docs/scheme.schema.json").read_text(encoding="utf-8") == schema_text()


def test_links_lead_somewhere() -> None:
    heads = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
    targets = re.findall(r"\]\(([^)]+)\)", TEXT)
    assert targets
    assert [
        target
        for target in targets
        if (target[1:] not in anchors if target.startswith("#") else not (PAGE.parent / target).exists())
    ] == []
