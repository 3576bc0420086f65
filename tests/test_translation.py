"""In a language made up for the test nothing Chinese is left but data: names and texts of schemes and records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import languages
from app import create_app
from commands.__main__ import main
from portal.database import EXTENSION
from portal.office import EXTENSION as OFFICE
from rules.check import load
from rules.check_names import RESERVED
from rules.document import parse
from rules.functions import FUNCTIONS
from rules.phrase import speak, speaking
from scoring.case_inputs import CaseReader
from scoring.engine import score
from scoring.export import to_data
from scoring.period import parse_period
from tests.catalogue import LANGUAGE, ROOT, RUN, pseudo, write_catalogue
from tests.portal.test_pages import walk
from tests.site import Site
from workflow.stored import result_from_json, result_to_json

BAD = ROOT / "tests" / "rules" / "bad"
SCHEMES = ROOT / "rules" / "schemes"
EXAMPLES = sorted(SCHEMES.glob("*.cases.yaml"))
WORDS = "\n".join((*RESERVED, *FUNCTIONS, *(word for one in FUNCTIONS.values() for word in one.choices)))
ROUNDINGS = "舍去 期末岗位 最长岗位"  # of the scheme language, as are the names of what follows a card
LATE = "事由 超期天数 原卡"
HEADINGS = "期间"  # of tables: intake knows them by these words
BRAND, PROGRAM = "衡", "系统"  # the mark of the program, and its name in the audit trail


def left(texts: Iterable[str], data: str) -> dict[str, str]:
    """Chinese that is no data, each with the text it stands in."""
    return {run: text for text in texts for run in RUN.findall(text) if run not in data}


def texts(data: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        for each in data:
            yield from texts(each)
    elif isinstance(data, str):
        yield data


def read(*paths: Path) -> str:
    return "\n".join((WORDS, *(path.read_text(encoding="utf-8") for path in paths)))


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_what_the_checker_says(path: Path) -> None:
    own = "\n".join(line for line in read(path).splitlines() if not line.startswith("# expect"))
    _, problems = load(path)
    assert problems
    assert left((problem.text(pseudo) for problem in problems), own + ROUNDINGS + LATE) == {}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name.partition(".")[0])
def test_what_an_explanation_says(path: Path) -> None:
    """As scored, and as read back from the records."""
    scheme = path.with_name(path.name.replace(".cases", ""))
    compiled, _ = load(scheme)
    document, _ = parse(path.read_text(encoding="utf-8"), str(path))
    assert compiled is not None
    assert document is not None
    data = read(scheme, path, *SCHEMES.rglob("*.csv"))
    for position, case in enumerate(document.data["cases"]):
        period = parse_period(str(case["period"]))
        assert period is not None
        inputs, overlay = CaseReader(compiled, document, position, path.parent, period).read()
        scored = score(compiled, inputs, overlay)
        kept = json.loads(json.dumps([result_to_json(one) for one in scored.subjects]))
        again = replace(scored, subjects=tuple(map(result_from_json, kept)))
        assert again == scored
        with speaking(pseudo):
            said = to_data(compiled, scored)
            assert left(texts(said), data) == {}
            assert to_data(compiled, again) == said


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("translations")
    write_catalogue(folder)
    return folder


@pytest.fixture
def foreign(site: Site, catalogues: Path, tmp_path: Path) -> Iterator[Site]:
    """The site in the made-up language."""
    app = create_app(
        {
            "DATABASE_URL": site.url,
            "SECRET_KEY": "a key of the tests, long enough to sign with",
            "BABEL_DEFAULT_LOCALE": LANGUAGE,
            "BABEL_TRANSLATION_DIRECTORIES": str(catalogues),
            "PAPERS_FOLDER": tmp_path / "papers",
            "JOBS_FOLDER": tmp_path / "jobs",
            "ATTACHMENTS_FOLDER": tmp_path / "attachments",
        }
    )
    yield replace(site, app=app, _clients={})
    app.extensions[OFFICE].close()
    app.extensions[EXTENSION].session_factory.kw["bind"].dispose()
    speak(str)


@pytest.mark.parametrize("role", ["person", "committee"])
def test_what_the_pages_say(foreign: Site, role: str) -> None:
    """Scorecards with their explanations, lists, forms, the scheme: all that a role can walk to."""
    data = read(*(path for path in SCHEMES.rglob("*") if path.is_file()), ROOT / "tests" / "site.py")
    pages = walk(foreign, role)
    assert any("/scorecards/" in address for address in pages)
    assert {f'<html lang="{LANGUAGE}">' in page.text for page in pages.values() if "<html" in page.text} == {True}
    found = {address: left([page.text], data + BRAND + PROGRAM) for address, page in pages.items()}
    assert {address: set(runs) for address, runs in found.items() if runs} == {}


LINSHU = SCHEMES / "linshu-2020.yaml"


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["no-such-word"], ["check", str(LINSHU), str(BAD / "unknown-name.yaml")], ["check", "--help"],
        ["check"], ["score", "--nonsense"], ["template", str(LINSHU), "--members"], ["template", "no-such.yaml"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_commands_say(
    arguments: list[str], catalogues: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(languages, "FOLDER", catalogues)
    monkeypatch.setenv("HENGJI_LANGUAGE", LANGUAGE)
    try:
        main(arguments)
    except SystemExit:
        pass
    finally:
        speak(str)
    output = capsys.readouterr()
    text = output.out + output.err
    assert text
    assert left([text], read(LINSHU, BAD / "unknown-name.yaml") + HEADINGS) == {}


@pytest.mark.parametrize("name", ["klingon", "../../etc", "zh_Hans_CN_x_y_z"])
def test_a_language_that_is_none_is_refused(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGJI_LANGUAGE", name)
    assert main(["check", str(LINSHU)]) == 2
    assert name in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "zh", "zh_Hans_CN", "fr"])
def test_without_a_catalogue_it_is_chinese(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGJI_LANGUAGE", name)
    assert main(["check", str(LINSHU)]) == 0
    assert "没有错误" in capsys.readouterr().out
