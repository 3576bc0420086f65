"""Every text that a person sees can be translated: marked in code, wrapped in templates, found by the extractor.

What comes out in another language is in test_translation.py.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from rules import problem
from rules.check_names import RESERVED
from rules.functions import FUNCTIONS
from tests.catalogue import extracted

ROOT = Path(__file__).resolve().parent.parent
CHINESE = re.compile(r"[\u3400-\u9fff]")
MARKED = re.compile(r"""_\((?:"[^"]*"|'[^']*')""")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
MARKERS = {"_", "N_", "gettext", "lazy_gettext"}
ROOMS = ("rules", "scoring", "records", "workflow", "shown", "portal", "admin", "api", "reports", "commands", "bench")
BRAND = "衡</span>"  # the mark of the program, one character
FONT = re.compile(r'font-family="[^"]*"')  # 宋体 is what the font is called
SEPARATORS = {"、", "，", "；"}

# Words of the scheme language are data wherever they stand: a scheme is written with them in every language.
LANGUAGE = {*RESERVED, *FUNCTIONS, *(word for one in FUNCTIONS.values() for word in one.choices), "不属于"}

# What else is no word for a person to read, file by file. A new text belongs here only with a reason of this kind.
SCHEME = "of the scheme language: names, units, fields and punctuation that a scheme or a formula is written with"
TABLE = "of tables that courts send in: headings, ends of rows and ways to write days, which the program recognises"
RECORD = "written into the records, which are kept in one language whoever acts"
MADE_UP = "made up to be scored or printed, never told to anybody"
EXEMPT: Mapping[str, str] = {
    "rules/check_grades.py": SCHEME,
    "rules/compiled.py": SCHEME,
    "rules/condition_rows.py": SCHEME,
    "rules/lexer.py": SCHEME,
    "rules/model.py": SCHEME,
    "rules/model_votes.py": SCHEME,
    "rules/scope.py": SCHEME,
    "rules/sentence.py": SCHEME,
    "scoring/quantities.py": SCHEME,
    "scoring/cases.py": "并列 is what a worked example writes for a tie",
    "scoring/case_inputs.py": TABLE,
    "scoring/inputs.py": SCHEME,
    "scoring/period.py": TABLE,
    "workflow/applications/people.py": SCHEME,
    "workflow/committee/putting.py": SCHEME,
    "workflow/committee/voting.py": RECORD,
    "workflow/drafts.py": "the first text of a new scheme",
    "records/case_number.py": "案号 are written in Chinese",
    "records/intake/blank.py": TABLE,
    "records/intake/decisions.py": TABLE,
    "records/intake/facts.py": TABLE,
    "records/intake/figures.py": TABLE,
    "records/intake/header.py": TABLE,
    "records/intake/members.py": TABLE,
    "records/intake/values.py": TABLE,
    "api/rows.py": TABLE,
    "workflow/calendar.py": TABLE,
    "commands/court.py": RECORD,
    "workflow/founding.py": RECORD,
    "workflow/roster.py": TABLE,
    "records/audit.py": RECORD,
    "records/models/court.py": RECORD,
    "records/migrations/versions/0001_the_first_tables.py": RECORD,
    "workflow/accounts.py": RECORD,
    "workflow/adjusting.py": RECORD,
    "workflow/applications/applying.py": RECORD,
    "workflow/applications/joining.py": RECORD,
    "workflow/committee/recording.py": RECORD,
    "workflow/facts.py": RECORD,
    "workflow/following.py": RECORD,
    "workflow/tokens.py": RECORD,
    "api/document.py": "the name of the program",
    "bench/ours.py": MADE_UP,
    "bench/job.py": MADE_UP,
    "bench/report.py": MADE_UP,
    "bench/printing.py": MADE_UP,
    "bench/slider.py": MADE_UP,
    "bench/tuning.py": MADE_UP,
    "reports/press/press.py": "a page that is laid out and thrown away, to warm up",
    "reports/press/workers.py": "characters that a font is tried with",
}
# Where names are put together as a scheme writes them, 案件权重（民事一审，普通）, a comma is no comma of a sentence.
JOINED: Mapping[str, str] = {
    "rules/check_tables.py": SCHEME,
    "rules/condition_rows.py": SCHEME,
    "rules/outline.py": SCHEME,
    "rules/revise.py": SCHEME,
    "rules/sentence.py": SCHEME,
    "scoring/explain.py": SCHEME,
    "scoring/overlay.py": SCHEME,
    "portal/schemes/fields.py": SCHEME,
    "portal/schemes/live.py": SCHEME,
    "portal/tuning/sliders.py": SCHEME,
    "workflow/tokens.py": RECORD,
}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_templates_wrap_every_chinese_text(path: Path) -> None:
    text = FONT.sub("", COMMENT.sub("", path.read_text(encoding="utf-8")).replace(BRAND, ""))
    left = [line.strip() for line in MARKED.sub("", text).splitlines() if CHINESE.search(line)]
    assert left == [], "wrap it: {{ _('…') }}"


