"""From text to a scheme ready for scoring, with all its problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath

from rules import shape
from rules.chains import read_chains
from rules.check_grades import check_grades
from rules.check_ladders import check_applies, check_ladders
from rules.check_names import check_names, rules_of
from rules.check_parameters import check_parameters
from rules.check_sections import check_sections
from rules.check_tables import check_tables
from rules.check_votes import check_votes
from rules.compile import Compiler
from rules.compiled import Compiled
from rules.constant import breaks
from rules.document import KEY, Document, parse
from rules.exact import Rounding
from rules.grades import read_grades
from rules.graph import needs, order
from rules.model import Scheme
from rules.problem import N_, Place, Problem, errors, register
from rules.quantities import Quantities
from rules.reading import Reader
from rules.report import Path, Report
from rules.scope import Scopes

MESSAGES = {
    "file-missing": N_("没有这个文件，请检查路径"),
    "file-unreadable": N_("文件读不出来（{reason}）"),
    "file-not-utf8": N_("文件不是 UTF-8 编码，请用 UTF-8 保存后再试"),
    "no-basis": N_("{kind}「{name}」没有依据，请写 basis（条款）；原文没有写明的，写 assumption（假设）"),
    "parameter-unused": N_("参数「{name}」没有被任何规则用到，调它不会有任何变化"),
    "table-unused": N_("权重表「{name}」没有被任何规则用到"),
    "circular": N_("循环引用：{circle}，请改其中一个公式，或用 上期（…）"),
}
register(MESSAGES)


def load(path: str | FilePath) -> tuple[Compiled | None, list[Problem]]:
    """Read and check a scheme file; ``None`` when it has errors. Warnings may come with a compiled scheme."""
    name = str(path)
    try:
        text = FilePath(path).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None, [Problem("file-missing", {}, Place(name))]
    except UnicodeDecodeError:
        return None, [Problem("file-not-utf8", {}, Place(name))]
    except OSError as error:
        return None, [Problem("file-unreadable", {"reason": error.strerror or type(error).__name__}, Place(name))]
    return load_text(text, name)


def load_text(text: str, file: str) -> tuple[Compiled | None, list[Problem]]:
    """The same for a scheme's text; ``file`` is what problems call it."""
    document, problems = parse(text, file)
    if document is None:
        return None, problems
    scheme, report = shape.read(document)
    places = {problem.place for problem in problems}
    report.problems = [*problems, *(problem for problem in report.problems if problem.place not in places)]
    compiled = None if scheme is None else _check(scheme, document, report)
    found = report.sorted()
    return (None if errors(found) else compiled), found


def _check(scheme: Scheme, document: Document, report: Report) -> Compiled | None:
    check_names(scheme, report)
    check_parameters(scheme, report)
    check_tables(scheme, report)
    _check_basis(scheme, report)
    scopes, reader = Scopes(scheme), Reader(scheme, report)
    quantities = Quantities(scheme, reader, scopes, report).build()
    compiler = Compiler(scheme, reader, scopes, report)
    items, ladders, share_outs, units = (
        compiler.items(),
        compiler.ladders(),
        compiler.share_outs(),
        compiler.units(),
    )
    names, circles = order(needs(quantities))
    for circle in circles:
        report.add("circular", _place_of(circle[0], scheme), circle=" → ".join((*circle, circle[0])))
    check_sections(scheme, quantities if not circles else {}, report)
    compiled = Compiled(
        scheme=scheme,
        text=document.text,
        rounding=Rounding(scheme.rounding.to, scheme.rounding.mode),
        items=items,
        ladders=ladders,
        quantities={name: quantities[name] for name in names},
        share_outs=share_outs,
        units=units,
        breaks=breaks(scheme),
        votes=compiler.votes(),
        chains=read_chains(scheme, reader, scopes, report),
        grades=read_grades(scheme, reader, scopes),
        ranked=reader.condition(scheme.ranked, ("ranked",), scopes.outcome()),
    )
    _check_use(scheme, reader, report)  # when everything that may use a number has been read
    check_ladders(compiled, scopes, report)
    check_votes(compiled, report)
    check_grades(compiled, report)
    check_applies(compiled, report)
    return compiled


def _check_basis(scheme: Scheme, report: Report) -> None:
    """Every rule and every number says where it comes from."""
    sourced: list[tuple[Path, str, str, bool]] = []
    declared: tuple[tuple[str, str, Mapping[str, object]], ...] = (
        ("parameters", N_("参数"), scheme.parameters),
        ("tables", N_("权重表"), scheme.tables),
    )
    for part, kind, things in declared:
        sourced += [((part, name, KEY), kind, name, _has_source(thing)) for name, thing in things.items()]
    sourced += [((*path, "id"), N_("规则"), rule.title, _has_source(rule)) for path, rule in rules_of(scheme)]
    sourced += [
        (("chains", index, "id"), N_("确认链"), chain.title, _has_source(chain))
        for index, chain in enumerate(scheme.chains)
    ]
    for path, kind, name, has_source in sourced:
        if not has_source:
            report.add("no-basis", path, kind=kind, name=name)


def _has_source(thing: object) -> bool:
    return bool(getattr(thing, "basis", "").strip() or getattr(thing, "assumption", "").strip())


def _check_use(scheme: Scheme, reader: Reader, report: Report) -> None:
    """Warn of numbers that move nothing; not while a part cannot be read, which may be the one that uses them."""
    if report.broken:
        return
    for part, code in (("parameters", "parameter-unused"), ("tables", "table-unused")):
        for name in getattr(scheme, part):
            if name not in reader.used:
                report.add(code, (part, name, KEY), severity="warning", name=name)


def _place_of(name: str, scheme: Scheme) -> Path:
    """Where a quantity says what it needs."""
    if name in scheme.figures:
        return ("figures", name, "formula")
    for path, rule in rules_of(scheme):
        if rule.title == name:
            return (*path, "parts" if path[0] == "sections" else "points")
    return ()
