"""红黄卡: the ledger, one card with its life and letter, the notice to the whole court."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select

from portal.access import needs
from portal.database import KEY, session
from portal.papers.single import sent
from portal.queue import attempt
from records import audit
from records.audit import Target
from records.models import Card, Court, Division, Finding, User
from records.queries.directory import SubjectKey, load_directory
from records.sheets.writing import write_rows
from reports.letters import card_letter, compose_court_notice, compose_letter, court_notice, letter_name
from reports.press.text import file_name
from workflow import card_log
from workflow.acting import allowed
from workflow.card_ledger import Asked, as_table, ledger, row_of, this_year, totals, years
from workflow.card_letter import letter, period_of_card, publicised
from workflow.cards import can, check, deliver, escalate, is_own, may_read, overturn, receive, reply
from workflow.permissions import Permission, may
from workflow.wording import CARD_ACTS, CARD_COLOURS, CARD_STATES

blueprint = Blueprint("letters", __name__, url_prefix="/cards")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 100


@blueprint.get("/")
@needs(Permission.CARDS_READ_OWN)
def index() -> ResponseReturnValue:
    """The ledger of those that the reader may see."""
    asked, account = _asked(), current_user.account
    found = totals(session(), account, asked)
    pages = -(-found.count // PAGE)
    shown = min(max(1, _number("page") or 1), max(1, pages))
    return render_template(
        "portal/cards/index.html", rows=ledger(session(), account, asked, (shown - 1) * PAGE, PAGE),
        count=found.count, page=shown, pages=pages, asked=asked, totals=found.divisions, years=years(session()),
        states=CARD_STATES, colours=CARD_COLOURS,
        divisions=list(session().scalars(select(Division).order_by(Division.id))),
        all_cards=may(account, Permission.CARDS_READ), year=this_year(),
    )  # fmt: skip


@blueprint.get("/ledger.xlsx")
@needs(Permission.EXPORTS_RUN)
def table() -> ResponseReturnValue:
    """The same list as a workbook; it leaves the house, so it stands in the trail."""
    account, file = current_user.account, BytesIO()
    rows = ledger(session(), account, _asked())
    write_rows(file, "xlsx", gettext("红黄卡台账"), as_table(rows))
    actor = allowed(account, Permission.EXPORTS_RUN)
    details = {"kind": "cards", "form": "xlsx", "rows": len(rows)}
    audit.append(session(), Permission.EXPORTS_RUN.value, actor, Target("card"), details)
    session().commit()
    file.seek(0)
    name = file_name(account.court.name, gettext("红黄卡台账")).removesuffix(".pdf") + ".xlsx"
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


@blueprint.get(f"/notice/<{KEY}:year>")
@needs(Permission.CARDS_READ_OWN)
def notice(year: int) -> ResponseReturnValue:
    """全院通报: everyone of the court may read it, as the scheme says."""
    found = publicised(session(), current_user.account.court_id, _year(year))
    return render_template(
        "portal/cards/notice.html", letters=found, year=year, court=current_user.account.court, years=years(session())
    )


@blueprint.get(f"/notice/<{KEY}:year>/notice.pdf")
@needs(Permission.CARDS_READ_OWN)
def notice_paper(year: int) -> ResponseReturnValue:
    """The same as a paper, with its proof; without one where nothing was told, or under several schemes at once."""
    court: Court = current_user.account.court
    found = publicised(session(), court.id, _year(year))
    periods = {period.id: period for one in found if (period := period_of_card(session(), one.card)) is not None}
    if len(periods) == 1:  # of one scheme: the paper that the batch prints
        (period,) = periods.values()
        return sent(compose_court_notice(period, year, found), period, None, url_for("letters.notice", year=year))
    printed = court_notice(court.full_name, year, found)
    name = file_name(court.name, str(year), gettext("全院通报"))
    return send_file(BytesIO(printed.pdf), mimetype="application/pdf", download_name=name)


@blueprint.route(f"/<{KEY}:card_id>", methods=["GET", "POST"])
@needs(Permission.CARDS_READ_OWN)
def card(card_id: int) -> ResponseReturnValue:
    """One card: why, what was said about it, and what can be done now."""
    row, account = card_or_404(card_id), current_user.account
    if request.method == "POST":
        said = _acted(row, account)
        if said:
            flash(said, "success")
        return redirect(url_for("letters.card", card_id=card_id))
    directory = load_directory(session())
    finding = session().scalars(select(Finding).where(Finding.fact_id == row.fact_id)).first()
    may_see = may(account, Permission.REVIEWS_READ)
    return render_template(
        "portal/cards/card.html", row=row, shown=row_of(directory, row), letter=letter(session(), row), can_do=can(
            account, row, directory
        ), events=card_log.events(session(), row), acts=CARD_ACTS, states=CARD_STATES,
        own=is_own(account, row), review=finding.review_id if finding and may_see else None,
    )  # fmt: skip


@blueprint.get(f"/<{KEY}:card_id>/letter.pdf")
@needs(Permission.CARDS_READ_OWN)
def paper(card_id: int) -> ResponseReturnValue:
    """The letter, with the proof of the period that the card falls into; without one where there is no such period."""
    row = card_or_404(card_id)
    found, period = letter(session(), row), period_of_card(session(), row)
    if period is not None:
        key = SubjectKey(row.subject_kind, row.subject_id)  # type: ignore[arg-type]  # CHECKed in the database
        return sent(compose_letter(period, found), period, key, url_for("letters.card", card_id=card_id))
    return send_file(BytesIO(card_letter(found).pdf), mimetype="application/pdf", download_name=letter_name(found))


def card_or_404(card_id: int) -> Card:
    """A card that the reader may see; another's does not exist for her."""
    found = session().get(Card, card_id)
    if found is None or not may_read(current_user.account, found, load_directory(session())):
        abort(404)
    return found


def _acted(row: Card, account: User) -> str:
    """Do what was asked; the words for it, empty when it was refused."""
    act, text = request.form.get("act", ""), request.form.get("text", "")
    acts = {
        "receive": (gettext("已签收。"), lambda: receive(session(), account, row)),
        "reply": (gettext("整改回复已提交，由评查委员会核查。"), lambda: reply(session(), account, row, text)),
        "deliver": (gettext("已登记书面送达。"), lambda: deliver(session(), account, row, text)),
        "accept": (gettext("核查合格，已办结。"), lambda: check(session(), account, row, text, mended=True)),
        "fail": (gettext("核查不合格，已转入下一步。"), lambda: check(session(), account, row, text, mended=False)),
        "escalate": (gettext("已转入下一步。"), lambda: escalate(session(), account, row)),
        "overturn": (gettext("认定已撤销，卡已撤回，计分已冲回。"), lambda: overturn(session(), account, row, text)),
    }
    if act not in acts:
        abort(400)
    said, do = acts[act]
    done, _nothing = attempt(do)
    return said if done else ""


def _asked() -> Asked:
    return Asked(
        request.args.get("person", "").strip()[:60], _number("division"), _number("year"),
        request.args.get("colour", ""), request.args.get("state", ""), request.args.get("late") == "1",
    )  # fmt: skip


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None  # noqa: PLR2004 - as long as a key


def _year(year: int) -> int:
    return year if 2000 <= year <= 2200 else abort(404)  # noqa: PLR2004 - as the calendar