def unmarked(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Chinese texts outside a marker, docstrings and the scheme language aside."""
    allowed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
            allowed |= {id(inner) for argument in node.args for inner in ast.walk(argument)}
        elif isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node, clean=False):
            allowed.add(id(node.body[0].value))  # type: ignore[attr-defined]  # a docstring is an expression
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in allowed:
            continue
        if CHINESE.search(node.value) and node.value not in LANGUAGE:
            yield node.lineno, node.value


def joined(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Lists put together with a Chinese separator."""
    for node in ast.walk(tree):
        receiver = node.value if isinstance(node, ast.Attribute) and node.attr == "join" else None
        if isinstance(receiver, ast.Constant) and receiver.value in SEPARATORS:
            yield receiver.lineno, str(receiver.value)


def composed(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Marked texts put together with values so that no catalogue can follow: ``f"…{N_("…")}"``, ``N_("…") + x``."""
    for node in ast.walk(tree):
        parts: list[ast.expr] = []
        if isinstance(node, ast.JoinedStr):
            parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            parts = [node.left, node.right]
        elif isinstance(node, ast.Attribute) and node.attr in ("format", "join"):
            parts = [node.value]
        for part in parts:
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "N_":
                yield part.lineno, ast.unparse(part)


SOURCES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
BY_NAME = {str(path.relative_to(ROOT)): path for path in SOURCES}
OF_NO_COURT = {name for name in BY_NAME if name.startswith("workflow/demonstration/")}  # data of a court that is none


def parsed(name: str) -> ast.Module:
    return ast.parse(BY_NAME[name].read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(BY_NAME.keys() - EXEMPT.keys() - OF_NO_COURT))
def test_every_chinese_text_is_marked(name: str) -> None:
    assert list(unmarked(parsed(name))) == [], 'mark it: N_("…"), with values N_("… {name} …").filled(name=…)'


@pytest.mark.parametrize("name", sorted(BY_NAME.keys() - JOINED.keys() - OF_NO_COURT))
def test_separators_are_translated_too(name: str) -> None:
    assert list(joined(parsed(name))) == [], "use rules.phrase: listed(parts), listed(parts, COMMA)"


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_sentences_are_put_together_by_templates(name: str) -> None:
    assert list(composed(parsed(name))) == [], 'a template with places: N_("… {name} …").filled(name=…)'


@pytest.mark.parametrize(("exempt", "found"), [(EXEMPT, unmarked), (JOINED, joined)], ids=["texts", "separators"])
def test_nothing_is_exempt_without_need(exempt: Mapping[str, str], found: object) -> None:
    assert [name for name in exempt if name not in BY_NAME or not list(found(parsed(name)))] == []  # type: ignore[operator]  # one of the two above


def test_the_extractor_finds_the_messages_of_problems() -> None:
    assert set(problem.messages().values()) <= set(extracted())
