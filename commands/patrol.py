"""``./hengji patrol``: go through the deadlines of the day, by hand or from cron; the served site does it by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from commands.background import repeating
from commands.terminal import DONE, Parser
from portal.database import EXTENSION
from records.database import migrate, open_database
from rules.phrase import COMMA, N_, listed, tell
from workflow.patrol import patrol

EVERY = 300  # seconds; a day that is done costs one query
_DONE = {
    "cards_escalated": N_("转入下一步的卡 {count} 张"),
    "cards_guessed": N_("期限是估计、待人工处理的卡 {count} 张"),
    "cards_stuck": N_("不能转入下一步的卡 {count} 张"),
    "objections_late": N_("新逾期的异议 {count} 件"),
    "steps_late": N_("新逾期的申请步骤 {count} 个"),
}


def run(arguments: list[str]) -> int:
    """Print a line for each court; a court that was gone through today has none."""
    parser = Parser(
        "patrol", N_("巡检今天的期限：逾期的卡转入下一步，逾期的异议和申请通知有关的人；一天一次，可由 cron 调用")
    )
    parser.parse_args(arguments)
    migrate()
    database = open_database()
    try:
        walked = patrol(database.session)
    finally:
        database.close()
    for court, found in walked.items():
        print(tell(N_("{court}：{found}").filled(court=court, found=_written(found))))
    if not walked:
        print(tell(N_("今天已经巡检过")))
    return DONE


def _written(found: Counter[str]) -> str:
    if not found:
        return N_("没有新的逾期事项")
    return listed((text.filled(count=found[kind]) for kind, text in _DONE.items() if found[kind]), COMMA)


@contextmanager
def patrolling(app: Flask, every: float = EVERY) -> Iterator[None]:
    """While the site is served."""

    def work() -> None:
        for court, found in patrol(app.extensions[EXTENSION].session_factory).items():
            app.logger.info("patrol: %s %s", court, dict(found))

    with repeating("patrol", every, work, app.logger):
        yield
