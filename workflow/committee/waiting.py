"""What waits for a member of the committee, its office, and those whom cards are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from records.models import Card, CommitteeBallot, CommitteeVote, Review, User
from records.queries.directory import load_directory
from rules.problem import N_, Problem, register
from workflow import card_log
from workflow.calendar import today
from workflow.cards import overdue_in
from workflow.committee.standing import conflict, near_to
from workflow.committee.voting import compiled_vote, counted
from workflow.permissions import Permission, may
from workflow.todo import Todo

register(
    {
        "review-todo": N_("评查案件 {number}（{title}）"),
        "vote-todo": N_("实名表决：{title}"),
        "vote-close-todo": N_("结束表决：{title}，已到 {cast} 票"),
        "card-receive-todo": N_("签收「{title}」"),
        "card-reply-todo": N_("回复「{title}」的整改要求"),
        "card-check-todo": N_("核查「{title}」的整改回复"),
        "card-overdue-todo": N_("「{title}」逾期未回复，须转入下一步"),
        "cards-receive-todo": N_("签收 {count} 张卡"),
        "cards-reply-todo": N_("回复 {count} 张卡的整改要求"),
        "cards-check-todo": N_("核查 {count} 张卡的整改回复"),
        "cards-overdue-todo": N_("{count} 张卡逾期未回复，须转入下一步"),
    }
)
LISTED = 20  # as many as the home page shows; of more cards one line says how many


def waiting(session: Session, user: User) -> list[Todo]:
    """Cases to review, votes to cast or to close, cards to sign for, to answer, to check, or past their day."""
    return [*_reviews(session, user), *_votes(session, user), *_own_cards(session, user), *_office(session, user)]


def _reviews(session: Session, user: User) -> Iterator[Todo]:
    if not may(user, Permission.REVIEWS_RECORD):
        return
    query = select(Review).where(Review.reviewer_id == user.id, Review.done_at.is_(None)).order_by(Review.id)
    for one in session.scalars(query):
        told = Problem("review-todo", {"number": one.case.number, "title": one.round.title})
        yield Todo(told, f"/committee/reviews/{one.id}")


def _votes(session: Session, user: User) -> Iterator[Todo]:
    casts, closes = may(user, Permission.VOTES_CAST), may(user, Permission.VOTES_OPEN)
    if not casts and not closes:
        return
    spoken = set(session.scalars(select(CommitteeBallot.vote_id).where(CommitteeBallot.member_id == user.id)))
    for vote in session.scalars(select(CommitteeVote).where(CommitteeVote.state == "open").order_by(CommitteeVote.id)):
        title, address = compiled_vote(vote).rule.title, f"/committee/votes/{vote.id}"
        if casts and user.id in vote.roll and vote.id not in spoken:
            yield Todo(Problem("vote-todo", {"title": title}), address)
        if closes and vote.court_id == user.court_id and (count := counted(vote)).quorate:
            yield Todo(Problem("vote-close-todo", {"title": title, "cast": str(count.cast)}), address)


def _own_cards(session: Session, user: User) -> Iterator[Todo]:
    if user.person_id is None:
        return
    mine = and_(Card.subject_kind == "person", Card.subject_id == user.person_id)
    query = select(Card).where(mine, Card.state.in_(("issued", "received"))).order_by(Card.day, Card.id)
    cards = list(session.scalars(query.limit(LISTED + 1)))
    if len(cards) <= LISTED:
        for card in cards:
            code = "card-receive-todo" if card.state == "issued" else "card-reply-todo"
            yield Todo(Problem(code, {"title": card.title}), card_log.address(card), card.due)
        return
    for state, code in (("issued", "cards-receive-todo"), ("received", "cards-reply-todo")):
        tally = select(func.count(Card.id), func.min(Card.due)).where(mine, Card.state == state)
        count, due = session.execute(tally).one()
        if count:
            yield Todo(Problem(code, {"count": str(count)}), f"/cards/?state={state}", due)


def _office(session: Session, user: User) -> Iterator[Todo]:
    """Answers to check and cards past their day; where there are many of a kind, one line that counts them."""
    if may(user, Permission.CARDS_CHECK):
        count, cards = _to_judge(session, user, Card.state == "replied")
        if len(cards) > LISTED:
            yield Todo(Problem("cards-check-todo", {"count": str(count)}), "/cards/?state=replied")
        else:
            for card in cards:
                yield Todo(Problem("card-check-todo", {"title": card.title}), card_log.address(card))
    if may(user, Permission.CARDS_DELIVER):
        count, cards = _to_judge(session, user, overdue_in(today()))
        if len(cards) > LISTED:
            yield Todo(Problem("cards-overdue-todo", {"count": str(count)}), "/cards/?late=1", cards[0].due)
        else:
            for card in cards:
                yield Todo(Problem("card-overdue-todo", {"title": card.title}), card_log.address(card), card.due)


def _to_judge(session: Session, user: User, condition: ColumnElement[bool]) -> tuple[int, Sequence[Card]]:
    """How many cards of a condition there are without those about the user or her own team, and the first of them: all,
    or one more than are listed.
    """
    directory, day = load_directory(session), today()
    theirs = and_(Card.court_id == user.court_id, condition)
    near = and_(theirs, Card.subject_kind == "person", Card.subject_id.in_(near_to(directory, user)))
    query = select(Card.subject_id, Card.day, func.count(Card.id)).where(near).group_by(Card.subject_id, Card.day)
    barred = {
        (person, then): count
        for person, then, count in session.execute(query)
        if conflict(directory, user, person, (then, day)) is not None
    }
    others = sum(barred.values())
    first = select(Card).where(theirs).order_by(Card.due, Card.id).limit(others + LISTED + 1)
    cards = [
        card
        for card in session.scalars(first)
        if card.subject_kind != "person" or (card.subject_id, card.day) not in barred
    ]
    return (session.scalar(select(func.count(Card.id)).where(theirs)) or 0) - others, cards[: LISTED + 1]
