"""Forms of the scheme language: looking changes nothing, and a change changes only what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

from portal.schemes import editing
from portal.schemes.changes import edits
from portal.schemes.drafts import read
from portal.schemes.forms import PartForm, Shape, fits, form_of, from_form, shape_of, to_form
from portal.schemes.parts import HEAD_KEYS, KINDS, names_of
from portal.schemes.places import condition_fields, formula_scope
from rules import model
from rules.condition_rows import rows_of, text_of
from rules.document import parse
from rules.formula import parse_formula
from rules.revise import revise

SCHEMES = sorted((Path(__file__).resolve().parents[2] / "rules" / "schemes").glob("*[0-9].yaml"))
YANBIAN = next(path for path in SCHEMES if path.stem == "yanbian-2019").read_text(encoding="utf-8")
CARDS = next(path for path in SCHEMES if path.stem == "yinzhou-cards-2020").read_text(encoding="utf-8")
LINSHU = next(path for path in SCHEMES if path.stem == "linshu-2020").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _request() -> Iterator[None]:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="a key of the tests", WTF_CSRF_ENABLED=False)
    Babel(app)
    with app.test_request_context():
        yield


def posted(form: PartForm) -> MultiDict[str, str]:  # noqa: C901 - a branch a kind of field
    """What a browser sends when the form is left as it is."""
    sent: MultiDict[str, str] = MultiDict()

    def collect(fields: Any) -> None:  # noqa: ANN401, C901, PLR0912 - any form; a branch a kind of field
        for each in fields:
            if each.type == "FormField":
                collect(each.form)
            elif each.type == "FieldList":
                for entry in each.entries:
                    collect(entry.form)
            elif each.type == "GridField":
                sent.add(f"{each.name}-width", str(each.width))
                for row in each.rows:
                    for cell in row:
                        sent.add(each.name, cell)
            elif each.type == "ConditionField":
                sent.add(each.name, each.data or "")
                sent.add(f"{each.name}-was", each.data or "")
                sent.add(f"{each.name}-rows", each.said)
                for row in each.rows or []:
                    for name, cell in (("field", row.field), ("op", row.op), ("value", row.value)):
                        sent.add(f"{each.name}-{name}", cell)
            elif each.type == "BooleanField":
                if each.data:
                    sent.add(each.name, "y")
            else:
                sent.add(each.name, str(each.data or ""))

    collect(form)
    return sent


def opened(text: str, kind: str, name: str) -> tuple[editing.Part, MultiDict[str, str]]:
    found = read(text)
    assert found.document is not None
    assert found.scheme is not None
    part = editing.find(found.document, kind, name)
    assert part is not None
    form = editing.form_for(part)
    editing.spare(form)
    editing.dress(form, kind, found.scheme)
    return part, posted(form)


def saved(text: str, kind: str, name: str, sent: MultiDict[str, str]) -> str:
    found = read(text)
    assert found.document is not None
    part = editing.find(found.document, kind, name)
    assert part is not None
    spec = part.spec
    made = form_of(model.Scheme, keys=HEAD_KEYS) if spec is None else form_of(spec.model, named=spec.named)
    after, problems = revise(text, editing.changed(part, made(sent), found.document))
    assert problems == []
    return after


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_looking_at_a_part_and_saving_it_changes_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    scheme = read(text).scheme
    assert scheme is not None
    for kind in KINDS.values():
        for name in names_of(scheme, kind):
            part, sent = opened(text, kind.key, name)
            made = form_of(kind.model, named=kind.named)
            assert edits(part.path, part.data, from_form(kind.model, made(sent), part.data)) == [], (kind.key, name)
    _, sent = opened(text, "head", "head")
    assert saved(text, "head", "head", sent) == text


@pytest.mark.parametrize(
    ("kind", "name", "field", "value", "before", "after"),
    [
        ("parameters", "快审加分", "value", "0.15", "  快审加分:\n    unit: 沭法币\n    value: 0.1\n",
         "  快审加分:\n    unit: 沭法币\n    value: 0.15\n"),
        ("parameters", "完成度占比", "tunable-max", "90%", "60%, tunable: {min: 0%, max: 100%, step: 5%}",
         "60%, tunable: {min: 0%, max: 90%, step: 5%}"),
        ("items", "closed", "points", "案件权重（案件类型，审理程序）× 2",
         "points: 案件权重（案件类型，审理程序）", "points: 案件权重（案件类型，审理程序）× 2"),
        ("items", "complaint", "when-where", "信访种类 ≠ 初次", "where: 属实 = 是}", "where: 信访种类 ≠ 初次}"),
        ("head", "head", "title", "积分办法", "title: 沭法币积分办法", "title: 积分办法"),
        ("figures", "工作完成度得分", "when_missing", "0", "默认每月按 0 至 100 分评定}\n  工作创新度得分",
         "默认每月按 0 至 100 分评定, when_missing: 0}\n  工作创新度得分"),
    ],
)  # fmt: skip
def test_one_field_changed_is_one_place_changed(
    kind: str, name: str, field: str, value: str, before: str, after: str
) -> None:
    _, sent = opened(LINSHU, kind, name)
    sent[field] = value
    assert LINSHU.count(before) == 1
    assert saved(LINSHU, kind, name, sent) == LINSHU.replace(before, after)


def test_a_cell_of_the_grid() -> None:
    _, sent = opened(LINSHU, "tables", "案件权重")
    cells = sent.getlist("rows")
    assert cells[6:9] == ["民事一审", "普通", "3"]
    cells[8] = "3.25"
    sent.setlist("rows", cells)
    assert saved(LINSHU, "tables", "案件权重", sent) == LINSHU.replace("[民事一审, 普通, 3]", "[民事一审, 普通, 3.25]")


def test_rows_come_and_go_in_the_grid() -> None:
    _, sent = opened(LINSHU, "tables", "发改扣减")
    sent.setlist("rows", ["改判", "2", "", "", "指令再审", "4", "撤销", "5"])
    after = saved(LINSHU, "tables", "发改扣减", sent)
    assert after == LINSHU.replace("      - [发回重审, 3]\n", "").replace(
        "      - [指令再审, 4]\n", "      - [指令再审, 4]\n      - [撤销, 5]\n"
    )


def test_without_script_the_rows_of_a_condition_count() -> None:
    _, sent = opened(LINSHU, "items", "quick")
    assert sent.getlist("when-where-field") == ["审理天数", "审理程序", ""]
    sent.setlist("when-where-value", ["快审天数", "简易", ""])
    assert "where: 审理天数 ≤ 快审天数 且 审理程序 ≠ 简易}" in saved(LINSHU, "items", "quick", sent)


def test_a_new_title_is_followed_where_it_is_read() -> None:
    text = LINSHU.replace("points: 币值\n", "points: 币值 × 1\n")
    _, sent = opened(text, "sections", "level_one")
    sent["title"] = "一级考核得分"
    after = saved(text, "sections", "level_one", sent)
    assert after.count("pool: 一级考核得分") == 2


def test_a_renamed_parameter_keeps_its_comments_and_its_readers() -> None:
    _, sent = opened(LINSHU, "parameters", "快审加分")
    sent["name"] = "快结加分"
    assert saved(LINSHU, "parameters", "快审加分", sent) == LINSHU.replace("快审加分", "快结加分")


@pytest.mark.parametrize(
    ("path", "kind", "name", "field", "value", "before", "after"),
    [
        (LINSHU, "facts", "超审限", "fields-0-name", "迟延天数", "每日扣减 × 超期天数", "每日扣减 × 迟延天数"),
        (YANBIAN, "head", "head", "classes-0-name", "审级", "层级", "审级"),
        (YANBIAN, "subjects", "延边中院", "name", "延边州中院", "parent: 延边中院", "parent: 延边州中院"),
        (LINSHU, "facts", "表彰", "name", "表扬", "fact: 表彰", "fact: 表扬"),
    ],
)  # fmt: skip
def test_a_name_changed_in_a_form_is_followed(
    path: str, kind: str, name: str, field: str, value: str, before: str, after: str
) -> None:
    _, sent = opened(path, kind, name)
    sent[field] = value
    changed = saved(path, kind, name, sent)
    assert (path.count(before) > 0, changed.count(before)) == (True, 0)
    assert changed.count(after) == path.count(before)
    assert len(changed.splitlines()) == len(path.splitlines())
    assert [one.code for one in read(changed).problems] == [one.code for one in read(path).problems]


def test_a_unit_and_a_class_of_persons_are_followed() -> None:
    _, sent = opened(LINSHU, "head", "head")
    sent["units-0-name"], sent["member_classes-0-name"] = "办公室分", "职务"
    changed = saved(LINSHU, "head", "head", sent)
    assert "unit: 部门分" not in changed
    assert changed.count("unit: 办公室分") == LINSHU.count("unit: 部门分") > 0
    assert [one.code for one in read(changed).problems] == [one.code for one in read(LINSHU).problems]


@pytest.mark.parametrize(
    ("kind", "sent", "line"),
    [
        ("items", {"id": "found", "title": "评查扣分"}, "items:\n  - id: found\n    title: 评查扣分\n"),
        ("figures", {"name": "人数", "unit": "人", "may_be_zero": "y"}, "figures:\n  人数: {unit: 人}\n"),
    ],
)
def test_the_first_of_its_part(kind: str, sent: dict[str, str], line: str) -> None:
    found, spec = read(CARDS), KINDS[kind]
    assert found.document is not None
    form = form_of(spec.model, named=spec.named)(MultiDict(sent))
    wanted = editing.changed(editing.Part(kind, "", (), {}), form, found.document)
    after, problems = revise(CARDS, wanted)
    assert problems == []
    assert line in after


def test_a_subject_that_the_scheme_names() -> None:
    """Its classes are a map from names to values; a blank line of it is none."""
    part, sent = opened(YANBIAN, "subjects", "延吉法院")
    assert part.data == {"classes": {"层级": "基层"}, "parent": "延边中院"}
    assert (sent["classes-0-name"], sent["classes-0-value"], sent["classes-1-name"]) == ("层级", "基层", "")
    sent["classes-0-value"] = "中院"
    assert saved(YANBIAN, "subjects", "延吉法院", sent) == YANBIAN.replace(
        "延吉法院: {classes: {层级: 基层}, parent", "延吉法院: {classes: {层级: 中院}, parent"
    )


def test_every_part_of_the_model_has_a_form_and_words() -> None:
    """A construct that comes to the language needs its labels and nothing else."""
    parts = [name for name in model.Scheme.model_fields if shape_of(model.Scheme, name)[0] in ("named", "parts")]
    assert {*parts} - {"units"} == {*KINDS}
    for kind in KINDS.values():
        assert kind.title
        assert {shape_of(kind.model, name)[0] for name in kind.model.model_fields} <= {*get_args(Shape)}
        form_of(kind.model, named=kind.named)
    assert {*model.Scheme.model_fields} == {*HEAD_KEYS, *KINDS, "scheme"}


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("a: 1", False),
        ("basis: [1]", False),
        ("basis: 第一条\nvalue: 2", True),
        ("value:", False),
        ("value: {a: 1}", False),
    ],
)
def test_a_form_never_holds_less_than_the_text(text: str, held: bool) -> None:  # noqa: FBT001 - a table
    document, _ = parse(text, "")
    assert document is not None
    assert fits(model.Parameter, document.data) is held


@pytest.mark.parametrize(
    "text",
    [
        "",
        "审理天数 > 30",
        "结案方式 属于（调解，撤诉） 且 审理天数 介于（3，30）",
        "审理天数 ≤ 快审天数",
        "审理程序 ≠ 速裁",
    ],
)
def test_rows_say_what_the_text_says(text: str) -> None:
    scheme = read(LINSHU).scheme
    assert scheme is not None
    rows = rows_of(text, scheme.facts["结案"].fields, scheme.parameters)
    assert rows is not None
    assert text_of(rows) == text


def test_places_know_what_the_checker_knows() -> None:
    """Every formula and condition of the shipped schemes is sound at its place here, too."""
    for path in SCHEMES:
        scheme = read(path.read_text(encoding="utf-8")).scheme
        assert scheme is not None
        for item in scheme.items:
            scope = formula_scope(scheme, "items", "points", fact=item.when.fact)
            assert scope is not None
            assert {"案件类型"} <= scope.words if item.id == "closed" and "案件类型" in item.points else True
        for ladder in scheme.ladders:
            fields = condition_fields(scheme, "ladders", "steps-where", fact=ladder.when.fact)
            assert fields is not None
            assert all(rows_of(step.where, fields, scheme.parameters) is not None for step in ladder.steps)


def test_what_a_share_out_reads_depends_on_whom_it_is_divided_among() -> None:
    seen = set()
    for path in SCHEMES:
        scheme = read(path.read_text(encoding="utf-8")).scheme
        assert scheme is not None
        for rule in scheme.share_outs:
            seen.add(rule.among)
            for place, text in (("pool", rule.pool), ("by", rule.by)):
                scope = formula_scope(scheme, "share_outs", place, among=rule.among)
                assert scope is not None
                tree, problems = parse_formula(text, scope.words, scheme.tables)
                assert tree is not None, (path.stem, rule.id, place)
                assert [*problems, *scope.problems(tree)] == []
    assert seen == {"members", "subjects"}


def test_the_form_takes_what_to_form_gives() -> None:
    data = {"choices": ["甲", "乙"], "values": {"2020-01-01": "甲"}, "basis": "第一条"}
    form = form_of(model.Parameter)(data=to_form(model.Parameter, data))
    assert from_form(model.Parameter, form, data) == data
