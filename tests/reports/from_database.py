"""What a paper must say, read from the rows themselves: none of this asks what the templates are given.

Every function gets the paper's period and subject and answers with texts without spaces, as a paper's text is compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from records.models import (
    Application,
    AppraisalPeriod,
    Card,
    Case,
    Court,
    Fact,
    Figure,
    GradeEntry,
    GradeList,
    GradeOpinion,
    GradeSignature,
    LeaderComment,
    Membership,
    Objection,
    OwnSummary,
    Person,
    Posting,
    Scorecard,
    Team,
    User,
)
from workflow.calendar import CHINA
from workflow.versions import compiled_of

Expect = Callable[[Session, AppraisalPeriod, str], Iterator[str]]
DECIMAL = re.compile(r"−?\d+\.\d+")
GREY = re.compile(r"\s")


def said(value: Fraction, places: int = 2) -> str:
    """A number as papers write it, rounded half up, reckoned in whole numbers."""
    units = int(abs(value) * 10**places + Fraction(1, 2))
    text = f"{units // 10**places}.{units % 10**places:0{places}d}" if places else str(units)
    return f"−{text}" if value < 0 and units else text


def stored(session: Session, period: AppraisalPeriod) -> dict[str, Scorecard]:
    """The scorecards of the last closing, by the name in them."""
    query = select(Scorecard).where(Scorecard.period_id == period.id, Scorecard.edition == period.edition)
    return {row.result["subject"]: row for row in session.scalars(query)}


def near(title: str, number: str) -> str:
    """A pattern: the number stands in the title's row."""
    return f"{re.escape(title)}.{{0,90}}?{re.escape(number)}"


def scorecard(session: Session, period: AppraisalPeriod, subject: str) -> Iterator[str]:
    """Total, every line, every posting with its case, shares, cards, version and hash."""
    row = stored(session, period)[subject]
    if row.total is not None:
        yield near("总分", said(row.total))
    sums = _sums_of_sums(period)
    for line in row.result["lines"]:
        if line["points"] is not None and line["rule"] not in sums:
            yield near(line["title"], said(Fraction(line["points"])))
    for share in row.result["shares"]:
        yield near(share["member"], said(Fraction(share["amount"])))
    for card in row.result["cards"]:
        yield near(card["title"], card["day"])
    yield from _postings(session, period, row)
    yield re.escape(f"v{period.version.version}·数据{(period.inputs_sha256 or '')[:8]}")
    yield re.escape((period.inputs_sha256 or "")[:32])
    yield re.escape(f"第{period.edition}次关账")


def _sums_of_sums(period: AppraisalPeriod) -> set[str]:
    """Sections of nothing but sections: the card shows those that they are made of, and how the total is reckoned."""
    sections = {one.id: one for one in compiled_of(period.version).scheme.sections}
    return {key for key, one in sections.items() if all(part.of in sections for part in one.parts)}


def _postings(session: Session, period: AppraisalPeriod, row: Scorecard) -> Iterator[str]:
    """Of an item: the sum of its postings, how many there are, and each fact's day and case number."""
    query = (
        select(Posting, Fact.day, Case.number)
        .join(Fact, Fact.id == Posting.fact_id)
        .outerjoin(Case, Case.id == Fact.case_id)
        .where(
            Posting.period_id == period.id,
            Posting.subject_kind == row.subject_kind,
            Posting.subject_id == row.subject_id,
        )
    )
    titles = {line["rule"]: line["title"] for line in row.result["lines"]}
    sums: dict[str, Fraction] = {}
    counts: Counter[str] = Counter()
    for posting, day, number in session.execute(query):
        sums[posting.rule] = sums.get(posting.rule, Fraction(0)) + posting.amount
        counts[posting.rule] += 1
        yield re.escape(day.isoformat())
        if number:
            yield re.escape(number)
    for rule, total in sums.items():
        yield near(titles[rule], f"×{counts[rule]}")
        yield near(titles[rule], said(total))


