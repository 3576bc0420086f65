"""What waits for a member of the committee, its office, and those whom cards are about."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Card, CommitteeBallot, CommitteeVote, Review, User
from records.queries.directory import load_directory
from rules.problem import N_, Problem, register
from workflow import card_log
from workflow.calendar import today
from workflow.cards import overdue
from workflow.committee.standing import conflict
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
    }
)


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
    query = select(Card).where(
        Card.subject_kind == "person", Card.subject_id == user.person_id, Card.state.in_(("issued", "received"))
    )
    for card in session.scalars(query.order_by(Card.day, Card.id)):
        code = "card-receive-todo" if card.state == "issued" else "card-reply-todo"
        yield Todo(Problem(code, {"title": card.title}), card_log.address(card), card.due)


def _office(session: Session, user: User) -> Iterator[Todo]:
    checks, escalates = may(user, Permission.CARDS_CHECK), may(user, Permission.CARDS_DELIVER)
    if not checks and not escalates:
        return
    query = select(Card).where(Card.court_id == user.court_id, Card.state.in_(("issued", "received", "replied")))
    directory = load_directory(session)
    for card in session.scalars(query.order_by(Card.due, Card.id)):
        person = card.subject_id if card.subject_kind == "person" else None
        own = conflict(directory, user, person, (card.day, today())) is not None
        if checks and card.state == "replied" and not own:
            yield Todo(Problem("card-check-todo", {"title": card.title}), card_log.address(card))
        if escalates and overdue(card) and not own:
            yield Todo(Problem("card-overdue-todo", {"title": card.title}), card_log.address(card), card.due)
