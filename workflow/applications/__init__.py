"""申请加减: a person asks for points under an applied item, others confirm step after step, and it is posted."""

from workflow.applications.reading import waiting

__all__ = ["waiting"]