def annual(session: Session, period: AppraisalPeriod, subject: str) -> Iterator[str]:
    """All of the scorecard; the group's mean and middle, the grade, the shorter periods, the objections."""
    yield from scorecard(session, period, subject)
    rows = stored(session, period)
    totals = sorted(next((group for group in _groups(session, rows) if subject in group), {}).values())
    if len(totals) >= 5:  # the court's smallest group that has a mean
        yield near("组内均值", said(sum(totals, Fraction(0)) / len(totals)))
        yield near("组内中位", said(_median(totals)))
    for entry in _entries(session, period, "annual", subject):
        yield re.escape(f"等次{entry.title}")
    stays = session.scalars(
        select(Membership)
        .where(
            Membership.person_id == rows[subject].subject_id,
            Membership.since <= period.ends,
            or_(Membership.until.is_(None), Membership.until >= period.starts),
        )
        .order_by(Membership.since)
    ).all()
    if rows[subject].subject_kind == "person" and len(stays) > 1:
        for stay in stays:
            since, until = max(stay.since, period.starts), min(stay.until or period.ends, period.ends)
            team = session.get_one(Team, stay.team_id).name
            yield re.escape(f"{since}—{until}{team}{stay.post}{(until - since).days + 1}")
    yield from _applications(session, period, rows[subject])
    yield from _members(session, period, rows[subject])
    query = select(Objection).where(
        Objection.period_id == period.id, Objection.subject_kind == rows[subject].subject_kind,
        Objection.subject_id == rows[subject].subject_id,
    )  # fmt: skip
    for one in session.scalars(query):
        yield near(_moment(one.filed_at)[:10], one.title)
        yield from (re.escape(part) for part in _pieces(one.reason))


def _applications(session: Session, period: AppraisalPeriod, row: Scorecard) -> Iterator[str]:
    """Those of the subject's people about facts of the period: day, case, grounds, outcome, points."""
    words = {"approved": "已确认记分", "refused": "不予确认", "waiting": "待确认", "withdrawn": "已撤回"}
    people = _people(session, period, row)
    query = select(Application).where(
        Application.court_id == period.court_id, Application.person_id.in_(people),
        Application.day.between(period.starts, period.ends),
    )  # fmt: skip
    for one in session.scalars(query):
        name = "" if row.subject_kind == "person" else session.get_one(Person, one.person_id).name
        yield re.escape(f"{one.day}{name}")
        yield from map(re.escape, _in_pieces(one.text))
        yield re.escape(words[one.state])
        if one.fact_id is not None:
            amounts = session.scalars(
                select(Posting.amount).where(Posting.fact_id == one.fact_id, Posting.rule == one.rule)
            )
            yield re.escape(f"{words[one.state]}{said(sum(amounts, Fraction(0)))}")


def _people(session: Session, period: AppraisalPeriod, row: Scorecard) -> set[int]:
    """Who the subject is, or was in it within the period."""
    if row.subject_kind == "person":
        return {row.subject_id}
    there = (Membership.since <= period.ends, or_(Membership.until.is_(None), Membership.until >= period.starts))
    return set(session.scalars(select(Membership.person_id).where(Membership.team_id == row.subject_id, *there)))


def _members(session: Session, period: AppraisalPeriod, row: Scorecard) -> Iterator[str]:
    """Of a team: everyone in it in the period, with post and days, and what fell to them."""
    if row.subject_kind != "team":
        return
    shares = {share["member"]: Fraction(share["amount"]) for share in row.result["shares"]}
    for stay in session.scalars(select(Membership).where(Membership.team_id == row.subject_id)):
        since, until = max(stay.since, period.starts), min(stay.until or period.ends, period.ends)
        if since <= until:
            name = session.get_one(Person, stay.person_id).name
            yield re.escape(f"{name}{stay.post}{(until - since).days + 1}")
            if name in shares:
                yield near(f"{name}{stay.post}", said(shares[name]))


def _pieces(text: str, size: int = 6) -> list[str]:
    """A long text as pieces that no line's end breaks."""
    return [GREY.sub("", text)[:size]]


