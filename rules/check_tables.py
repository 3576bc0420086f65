"""Decision tables: every combination of keys has exactly one row, every row can match, every value is in bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import islice, product
from math import prod

from rules.check_parameters import check_bounds, check_within
from rules.document import KEY
from rules.lookup import OTHER, Keys, domain, find, row_keys, states
from rules.model import Scheme, Table
from rules.phrase import COMMA, glue, listed
from rules.problem import N_, did_you_mean, register
from rules.report import Path, Report

MOST_COMBINATIONS = 20_000
SHOWN = 3  # combinations named in one message: enough to see the pattern
_BEYOND = "\0"  # stands for a value that no row names, where nothing declares the values of a key

MESSAGES = {
    "table-empty": N_("权重表「{table}」没有行"),
    "table-no-keys": N_("权重表「{table}」没有键，请在 keys 里写出按什么查"),
    "table-key-twice": N_("键「{key}」写了两次"),
    "table-row-length": N_("这一行有 {found} 格，应有 {expected} 格：{keys}、值"),
    "table-value-not-number": N_("最后一格「{value}」应是数"),
    "table-key-unknown": N_("「{value}」不是「{key}」的取值{hint}可用：{values}"),
    "table-duplicate-row": N_("这一行的键与第 {line} 行相同（{keys}），两行都会匹配，请删去一行"),
    "table-gap": N_("权重表「{table}」{since}有 {count} 种组合没有行：{examples}；请补行，或加一行「其他」"),
    "table-masked-row": N_("这一行（{keys}）永远匹配不到：各种组合都已由别的行写明"),
    "table-too-large": N_("权重表「{table}」的键有 {count} 种组合，超过上限 {limit}，请拆成几个表"),
    "table-domain-unknown": N_("domains 里的「{key}」不是这个表的键{hint}"),
    "table-fixed-unknown": N_("固定的行（{keys}）不在表里{hint}"),
    "table-fixed-changed": N_("这一行（{keys}）是固定的，不能改：请删去，或从 fixed 里去掉"),
    "bracket-one-key": N_("分段表「{table}」只能有一个键"),
    "bracket-not-number": N_("分段的起点「{value}」应是数"),
    "bracket-order": N_("分段的起点 {value} 应大于上一行的 {previous}"),
}
register(MESSAGES)


def check_tables(scheme: Scheme, report: Report) -> None:
    """Report what is wrong with each table by itself; whether a rule reads it is for the rules to say."""
    for name, table in scheme.tables.items():
        _check(name, table, scheme, report)


def _check(name: str, table: Table, scheme: Scheme, report: Report) -> None:
    path: Path = ("tables", name)
    check_bounds(table.tunable, (*path, "tunable"), report)
    _check_head(name, table, report)
    if not table.rows:
        report.add("table-empty", (*path, "rows"), table=name)
    before = len(report.problems)
    for rows_path, rows in _blocks(name, table):
        _check_rows(name, table, rows_path, rows, report)
        if table.hit == "unique":
            _check_keys(table, scheme, rows_path, rows, report)
    _check_fixed(name, table, report)
    if table.hit == "bracket":
        _check_brackets(name, table, report)
    elif len(report.problems) == before and table.keys and table.rows and not report.is_broken(path):
        _check_cover(name, table, scheme, report)


def _check_head(name: str, table: Table, report: Report) -> None:
    """The keys, and the domains given for them."""
    path: Path = ("tables", name)
    if not table.keys:
        report.add("table-no-keys", (*path, "keys"), table=name)
    for index, key in enumerate(table.keys):
        if key in table.keys[:index]:
            report.add("table-key-twice", (*path, "keys", index), key=key)
    for key in table.domains:
        if key not in table.keys:
            hint = did_you_mean(key, table.keys)
            report.add("table-domain-unknown", (*path, "domains", key, KEY), key=key, hint=hint)


def _blocks(name: str, table: Table) -> Iterator[tuple[Path, Sequence[Sequence[Fraction | str]]]]:
    """The rows as first written, then those of each change."""
    yield ("tables", name, "rows"), table.rows
    for index, change in enumerate(table.changes):
        yield ("tables", name, "changes", index, "rows"), change.rows


def _check_rows(
    name: str, table: Table, path: Path, rows: Sequence[Sequence[Fraction | str]], report: Report
) -> None:
    """Lengths, values and repeated keys."""
    first: dict[Keys, int] = {}
    for index, row in enumerate(rows):
        place: Path = (*path, index)
        if len(row) != len(table.keys) + 1:
            expected = str(len(table.keys) + 1)
            report.add(
                "table-row-length", place, found=str(len(row)), expected=expected, keys=listed(table.keys)
            )
            continue
        value = row[-1]
        if isinstance(value, str):
            report.add("table-value-not-number", (*place, len(row) - 1), value=value)
        else:
            label = f"{name}（{'，'.join(row_keys(row))}）"
            check_within(label, value, table.tunable, (*place, len(row) - 1), report, percent=table.unit == "%")
        keys = row_keys(row)
        if keys in first:
            line = report.line_of((*path, first[keys]))
            report.add("table-duplicate-row", place, line=line, keys=listed(keys, COMMA))
        first.setdefault(keys, index)


def _check_keys(
    table: Table, scheme: Scheme, path: Path, rows: Sequence[Sequence[Fraction | str]], report: Report
) -> None:
    """Key cells must be values of their key."""
    domains = [domain(scheme, table, key) for key in table.keys]
    for index, row in enumerate(rows):
        if len(row) != len(table.keys) + 1:
            continue
        for position, (cell, values) in enumerate(zip(row_keys(row), domains, strict=True)):
            if values and cell != OTHER and cell not in values:
                report.add(
                    "table-key-unknown",
                    (*path, index, position),
                    key=table.keys[position],
                    value=cell,
                    hint=did_you_mean(cell, values) or N_("。"),
                    values=listed(values),
                )


def _check_fixed(name: str, table: Table, report: Report) -> None:
    """Fixed rows are rows of the table, and no change touches them."""
    rows = {row_keys(row) for row in table.rows}
    fixed = {tuple(keys) for keys in table.fixed}
    for index, keys in enumerate(table.fixed):
        if tuple(keys) not in rows:
            hint = did_you_mean("，".join(keys), ["，".join(row) for row in rows])
            report.add("table-fixed-unknown", ("tables", name, "fixed", index), keys=listed(keys, COMMA), hint=hint)
    for number, change in enumerate(table.changes):
        for index, row in enumerate(change.rows):
            if row_keys(row) in fixed:
                report.add(
                    "table-fixed-changed",
                    ("tables", name, "changes", number, "rows", index),
                    keys=listed(row_keys(row), COMMA),
                )


def _check_cover(name: str, table: Table, scheme: Scheme, report: Report) -> None:
    """Each combination finds a row, in every state of the table; each row is found by some combination."""
    path: Path = ("tables", name)
    declared = [domain(scheme, table, key) for key in table.keys]
    history = states(table)
    named = [
        tuple(dict.fromkeys(row[position] for _, rows in history for row in rows if row[position] != OTHER))
        for position in range(len(table.keys))
    ]
    domains = [values or found for values, found in zip(declared, named, strict=True)]
    count = prod(len(values) for values in domains)
    if count > MOST_COMBINATIONS:
        report.add("table-too-large", (*path, "keys"), table=name, count=str(count), limit=str(MOST_COMBINATIONS))
        return
    for position, (since, rows) in enumerate(history):
        gaps = [keys for keys in product(*domains) if find(rows, keys) is None]
        if gaps:
            shown = listed(N_("（{keys}）").filled(keys=listed(keys, COMMA)) for keys in islice(gaps, SHOWN))
            examples = glue(shown, "……" if len(gaps) > SHOWN else "")
            place = (*path, "rows", KEY) if position == 0 else (*path, "changes", position - 1, "rows", KEY)
            text = "" if since == date.min else N_("{since} 起").filled(since=since.isoformat())
            report.add("table-gap", place, table=name, since=text, count=str(len(gaps)), examples=examples)
            break
    reach = [values or (*found, _BEYOND) for values, found in zip(declared, named, strict=True)]
    matched = {find(rows, keys) for _, rows in history for keys in product(*reach)}
    for rows_path, block in _blocks(name, table):
        for index, row in enumerate(block):
            if row_keys(row) not in matched:
                report.add("table-masked-row", (*rows_path, index), keys=listed(row_keys(row), COMMA))


def _check_brackets(name: str, table: Table, report: Report) -> None:
    if len(table.keys) > 1:
        report.add("bracket-one-key", ("tables", name, "keys"), table=name)
        return
    for path, rows in _blocks(name, table):
        previous: Fraction | None = None
        for index, row in enumerate(rows):
            start = row[0] if row else ""
            if isinstance(start, str):
                report.add("bracket-not-number", (*path, index, 0), value=start)
                continue
            if previous is not None and start < previous:
                report.add(
                    "bracket-order", (*path, index, 0), value=row_keys(row)[0], previous=row_keys((previous, ""))[0]
                )
            previous = start
