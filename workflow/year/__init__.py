"""年度等次: lists of grades of a closed period, decided and signed by a committee, told to everyone on them."""

from workflow.year.pending import waiting

__all__ = ["waiting"]