def _median(values: list[Fraction]) -> Fraction:
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def _groups(session: Session, rows: Mapping[str, Scorecard]) -> list[dict[str, Fraction]]:
    """Who is compared with whom, with their totals: persons of one post, courts of one level, all teams."""
    posts = {stay.person_id: stay.post for stay in session.scalars(select(Membership).order_by(Membership.since))}
    levels = {court.id: court.level for court in session.scalars(select(Court))}
    classes = {"person": posts, "court": levels}
    found: dict[str, dict[str, Fraction]] = {}
    for name, row in rows.items():
        if row.total is not None:
            own = classes.get(row.subject_kind, {}).get(row.subject_id, "")
            found.setdefault(own, {})[name] = row.total
    return list(found.values())


def _moment(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%d%H:%M")


def _entries(session: Session, period: AppraisalPeriod, rule: str, subject: str = "") -> list[GradeEntry]:
    query = (
        select(GradeEntry)
        .join(GradeList, GradeList.id == GradeEntry.list_id)
        .join(Person, Person.id == GradeEntry.person_id)
        .where(GradeList.period_id == period.id, GradeList.rule == rule, GradeEntry.round == GradeList.round)
        .order_by(GradeEntry.id)
    )
    return [one for one in session.scalars(query) if subject in ("", one.person.name)]


def appraisal_form(session: Session, period: AppraisalPeriod, subject: str) -> Iterator[str]:
    """Post, total, grade with those who signed it and when, the person's opinion."""
    row = stored(session, period)[subject]
    assert row.total is not None
    yield near("综合得分", said(row.total))
    stay = session.execute(
        select(Membership.post, Membership.since, Team.name)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.person_id == row.subject_id)
        .order_by(Membership.since.desc())
    ).first()
    assert stay is not None
    yield from (near("单位及职务", stay.post), near("单位及职务", stay.name))
    for entry in _entries(session, period, "annual", subject):
        if entry.level:
            yield re.escape(f"确定为{entry.title}")
        for name, at in session.execute(
            select(User.name, GradeSignature.at)
            .join(GradeSignature, GradeSignature.member_id == User.id)
            .where(GradeSignature.list_id == entry.list_id)
        ):
            yield re.escape(f"{name}（{_moment(at)}）")
        for opinion in session.scalars(select(GradeOpinion).where(GradeOpinion.entry_id == entry.id)):
            yield re.escape("同意" if opinion.agrees else opinion.text)
    of_form = (OwnSummary.period_id == period.id, OwnSummary.person_id == row.subject_id)
    for written in session.scalars(select(OwnSummary).where(*of_form, OwnSummary.submitted)):
        yield from map(re.escape, _in_pieces(written.text))
        yield re.escape(f"{subject}{_moment(written.at)[:10]}")
    of_leader = (LeaderComment.period_id == period.id, LeaderComment.person_id == row.subject_id)
    said_of = session.scalars(select(LeaderComment).where(*of_leader).order_by(LeaderComment.number.desc())).first()
    if said_of is not None:
        assert said_of.by is not None
        yield from map(re.escape, _in_pieces(said_of.text))
        yield re.escape(f"建议等次：{said_of.level}")
        yield re.escape(f"签名：{said_of.by.name}{_moment(said_of.at)[:10]}")


def _in_pieces(text: str, size: int = 40) -> Iterator[str]:
    """A whole text, a piece after the other; what a page's head and foot come between is left out of the comparison by
    pieces that begin again with each line.
    """
    for line in text.splitlines():
        bare = GREY.sub("", line)
        yield from (bare[start : start + size] for start in range(0, len(bare), size))


def grade_notice(session: Session, period: AppraisalPeriod, subject: str) -> Iterator[str]:
    """The grade, the group, the score, the day of the last signature, the person's opinion."""
    (entry,) = _entries(session, period, "annual", subject)
    yield near(f"{period.text}年度考核等次", entry.title or "不确定等次")
    yield re.escape(f"你在「{entry.group}」组参加考核")
    assert entry.score is not None
    yield re.escape(f"综合成绩{said(entry.score)}")
    last = session.scalars(
        select(GradeSignature.at).where(GradeSignature.list_id == entry.list_id).order_by(GradeSignature.id.desc())
    ).first()
    assert last is not None
    on = last.astimezone(CHINA)
    yield re.escape(f"{on.year}年{on.month}月{on.day}日")
    for opinion in session.scalars(select(GradeOpinion).where(GradeOpinion.entry_id == entry.id)):
        yield re.escape("同意" if opinion.agrees else opinion.text)


