"""The models, one noun a module. Import them from here, so that all are known to the mapper."""

from records.base import Base
from records.models.adjustment import Adjustment
from records.models.application import Application, ApplicationAct
from records.models.appraisal_form import LeaderComment, OwnSummary
from records.models.attachment import Attachment
from records.models.audit import AuditChain, AuditEvent
from records.models.calendar import CalendarYear
from records.models.card import Card
from records.models.card_event import CardEvent
from records.models.case import Case
from records.models.court import Court
from records.models.deputy import Deputy, LeaderInCharge
from records.models.division import Division
from records.models.fact import Fact
from records.models.figure import Figure
from records.models.intake import Import, Quarantine
from records.models.job import Job, JobItem
from records.models.membership import Membership
from records.models.notice import Notice
from records.models.objection import Objection, ObjectionTerms
from records.models.override import OverrideDecision
from records.models.paper import Paper
from records.models.patrol import Patrol
from records.models.period import AppraisalPeriod
from records.models.person import Person
from records.models.posting import Posting
from records.models.review import Finding, Review, ReviewRound
from records.models.scheme import Scheme, SchemeVersion
from records.models.scorecard import Scorecard
from records.models.team import Team
from records.models.token import ApiAnswer, ApiToken
from records.models.trial import Trial
from records.models.user import LoginThrottle, User, UserSession
from records.models.vote import CommitteeBallot, CommitteeVote
from records.models.year import GradeAct, GradeEntry, GradeList, GradeOpinion, GradeSignature

__all__ = [
    "Adjustment",
    "ApiAnswer",
    "ApiToken",
    "Application",
    "ApplicationAct",
    "AppraisalPeriod",
    "Attachment",
    "AuditChain",
    "AuditEvent",
    "Base",
    "CalendarYear",
    "Card",
    "CardEvent",
    "Case",
    "CommitteeBallot",
    "CommitteeVote",
    "Court",
    "Deputy",
    "Division",
    "Fact",
    "Figure",
    "Finding",
    "GradeAct",
    "GradeEntry",
    "GradeList",
    "GradeOpinion",
    "GradeSignature",
    "Import",
    "Job",
    "JobItem",
    "LeaderComment",
    "LeaderInCharge",
    "LoginThrottle",
    "Membership",
    "Notice",
    "Objection",
    "ObjectionTerms",
    "OverrideDecision",
    "OwnSummary",
    "Paper",
    "Patrol",
    "Person",
    "Posting",
    "Quarantine",
    "Review",
    "ReviewRound",
    "Scheme",
    "SchemeVersion",
    "Scorecard",
    "Team",
    "Trial",
    "User",
    "UserSession",
]
