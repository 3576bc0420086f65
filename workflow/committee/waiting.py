"""What waits for a member of the committee, its office, and those whom cards are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from records.models import Card, CommitteeVote, Review, User
from rules.problem import N_, Problem, register
from workflow import card_log
from workflow.calendar import today
from workflow.cards import overdue_in
from workflow.committee.judging import LISTED, to_judge
from workflow.committee.voting import compiled_vote, counted
from workflow.permissions import Permission, may
from workflow.todo import Todo, Waiting, for_somebody

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


def waiting(session: Session, user: User) -> list[Todo]:
    """Cases to review, votes to cast or to close, cards to sign for, to answer, to check, or past their day."""
    return [todo for todo, _ in waiting_of(session, [user])]


def waiting_of(session: Session, users: Sequence[User]) -> list[Waiting]:
    """The same for many accounts of one court at once."""
    cards = (*_own_cards(session, users), *_to_judge(session, users))
    return for_somebody([*_reviews(session, users), *_votes(session, users), *cards])


def _reviews(session: Session, users: Sequence[User]) -> Iterator[Waiting]:
    known = {user.id: user for user in users if may(user, Permission.REVIEWS_RECORD)}
    if not known:
        return
    query = select(Review).where(Review.reviewer_id.in_(known), Review.done_at.is_(None)).order_by(Review.id)
    for one in session.scalars(query.options(joinedload(Review.case), joinedload(Review.round))):
        told = Problem("review-todo", {"number": one.case.number, "title": one.round.title})
        yield Todo(told, f"/committee/reviews/{one.id}"), [known[one.reviewer_id]]


def _votes(session: Session, users: Sequence[User]) -> Iterator[Waiting]:
    casting = [user for user in users if may(user, Permission.VOTES_CAST)]
    closing = [user for user in users if may(user, Permission.VOTES_OPEN)]
    if not casting and not closing:
        return
    query = select(CommitteeVote).where(CommitteeVote.state == "open").order_by(CommitteeVote.id)
    for vote in session.scalars(query.options(selectinload(CommitteeVote.ballots))):
        title, address = compiled_vote(vote).rule.title, f"/committee/votes/{vote.id}"
        left = set(vote.roll) - {ballot.member_id for ballot in vote.ballots}
        yield Todo(Problem("vote-todo", {"title": title}), address), [user for user in casting if user.id in left]
        ours = [user for user in closing if user.court_id == vote.court_id]
        if ours and (count := counted(vote)).quorate:
            yield Todo(Problem("vote-close-todo", {"title": title, "cast": str(count.cast)}), address), ours


def _own_cards(session: Session, users: Sequence[User]) -> Iterator[Waiting]:
    """Each card; of more than are listed, one line for those to sign for and one for those to answer."""
    known = {user.person_id: user for user in users if user.person_id is not None}
    if not known:
        return
    theirs = and_(
        Card.subject_kind == "person", Card.subject_id.in_(known), Card.state.in_(("issued", "received"))
    )  # fmt: skip
    tally = select(Card.subject_id, Card.state, func.count(), func.min(Card.due)).where(theirs)
    counts: dict[int, dict[str, tuple[int, date | None]]] = {}
    for person, state, count, due in session.execute(tally.group_by(Card.subject_id, Card.state)):
        counts.setdefault(person, {})[state] = (count, due)
    few = {person for person, held in counts.items() if sum(count for count, _ in held.values()) <= LISTED}
    query = select(Card).where(theirs, Card.subject_id.in_(few)).order_by(Card.day, Card.id)
    for card in session.scalars(query) if few else ():
        code = "card-receive-todo" if card.state == "issued" else "card-reply-todo"
        yield Todo(Problem(code, {"title": card.title}), card_log.address(card), card.due), [known[card.subject_id]]
    for person in [person for person in counts if person not in few]:
        for state, code in (("issued", "cards-receive-todo"), ("received", "cards-reply-todo")):
            if (held := counts[person].get(state)) is not None:
                todo = Todo(Problem(code, {"count": str(held[0])}), f"/cards/?state={state}", held[1])
                yield todo, [known[person]]


def _to_judge(session: Session, users: Sequence[User]) -> Iterator[Waiting]:
    """Answers to check and cards past their day; where there are many of a kind, one line that counts them."""
    checking = [user for user in users if may(user, Permission.CARDS_CHECK)]
    for user, count, _, cards in to_judge(session, checking, Card.state == "replied"):
        if count > LISTED:
            yield Todo(Problem("cards-check-todo", {"count": str(count)}), "/cards/?state=replied"), [user]
        else:
            for card in cards:
                yield Todo(Problem("card-check-todo", {"title": card.title}), card_log.address(card)), [user]
    delivering = [user for user in users if may(user, Permission.CARDS_DELIVER)]
    for user, count, due, cards in to_judge(session, delivering, overdue_in(today())):
        if count > LISTED:
            what = Problem("cards-overdue-todo", {"count": str(count)})
            yield Todo(what, "/cards/?late=1", due), [user]
        else:
            for card in cards:
                yield (
                    Todo(Problem("card-overdue-todo", {"title": card.title}), card_log.address(card), card.due),
                    [user],
                )