def publicity(session: Session, period: AppraisalPeriod, _subject: str) -> Iterator[str]:
    """Everyone with total and, where ranking is shown, place; the days; everyone's grade in its group."""
    assert period.publicised_from is not None
    assert period.publicised_until is not None
    yield re.escape(f"{period.publicised_from}至{period.publicised_until}")
    for name, row in stored(session, period).items():
        ranked = "ranking: shown" in period.version.text
        total = "" if row.total is None else said(row.total)
        if ranked:
            yield re.escape(f"{row.place or '—'}{name}{total}")
        else:
            yield re.escape(name)
    for rule in ("annual", "selection"):
        for entry in _entries(session, period, rule):
            yield re.escape(f"{entry.person.name}{entry.group}{entry.title or '未定等次'}")


def pay(session: Session, period: AppraisalPeriod, _subject: str) -> Iterator[str]:
    """Each amount in its group with its sum; the whole to the fen."""
    groups: dict[str, list[tuple[str, Fraction]]] = {}
    for row in stored(session, period).values():
        for share in row.result["shares"]:
            groups.setdefault(share["of"], []).append((share["member"], Fraction(share["amount"])))
    whole = [amount for rows in groups.values() for _, amount in rows]
    yield re.escape(f"合计{len(whole)}人{said(sum(whole, Fraction(0)))}元")
    for group, rows in groups.items():
        yield re.escape(f"{group}{len(rows)}人{said(sum((amount for _, amount in rows), Fraction(0)))}")
        yield from (near(name, said(amount)) for name, amount in rows)


def forms(session: Session, period: AppraisalPeriod, _subject: str) -> Iterator[str]:
    """Every figure of the year before that the courts reported, in the row of its court."""
    before = str(int(period.text) - 1)
    names = {court.id: court.name for court in session.scalars(select(Court))}
    wanted = ("二审被改判", "二审被发回", "再审被改判", "再审被发回", "指令再审", "二审立案数")
    found: dict[str, list[str]] = {}
    for figure in session.scalars(select(Figure).where(Figure.period == before, Figure.name.in_(wanted))):
        found.setdefault(names[figure.subject_id], []).append(said(figure.value or Fraction(0), 0))
    assert len(found) == 9
    for court, values in found.items():
        yield from (near(court, value) for value in values)


def general(session: Session, period: AppraisalPeriod, _subject: str) -> Iterator[str]:
    """The spread of the totals, how many were appraised, counts of grades, cards and objections."""
    rows = stored(session, period)
    totals = sorted(row.total for row in rows.values() if row.total is not None)
    yield re.escape(f"被考核对象{len(rows)}得出总分{len(totals)}")
    if totals:
        yield near("平均", said(sum(totals, Fraction(0)) / len(totals)))
        yield near("中位", said(_median(totals)))
        yield re.escape(f"最高/最低{said(totals[-1])}/{said(totals[0])}")
        yield re.escape(f"最高:最低{said(totals[-1] / totals[0])}:1")
    for title, count in Counter(one.title for one in _entries(session, period, "annual") if one.level).items():
        yield re.escape(f"{title}{count}人")
    yield from _year_on_year(session, period, totals)
    yield from _quotas(session, period)
    cards = session.scalars(
        select(Card).where(Card.court_id == period.court_id, Card.day.between(period.starts, period.ends))
    )
    standing = Counter(card.title for card in cards if card.state != "withdrawn")
    yield from (re.escape(f"{title}{count}") for title, count in standing.items())
    yield from (near(title, f"民一庭{count}") for title, count in standing.items())
    for one in ("performance", "team", "assessed", "special"):
        lines = [line for row in rows.values() for line in row.result["lines"] if line["rule"] == one]
        if lines:
            full = Fraction(lines[0]["full_marks"])
            points = [Fraction(line["points"]) for line in lines if line["points"] is not None]
            met, none = sum(value == full for value in points), sum(value <= 0 for value in points)
            title, part = lines[0]["title"], len(points) - met - none
            apart = sum(line["explanation"].get("numbers") == "不适用" for line in lines)
            missing = len(lines) - len(points) - apart
            yield re.escape(f"{title}{said(full, 0)}{met}{part}{none}{apart}{missing}")


