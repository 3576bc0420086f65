"""Who may do what, in one table.

A permission is named ``area:thing:action``. Each role has a set of them; :func:`may` is the only place that answers,
and it answers for a permission and, where one is given, for the very thing: rows of another court do not exist for a
person (records.tenancy), a head sees his division, a person sees herself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from rules.problem import N_


class Permission(Enum):
    """Every right there is. A new page or act takes one from here or adds one."""

    HOME_READ = "home:page:read"
    NOTICES_READ = "home:notice:read"
    PASSWORD_CHANGE = "accounts:password:change"  # noqa: S105 - a right, not a password
    SCORECARD_READ_OWN = "scorecard:own:read"
    SCORECARD_READ_DIVISION = "scorecard:division:read"
    SCORECARD_READ = "scorecard:court:read"
    SCORECARD_PRINT = "scorecard:paper:print"
    OVERVIEW_READ = "scorecard:overview:read"
    OVERVIEW_COURTS = "scorecard:courts:read"
    PEOPLE_READ = "records:people:read"
    PEOPLE_EDIT = "records:people:edit"
    CASES_READ = "records:cases:read"
    FACTS_READ = "records:facts:read"
    FACTS_RECORD = "records:facts:record"
    FIGURES_READ = "records:figures:read"
    FIGURES_RECORD = "records:figures:record"
    IMPORTS_READ = "records:imports:read"
    IMPORTS_RUN = "records:imports:run"
    SCHEMES_READ = "schemes:version:read"
    SCHEMES_EDIT = "schemes:version:edit"
    SCHEMES_APPROVE = "schemes:version:approve"
    PERIODS_READ = "periods:period:read"
    PERIODS_OPEN = "periods:period:open"
    PERIODS_CLOSE = "periods:period:close"
    PERIODS_SEAL = "periods:period:seal"
    PERIODS_UNSEAL = "periods:period:unseal"
    CALENDAR_EDIT = "periods:calendar:edit"
    EXPORTS_RUN = "records:exports:run"
    LEDGER_READ = "ledger:posting:read"
    LEDGER_CORRECT = "ledger:posting:correct"
    ADJUSTMENTS_READ = "ledger:adjustment:read"
    ADJUSTMENTS_PROPOSE = "ledger:adjustment:propose"
    ADJUSTMENTS_APPROVE = "ledger:adjustment:approve"
    CARDS_READ = "cards:card:read"
    OBJECTIONS_READ = "objections:objection:read"
    OBJECTIONS_FILE = "objections:objection:file"
    OBJECTIONS_ANSWER = "objections:objection:answer"
    OBJECTIONS_REVIEW = "objections:objection:review"
    OBJECTIONS_CARRY = "objections:correction:carry"
    OBJECTIONS_TERMS = "objections:terms:edit"
    APPLICATIONS_READ = "applications:application:read"
    APPLICATIONS_APPLY = "applications:application:apply"
    APPLICATIONS_DECIDE = "applications:application:decide"
    APPLICATIONS_MANAGE = "applications:application:manage"
    APPLICATIONS_READ_ALL = "applications:court:read"
    CARDS_READ_OWN = "cards:own:read"
    CARDS_DELIVER = "cards:card:deliver"
    CARDS_CHECK = "cards:card:check"
    REVIEWS_READ = "committee:review:read"
    REVIEWS_DRAW = "committee:review:draw"
    REVIEWS_RECORD = "committee:review:record"
    VOTES_OPEN = "committee:vote:open"
    VOTES_CAST = "committee:vote:cast"
    GRADES_READ_OWN = "year:own:read"
    GRADES_READ = "year:list:read"
    GRADES_MAKE = "year:list:make"
    GRADES_SIGN = "year:list:sign"
    GRADES_EXPORT = "year:list:export"
    FORMS_WRITE_OWN = "year:own:write"
    FORMS_COMMENT = "year:form:comment"
    PAPERS_PRINT = "papers:batch:print"
    PAPERS_VERIFY = "papers:code:verify"
    TUNING_READ = "tuning:trial:read"
    TUNING_SAVE = "tuning:trial:save"
    OVERRIDES_APPLY = "overrides:decision:apply"
    OVERRIDES_VERIFY = "overrides:decision:verify"
    OVERRIDES_DECIDE = "overrides:decision:decide"
    ACCOUNTS_READ = "accounts:user:read"
    ACCOUNTS_EDIT = "accounts:user:edit"
    TOKENS_EDIT = "accounts:token:edit"
    AUDIT_READ = "audit:event:read"


_P = Permission
_EVERYONE = frozenset(
    {
        _P.HOME_READ,
        _P.NOTICES_READ,
        _P.PASSWORD_CHANGE,
        _P.SCORECARD_READ_OWN,
        _P.SCORECARD_PRINT,
        _P.PAPERS_VERIFY,
        _P.SCHEMES_READ,
        _P.PERIODS_READ,
        _P.CARDS_READ_OWN,
        _P.GRADES_READ_OWN,
        _P.FORMS_WRITE_OWN,
        _P.OBJECTIONS_READ,
        _P.OBJECTIONS_FILE,
    }
)
_WHOLE_COURT = frozenset(
    {
        _P.SCORECARD_READ,
        _P.OVERVIEW_READ,
        _P.OVERVIEW_COURTS,
        _P.PEOPLE_READ,
        _P.CASES_READ,
        _P.FACTS_READ,
        _P.FIGURES_READ,
        _P.LEDGER_READ,
        _P.CARDS_READ,
    }
)
# Whoever is appraised applies, and may be the one in her team, division or court who confirms for others.
_APPLYING = frozenset({_P.APPLICATIONS_READ, _P.APPLICATIONS_APPLY, _P.APPLICATIONS_DECIDE})
GRANTS: Mapping[str, frozenset[Permission]] = {
    "person": _EVERYONE | _APPLYING,
    "head": _EVERYONE | _APPLYING | {_P.OVERVIEW_READ, _P.SCORECARD_READ_DIVISION, _P.GRADES_SIGN, _P.FORMS_COMMENT},
    "committee": _EVERYONE
    | _APPLYING
    | {
        _P.SCORECARD_READ,
        _P.CASES_READ,
        _P.FACTS_READ,
        _P.CARDS_READ,
        _P.CARDS_CHECK,
        _P.REVIEWS_READ,
        _P.REVIEWS_RECORD,
        _P.VOTES_CAST,
        _P.OBJECTIONS_REVIEW,
        _P.GRADES_SIGN,
    },
    "staff": _EVERYONE
    | _WHOLE_COURT
    | _APPLYING
    | {
        _P.APPLICATIONS_MANAGE,
        _P.APPLICATIONS_READ_ALL,
        _P.PEOPLE_EDIT,
        _P.FACTS_RECORD,
        _P.FIGURES_RECORD,
        _P.IMPORTS_READ,
        _P.IMPORTS_RUN,
        _P.SCHEMES_EDIT,
        _P.SCHEMES_APPROVE,
        _P.PERIODS_OPEN,
        _P.PERIODS_CLOSE,
        _P.PERIODS_SEAL,
        _P.CALENDAR_EDIT,
        _P.EXPORTS_RUN,
        _P.LEDGER_CORRECT,
        _P.OBJECTIONS_ANSWER,
        _P.OBJECTIONS_CARRY,
        _P.OBJECTIONS_TERMS,
        _P.CARDS_DELIVER,
        _P.REVIEWS_READ,
        _P.REVIEWS_DRAW,
        _P.VOTES_OPEN,
        _P.ADJUSTMENTS_READ,
        _P.ADJUSTMENTS_PROPOSE,
        _P.ADJUSTMENTS_APPROVE,
        _P.GRADES_READ,
        _P.GRADES_MAKE,
        _P.GRADES_SIGN,
        _P.GRADES_EXPORT,
        _P.PAPERS_PRINT,
        _P.TUNING_READ,
        _P.TUNING_SAVE,
        _P.OVERRIDES_APPLY,
        _P.OVERRIDES_VERIFY,
    },
    "leader": _EVERYONE
    | _WHOLE_COURT
    | _APPLYING
    | {
        _P.APPLICATIONS_READ_ALL,
        _P.SCHEMES_APPROVE,
        _P.PERIODS_SEAL,
        _P.PERIODS_UNSEAL,
        _P.OBJECTIONS_ANSWER,
        _P.OBJECTIONS_REVIEW,
        _P.EXPORTS_RUN,
        _P.ADJUSTMENTS_READ,
        _P.ADJUSTMENTS_APPROVE,
        _P.TUNING_READ,
        _P.TUNING_SAVE,
        _P.OVERRIDES_DECIDE,
        _P.AUDIT_READ,
        _P.REVIEWS_READ,
        _P.GRADES_READ,
        _P.GRADES_SIGN,
        _P.GRADES_EXPORT,
        _P.FORMS_COMMENT,
    },
    "supervisor": _EVERYONE | _WHOLE_COURT | {_P.OVERRIDES_VERIFY, _P.OVERRIDES_DECIDE},
    "operator": frozenset(
        {
            _P.HOME_READ,
            _P.NOTICES_READ,
            _P.PAPERS_VERIFY,
            _P.PASSWORD_CHANGE,
            _P.ACCOUNTS_READ,
            _P.ACCOUNTS_EDIT,
            _P.TOKENS_EDIT,
            _P.AUDIT_READ,
            _P.IMPORTS_READ,
        }
    ),
}
ROLE_TITLES: Mapping[str, str] = {
    "staff": N_("考核管理员"),
    "person": N_("干警"),
    "head": N_("庭长"),
    "leader": N_("院领导"),
    "committee": N_("评查委员"),
    "supervisor": N_("上级法院"),
    "operator": N_("系统管理员"),
}

POSITION_TITLES: Mapping[str, str] = {"president": N_("院长"), "vice_president": N_("副院长")}

# Whoever appraises courts works on their figures, and the committee reviews what they object to: of a court that has
# none below it, this is that court alone. To read, that is: an act asks for the court of the thing (workflow.acting).
SEES_COURTS_BELOW = frozenset({"staff", "leader", "committee", "supervisor"})


class Account(Protocol):
    """What a right is asked of: the user model, or anything with these."""

    role: str
    active: bool
    court_id: int
    person_id: int | None
    division_id: int | None


@dataclass(frozen=True, slots=True)
class SubjectOf:
    """The subject of a scorecard as rights see it: the persons and divisions that it is, or that belong to it in the
    period.
    """

    kind: str
    person_ids: frozenset[int] = frozenset()
    division_ids: frozenset[int] = frozenset()


def may(account: Account, permission: Permission) -> bool:
    """Whether the role holds the permission at all."""
    return account.active and permission in GRANTS.get(account.role, frozenset())


def may_read_scorecard(account: Account, subject: SubjectOf) -> bool:
    """Whose scorecard one may open: all of the court, those of one's division, or one's own and one's team's."""
    if may(account, Permission.SCORECARD_READ):
        return True
    if may(account, Permission.SCORECARD_READ_DIVISION) and account.division_id in subject.division_ids:
        return True
    return (
        may(account, Permission.SCORECARD_READ_OWN)
        and account.person_id is not None
        and account.person_id in subject.person_ids
    )
