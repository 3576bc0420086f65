"""Results as a terminal shows them: an overview, a scorecard for each subject, and one explanation opened in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from commands.terminal import aligned
from records.intake.values import plain
from rules.compiled import Compiled
from rules.exact import decimal_places, decimal_text, shown
from rules.phrase import COMMA, N_, glue, listed, tell
from rules.problem import Problem, did_you_mean
from scoring.explain import value_text
from scoring.forms import Cell, Filled
from scoring.result import Card, Node, Result, SubjectResult

_NONE = "—"
_FACTS = 20  # keys in a line
_COLOURS = {"yellow": N_("黄卡"), "red": N_("红卡"), "white": N_("白卡"), "none": ""}
_NOTICES = {"none": "", "division": N_("本庭室通报"), "court": N_("全院通报")}
_UNITS = {"working_days": N_("个工作日"), "days": N_("天"), "hours": N_("小时")}


def scorecards(compiled: Compiled, result: Result) -> list[str]:
    """Everyone: first side by side, then one by one."""
    scheme = compiled.scheme
    head = N_("{title}（{version} 版） {period} 单位：{unit}")
    period = result.period.shown
    lines = [tell(head.filled(title=scheme.title, version=scheme.version, period=period, unit=scheme.unit))]
    lines += ["", *_overview(compiled, result.subjects)]
    for subject in result.subjects:
        lines += ["", *_scorecard(compiled, subject)]
    return lines


def annexes(compiled: Compiled, forms: Iterable[Filled]) -> list[str]:
    """The tables of the source's annexes, as the source prints them."""
    lines: list[str] = []
    for one in forms:
        head = [compiled.scheme.subject_column or N_("名称"), *one.titles]
        rows = [[name, *map(_cell, cells)] for name, cells in one.rows]
        foot = [[N_("总计"), *map(_cell, one.totals)]] if one.totals else []
        lines += ["", f"{one.form.label}  {one.form.title}".strip()]
        lines += aligned([head, *rows, *foot], right=range(1, len(head)))
    return lines


def explained(result: tuple[Compiled, Result], name: str, rule: str | None = None) -> list[str] | Problem:
    """The tree of a subject's total, or of one line by id or title; of every line where there is no total."""
    subjects = {plain(subject.subject): subject for subject in result[1].subjects}
    subject = subjects.get(plain(name))
    if subject is None:
        known = [one.subject for one in subjects.values()]
        return Problem("score.no_such_subject", {"name": name, "hint": did_you_mean(name, known)})
    lines = {plain(key): line for line in subject.lines for key in (line.title, line.rule)}
    if rule is not None:
        line = lines.get(plain(rule))
        if line is None:
            titles = [one.title for one in subject.lines]
            hint = did_you_mean(rule, titles)
            return Problem("score.no_such_rule", {"subject": subject.subject, "name": rule, "hint": hint})
        trees = [line.explanation]
    else:
        trees = [subject.explanation] if subject.explanation else [line.explanation for line in subject.lines]
        trees += [card.explanation for card in subject.cards] + [share.explanation for share in subject.shares]
    return [subject.subject, *(text for tree in trees for text in _tree(tree, "", ""))]


def _overview(compiled: Compiled, subjects: Iterable[SubjectResult]) -> list[str]:
    """Total, place and cards of each, the highest total first where the scheme shows a ranking."""
    ranked = compiled.scheme.ranking == "shown"
    ordered = sorted(subjects, key=lambda one: one.place or 10**9) if ranked else list(subjects)
    has_total, has_cards = compiled.scheme.total is not None, bool(compiled.scheme.ladders)
    head = [N_("对象"), *([N_("总分")] if has_total else []), *([N_("名次")] if ranked and has_total else [])]
    rows: list[list[str]] = [[*head, *([N_("发卡")] if has_cards else [])]]
    for one in ordered:
        cells = [one.subject]
        cells += [_points(compiled, one.total)] if has_total else []
        cells += [str(one.place or _NONE)] if ranked and has_total else []
        cells += [listed(card.title for card in one.cards) or _NONE] if has_cards else []
        rows.append(cells)
    return aligned(rows, right=range(1, len(head)))


def _scorecard(compiled: Compiled, subject: SubjectResult) -> Iterator[str]:
    total = f"  {_points(compiled, subject.total)}" if compiled.scheme.total is not None else ""
    yield f"【{subject.subject}】{total}"
    rows: list[list[str]] = [[N_("计分项"), N_("得分"), N_("满分"), N_("说明")]]
    for line in subject.lines:
        if line.category in {"base", "fixed", "applied"} and not line.count:
            continue  # nothing of the kind happened
        full = _NONE if line.full_marks is None else shown(line.full_marks)
        rows.append([line.title, _points(compiled, line.points), full, line.explanation.numbers])
    if len(rows) > 1:
        yield from (f"  {text}" for text in aligned(rows, right=(1, 2)))
    for card in subject.cards:
        yield "  " + _card(card)
    for share in subject.shares:
        places = max(compiled.rounding.places, decimal_places(share.amount))
        amount = decimal_text(share.amount, places).replace("-", "−")
        text = N_("{title}：{member} {amount}  {numbers}").filled(
            title=share.title, member=share.member, amount=amount, numbers=share.explanation.numbers
        )
        yield f"  {tell(text)}"


def _card(card: Card) -> str:
    """One card: what, when, why, and what follows."""
    colour = _COLOURS[card.colour]
    parts: list[str] = [colour] if colour not in card.title else []
    if card.earlier:
        parts.append(N_("此前 {count} 次").filled(count=len(card.earlier)))
    if card.letter:
        parts.append(N_("以信函告知"))
    parts.append(_NOTICES[card.notice])
    if card.deadline is not None:
        limit = N_("限期 {count} {unit}整改")
        parts.append(limit.filled(count=shown(card.deadline), unit=_UNITS[card.deadline_unit]))
    because = listed((part for part in parts if part), COMMA)
    text = N_("{day} {title}（{because}） 事实 {fact}")
    return tell(text.filled(day=card.day.isoformat(), title=card.title, because=because, fact=card.fact))


def _cell(cell: Cell) -> str:
    if isinstance(cell, Fraction):
        return shown(cell)
    return _NONE if cell is None else str(cell)


def _points(compiled: Compiled, points: Fraction | None) -> str:
    """An amount as it is posted; a dash for none."""
    return _NONE if points is None else decimal_text(points, compiled.rounding.places).replace("-", "−")


def _tree(node: Node, lead: str, below: str) -> Iterator[str]:
    """A node and what is under it, with box-drawing lines."""
    unit = node.unit if node.value is not None and node.unit != "%" else ""
    text = node.title
    if node.kind != "fact":
        text = glue(text, " = ", value_text(node.value, percent=node.percent), unit)
    notes = ((N_("：{text}"), node.numbers), (N_("〔{text}〕"), node.basis), (N_("〔假设：{text}〕"), node.assumption))
    yield lead + tell(glue(text, *(note.filled(text=said) for note, said in notes if said)))
    under: list[Node | str] = [*node.children]
    if node.facts:
        more = "…" if len(node.facts) > _FACTS else ""
        facts = glue(listed(node.facts[:_FACTS]), more)
        under.append(tell(N_("事实 {count} 件：{facts}").filled(count=len(node.facts), facts=facts)))
    for index, child in enumerate(under):
        last = index == len(under) - 1
        branch, rest = ("└ ", "  ") if last else ("├ ", "│ ")
        if isinstance(child, str):
            yield below + branch + child
        else:
            yield from _tree(child, below + branch, below + rest)