def _year_on_year(session: Session, period: AppraisalPeriod, totals: list[Fraction]) -> Iterator[str]:
    """The year before of the same scheme beside this one, with the difference; or that there is none."""
    before = session.scalars(
        select(AppraisalPeriod).where(
            AppraisalPeriod.scheme_id == period.scheme_id, AppraisalPeriod.court_id == period.court_id,
            AppraisalPeriod.text == str(int(period.text) - 1), AppraisalPeriod.state != "open",
        )
    ).one_or_none()  # fmt: skip
    if before is None:
        yield re.escape(f"{int(period.text) - 1}年没有按本办法考核的结果")
        return
    past = sorted(row.total for row in stored(session, before).values() if row.total is not None)
    yield re.escape(f"得出总分{len(past)}{len(totals)}")
    pairs = {
        "平均": tuple(sum(values, Fraction(0)) / len(values) for values in (past, totals)),
        "中位": (_median(past), _median(totals)), "最高": (past[-1], totals[-1]), "最低": (past[0], totals[0]),
    }  # fmt: skip
    for title, (then, now) in pairs.items():
        yield re.escape(f"{title}{said(then)}{said(now)}{'+' if now > then else ''}{said(now - then)}")


def _quotas(session: Session, period: AppraisalPeriod) -> Iterator[str]:
    """优秀 by group: of how many (who is not graded is not counted), the share, the places, how many have it."""
    groups: dict[str, list[GradeEntry]] = {}
    for entry in _entries(session, period, "annual"):
        groups.setdefault(entry.group, []).append(entry)
    for group, entries in groups.items():
        base = sum(entry.standing != "ungraded" for entry in entries)
        best = [entry for entry in entries if entry.title == "优秀"]
        beside = sum(entry.outside for entry in best)
        yield re.escape(f"优秀{group}{base}20%{base // 5}{len(best) - beside}{beside}—")


def book(session: Session, period: AppraisalPeriod, kind: str) -> Iterator[str]:
    """Each case with its day, judge and what was written about it."""
    query = (
        select(Fact, Case.number, Person.name)
        .join(Case, Case.id == Fact.case_id)
        .join(Person, Person.id == Fact.subject_id)
        .where(Fact.court_id == period.court_id, Fact.kind == kind)
    )
    found = list(session.execute(query))
    assert found
    yield re.escape(f"{len(found)}件")
    for fact, number, judge in found:
        yield re.escape(number)
        yield re.escape(f"承办人{judge}")
        yield re.escape(f"日期{fact.day}")
        yield re.escape(fact.evidence)


def letter(session: Session, period: AppraisalPeriod, subject: str) -> Iterator[str]:
    """Each card with its day, deadline, case and what was found."""
    person = session.scalars(select(Person.id).where(Person.name == subject)).one()
    yield from _cards(session, period, Card.subject_id == person, written=True)


def notice(session: Session, period: AppraisalPeriod, _subject: str) -> Iterator[str]:
    """Each card that the whole court is told of."""
    yield from _cards(session, period, Card.notice == "court", written=False)
    yield r"共2件"


def _cards(session: Session, period: AppraisalPeriod, which: Any, *, written: bool) -> Iterator[str]:  # noqa: ANN401 - SQLAlchemy's
    of_period = (Card.day.between(period.starts, period.ends), Card.version_id == period.version_id)
    cards = list(session.scalars(select(Card).where(which, *of_period)))
    assert cards
    for card in cards:
        day, due = card.day, card.due
        number = session.scalars(select(Case.number).where(Case.id == card.fact.case_id)).one()
        yield re.escape(number)
        yield re.escape(f"严重程度：{card.fact.fields['严重程度']}")
        if written:
            yield re.escape(f"关于发出{card.title}的通知")
            yield re.escape(f"{day.year}年{day.month}月{day.day}日")
            yield re.escape(card.fact.evidence)
        if due is not None:
            yield re.escape(f"{due.year}年{due.month}月{due.day}日")


