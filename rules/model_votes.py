"""表决: what a committee decides by name, and the fact that its decision is recorded as."""

from typing import Literal

from pydantic import Field

from rules.model_basis import FormulaField, Named, Part, Rule, Title, When


class Ballot(Part):
    """What a member may say: one of the ``values`` of ``field``, a field of the fact that the vote yields.

    For a yes-no field they are 是 and 否.
    """

    field: Named
    values: list[Title]


class Majority(Part):
    """An opinion wins with more than ``above`` of the ``members`` of the committee, or of the ``ballots`` cast."""

    of: Literal["members", "ballots"] = "members"
    above: FormulaField = "50%"


class Vote(Rule):
    """表决: facts of the kind in ``about`` are put to the committee, member by member and by name.

    Where ``yields`` is that same kind, what is put to the vote is a finding that is no fact yet: decided, it becomes
    one. ``quorum`` is the least number of ballots, a formula in which 委员人数 is the number of members. ``otherwise``
    holds when no opinion wins; left out, nothing is decided then and the matter may be put again.
    """

    about: When
    ballot: Ballot
    quorum: FormulaField
    majority: Majority = Field(default_factory=Majority)
    otherwise: Title | None = None
    yields: Named


# What follows a card that was not put right; see ``late`` of a ladder's step. A kind of fact named there may have these
# fields, and needs no others.
LATE_REASON, LATE_DAYS, LATE_CARD = "事由", "超期天数", "原卡"
NOT_ANSWERED, NOT_MENDED = "逾期未整改", "整改不合格"
