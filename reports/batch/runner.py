"""The runner: one job at a time from the table to the shelf.

The runner composes (it has the database), workers print (they have not). It keeps all workers busy, one sheet ahead,
writes each file before its row, gives a sign of life every few seconds, and stops between papers when the job is held
or given up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from records import tenancy
from records.models import AppraisalPeriod, Job, JobItem, User
from reports.batch.shelf import folder_of, name_of, put
from reports.desk import Desk, desk_of
from reports.kinds import composed, kind_of
from reports.press.press import Paper
from reports.press.sheet import Sheet
from reports.press.signing import Signer, signer_from
from reports.press.workers import Workers, worker_count
from rules.problem import N_, Problem, ProblemError, register
from workflow import jobs
from workflow.printing import claiming
from workflow.printing.recording import Printed, record_paper
from workflow.printing.sessions import Session, Sessions

register(
    {
        "job-period-moved": N_("打印中考核周期有变化（重新开放或另行关账），其余未打印。请重新下打印任务"),
        "job-compose": N_("这一件没有编成（{reason}）。请把此信息告诉系统管理员"),
        "job-unwritable": N_("文件写不进去（{reason}）。请检查磁盘空间和目录权限，再点「重试」"),
    }
)
_BEAT = 5.0  # seconds between signs of life
_WAIT = 1.0
Told = Callable[[Job, int, int], None]
"""Called with the job, how many items are settled in this run, and how many workers are at work."""


@dataclass(slots=True)
class Runner:
    """``sessions`` makes sessions, ``shelf`` is the folder of all jobs, ``report`` takes lines for the log.
    ``stopped`` is asked between papers: then the job waits for the next program.
    """

    sessions: Sessions
    shelf: Path
    report: Callable[[str], None]
    workers: int = 0
    told: Told | None = None
    stopped: Callable[[], bool] = lambda: False
    name: str = field(default_factory=jobs.runner_name)

    def run_all(self) -> int:
        """Every job that can be claimed, one after another; how many there were."""
        count = 0
        while not self.stopped() and self.run():
            count += 1
        return count

    def run(self, job_id: int | None = None) -> bool:
        """The next job, or that one; ``False`` when there is none to claim."""
        with self.sessions() as session:
            job = jobs.claim(session, self.name, ("papers",), job_id)
            if job is None:
                return False
            tenancy.enter(session, job.court_id, below=True)
            job = session.get_one(Job, job.id)
            claiming.release(session, job)
            session.commit()
            try:
                signer = signer_from()
                with Workers(self.workers or worker_count(), signer=signer) as workers:
                    _Run(self, session, job, workers, folder_of(self.shelf, job.id), signer).go()
            except ProblemError as error:
                self._fail(session, job, error.problems)
            except OSError as error:
                self._fail(session, job, [Problem("job-unwritable", {"reason": error.strerror or str(error)})])
            session.commit()
        return True

    def _fail(self, session: Session, job: Job, problems: Sequence[Problem]) -> None:
        session.rollback()
        for problem in problems:
            self.report(f"job {job.id}: {problem.line()}")
        jobs.conclude(session, job.id, self.name, "failed", problems)


@dataclass(slots=True)
class _Run:
    """One job on its way. ``desks`` are the periods that it came to so far, each with how it stood then; ``pressed``
    are the items that workers have, by key.
    """

    runner: Runner
    session: Session
    job: Job
    workers: Workers
    folder: Path
    signer: Signer | None
    settled: int = 0
    desks: dict[int, tuple[Desk, tuple[object, ...]]] = field(default_factory=dict)
    pressed: dict[int, tuple[JobItem, Sheet]] = field(default_factory=dict)
    beaten: float = 0.0

    def go(self) -> None:
        """Until nothing waits, or the job is no longer ours."""
        try:
            more = True
            while more or self.pressed:
                if self.runner.stopped():
                    jobs.hand_back(self.session, self.job.id, self.runner.name)
                    return
                if not self._alive():
                    return
                if any(_stands(desk.period) != stood for desk, stood in self.desks.values()):
                    raise ProblemError([Problem("job-period-moved")])
                while more and self.workers.free:
                    more = self._next()
                for key, outcome in self.workers.wait(_WAIT):
                    self._done(*self.pressed.pop(key), outcome)
        finally:
            self._give_back()
        jobs.conclude(self.session, self.job.id, self.runner.name)

    def _desk(self, period_id: int) -> Desk:
        """Laid out once for all papers of a period."""
        if period_id not in self.desks:
            desk = desk_of(self.session, self.session.get_one(AppraisalPeriod, period_id))
            self.desks[period_id] = desk, _stands(desk.period)
        return self.desks[period_id][0]

    def _alive(self) -> bool:
        if time.monotonic() - self.beaten < _BEAT and self.beaten:
            self.session.refresh(self.job, ["state", "runner"])
            return self.job.state == "running" and self.job.runner == self.runner.name
        self.beaten = time.monotonic()
        mine = jobs.beat(self.session, self.job.id, self.runner.name)
        self.session.commit()
        return mine

    def _next(self) -> bool:
        """Compose the next paper and hand it to a worker; ``False`` when none waits."""
        item = claiming.next_item(self.session, self.job, self.runner.name)
        self.session.commit()
        if item is None:
            return False
        try:
            sheet = composed(self._desk(item.period_id), kind_of(item.kind), item.subject)
        except ProblemError as error:
            self._settle(item, "failed", tuple(error.problems))
        except Exception as error:  # noqa: BLE001 - one paper's fault must not hold up four hundred; it is named
            self.runner.report(f"job {self.job.id}, item {item.position}: {error!r}")
            self._settle(item, "failed", (Problem("job-compose", {"reason": type(error).__name__}),))
        else:
            if sheet is None:
                self._settle(item, "empty")
            else:
                self.pressed[item.id] = (item, sheet)
                self.workers.submit(item.id, sheet)
        return True

    def _done(self, item: JobItem, sheet: Sheet, outcome: Paper | tuple[Problem, ...]) -> None:
        """The file first, then its rows: what a crash leaves between is printed again to the same name."""
        if not isinstance(outcome, Paper):
            self._settle(item, "failed", outcome)
            return
        name = name_of(item.position, sheet.name)
        put(self.folder, name, outcome.pdf)
        printed = printed_of(sheet, outcome)
        desk = self._desk(item.period_id)
        user = self.session.get(User, self.job.created_by_id) if self.job.created_by_id else None
        record_paper(self.session, user, desk.period, printed, desk.standing.keys.get(item.subject))
        self._settle(
            item, "done", outcome.problems, file=name, code=sheet.code, pdf_sha256=printed.pdf_sha256,
            pages=outcome.pages,
        )  # fmt: skip

    def _settle(self, item: JobItem, state: str, problems: tuple[Problem, ...] = (), **values: object) -> None:
        if claiming.settle(self.session, item, self.runner.name, state, problems, **values):
            self.session.commit()
            self.settled += 1
        else:  # the job was taken over: whoever has it now prints this paper
            self.session.rollback()
        if self.runner.told:
            self.runner.told(self.job, self.settled, len(self.pressed))

    def _give_back(self) -> None:
        """Papers that are still in the press when the job stops are not waited for."""
        if self.pressed:
            self.session.rollback()
            for item, _ in self.pressed.values():
                claiming.give_back(self.session, item, self.runner.name)
            self.session.commit()


def _stands(period: AppraisalPeriod) -> tuple[object, ...]:
    """What a desk is laid out from; it is read anew after each commit."""
    return period.state, period.edition, period.inputs_sha256, period.seal_sha256


def printed_of(sheet: Sheet, paper: Paper) -> Printed:
    """What is recorded of a printed sheet that has a proof."""
    return Printed(
        sheet.code, sheet.proof.kind if sheet.proof else "", sheet.proof.subject if sheet.proof else "",
        sheet.identifier, sha256(paper.pdf).hexdigest(), paper.pages, bool(sheet.proof and sheet.proof.draft),
        paper.gate, paper.signed,
    )  # fmt: skip