EXPECTED: Mapping[str, Expect] = {
    "scorecard": scorecard,
    "annual": annual,
    "appraisal-form": appraisal_form,
    "grade-notice": grade_notice,
    "publicity": publicity,
    "pay": pay,
    "forms": forms,
    "general": general,
    "book-red": lambda session, period, _: book(session, period, "精品评选"),
    "book-white": lambda session, period, _: book(session, period, "重点案件评价"),
    "book-yellow": lambda session, period, _: book(session, period, "重点案件"),
    "letter": letter,
    "notice": notice,
}


def numbers_in(value: object) -> Iterator[Fraction]:
    """Every number that a stored JSON value holds, whether as text, as a share or inside a sentence."""
    if isinstance(value, dict):
        for one in value.values():
            yield from numbers_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from numbers_in(one)
    elif isinstance(value, str):
        for found in re.finditer(r"[-−]?\d+(?:\.\d+|/\d+)?", value):
            yield Fraction(found[0].replace("−", "-"))
    elif isinstance(value, (int, Fraction)):
        yield Fraction(value)


def known(session: Session, period: AppraisalPeriod) -> set[str]:
    """Every decimal that a paper about the period may show: numbers of the stored scorecards, as they are and rounded,
    sums and statistics of them, and the version.
    """
    rows = list(stored(session, period).values())
    numbers = {number for row in rows for number in numbers_in(row.result)}
    totals = sorted(row.total for row in rows if row.total is not None)
    fellows = [sorted(group.values()) for group in _groups(session, stored(session, period))]
    shared: dict[str, Fraction] = {}
    for row in rows:
        for share in row.result["shares"]:
            shared[share["of"]] = shared.get(share["of"], Fraction(0)) + Fraction(share["amount"])
    numbers |= {*shared.values(), sum(shared.values(), Fraction(0))}
    for group in filter(None, (totals, *fellows)):
        numbers |= {sum(group, Fraction(0)) / len(group), _median(group)}
        numbers |= {group[-1] / group[0] if group[0] else group[-1]}
    query = select(AppraisalPeriod).where(
        AppraisalPeriod.scheme_id == period.scheme_id, AppraisalPeriod.court_id == period.court_id,
        AppraisalPeriod.ends < period.starts, AppraisalPeriod.state == "sealed",
    )  # fmt: skip
    for other_year in session.scalars(query):
        whole = {name: row.total for name, row in stored(session, other_year).items() if row.total is not None}
        for then in (whole, *_groups(session, stored(session, other_year))):
            values = sorted(then.values())
            numbers |= {sum(values, Fraction(0)) / len(values), _median(values)}
        past, here = sorted(whole.values()), totals
        if not (past and here):
            continue
        pairs = ((sum(past, Fraction(0)) / len(past), sum(here, Fraction(0)) / len(here)),
                 (_median(past), _median(here)), (past[0], here[0]), (past[-1], here[-1]))  # fmt: skip
        numbers |= {now - then for then, now in pairs}
    numbers |= set(session.scalars(select(Posting.amount).where(Posting.court_id == period.court_id)))
    if totals:
        low, high = totals[0], totals[-1]
        numbers |= {low + (high - low) * step / 10 for step in range(11)}
    for other in session.scalars(
        select(Scorecard)
        .join(AppraisalPeriod, AppraisalPeriod.id == Scorecard.period_id)
        .where(AppraisalPeriod.court_id == period.court_id, AppraisalPeriod.ends <= period.ends)
    ):
        numbers |= {Fraction(0) if other.total is None else other.total}
        numbers |= {Fraction(share["amount"]) for share in other.result["shares"]}
    texts = {period.version.version}
    for number in numbers:
        texts |= {said(number * times, places) for places in range(1, 7) for times in (1, 100)}
        texts.add(_plain(number))
    return texts


def _plain(number: Fraction) -> str:
    for places in range(1, 7):
        if number * 10**places == int(number * 10**places):
            return said(number, places)
    return said(number, 6)
