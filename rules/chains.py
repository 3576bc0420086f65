"""Reads the confirmation chains of a scheme and what its items say of them."""

from __future__ import annotations

from rules.compiled import CompiledChain, CompiledChainStep
from rules.document import KEY
from rules.model import Scheme
from rules.model_chains import Chain, ChainStep
from rules.problem import N_, did_you_mean, register
from rules.reading import Reader
from rules.report import Path, Report
from rules.scope import Scopes

MESSAGES = {
    "chain-without-steps": N_("确认链「{title}」没有步骤，请写 steps"),
    "chain-unknown": N_("没有编号为「{name}」的确认链{hint}"),
    "chain-not-applied": N_("计分项「{title}」不是申请加减（applied），用不到确认链，请删去 chain"),
    "chain-unused": N_("确认链「{title}」没有用在任何申请加减项上"),
    "chain-who-missing": N_("由团队成员确认时，请在 who 里写明是哪些成员，例如：岗位 = 员额法官"),
    "chain-who-unused": N_("只有由团队成员确认时才看 who，请删去，或把 confirms 改为 team"),
    "chain-passes-to-nobody": N_("最后一步逾期后没有下一步可移交，请把 overdue 改为 remind"),
}
register(MESSAGES)


def read_chains(scheme: Scheme, reader: Reader, scopes: Scopes, report: Report) -> tuple[CompiledChain, ...]:
    """All chains, with their problems reported, and those of the items and of the scheme that name one."""
    _check_names(scheme, report)
    return tuple(_chain(("chains", index), one, reader, scopes, report) for index, one in enumerate(scheme.chains))


def _check_names(scheme: Scheme, report: Report) -> None:
    known = [chain.id for chain in scheme.chains]
    named: list[tuple[Path, str]] = [] if scheme.chain is None else [(("chain",), scheme.chain)]
    for index, item in enumerate(scheme.items):
        if item.chain is None:
            continue
        named.append((("items", index, "chain"), item.chain))
        if item.category != "applied":
            report.add("chain-not-applied", ("items", index, "chain", KEY), title=item.title)
    unknown = [(path, name) for path, name in named if name not in known]
    for path, name in unknown:
        report.add("chain-unknown", path, name=name, hint=did_you_mean(name, known) or N_("。"))
    used = {name for _, name in named}
    for index, chain in enumerate(scheme.chains):
        if chain.id not in used and not unknown:  # which may have meant this one
            report.add("chain-unused", ("chains", index, "id"), severity="warning", title=chain.title)


def _chain(path: Path, chain: Chain, reader: Reader, scopes: Scopes, report: Report) -> CompiledChain:
    if not chain.steps:
        report.add("chain-without-steps", (*path, "steps", KEY), title=chain.title)
    steps = tuple(
        _step((*path, "steps", index), step, reader, scopes, report) for index, step in enumerate(chain.steps)
    )
    if chain.steps and chain.steps[-1].overdue == "pass_on":
        report.add("chain-passes-to-nobody", (*path, "steps", len(steps) - 1, "overdue"))
    return CompiledChain(chain, steps)


def _step(path: Path, step: ChainStep, reader: Reader, scopes: Scopes, report: Report) -> CompiledChainStep:
    if step.confirms == "team" and not step.who:
        report.add("chain-who-missing", (*path, "confirms"))
    elif step.confirms != "team" and step.who:
        report.add("chain-who-unused", (*path, "who", KEY))
    return CompiledChainStep(
        step,
        who=reader.condition(step.who, (*path, "who"), scopes.persons),
        applies=reader.condition(step.applies, (*path, "applies"), scopes.persons),
        deadline=reader.optional(step.deadline, (*path, "deadline"), scopes.constant()),
    )
