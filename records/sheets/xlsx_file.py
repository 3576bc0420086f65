"""XLSX: the container is weighed before it is opened, then every visible sheet is read row by row."""

from __future__ import annotations

import io
import warnings
import zipfile

import openpyxl

from records.sheets.kinds import not_a_workbook
from records.sheets.sheet import MEGABYTE, Limits, Progress, Sheet
from records.sheets.xlsx_rows import TooWideError, read_rows
from rules.problem import Place, Problem

_MEMBERS = 5_000
_SMALL = MEGABYTE  # a member below this cannot hurt, however well it packs


def read_xlsx(
    data: bytes, name: str, limits: Limits, progress: Progress | None = None
) -> tuple[list[Sheet], list[Problem]]:
    """Each visible sheet with anything in it; a hidden one earns a warning."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            problem = _weigh(container, limits)
        if problem is not None:
            return [], [problem]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that are of no matter here
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            return _sheets(book, name, limits, progress)
    except TooWideError:
        return [], [Problem("sheet.columns", {"limit": str(limits.columns)})]
    except Exception as error:  # noqa: BLE001 - a crafted workbook can raise anything from openpyxl; all mean the same
        return [], [Problem("sheet.broken", {"reason": type(error.__cause__ or error).__name__})]


def _weigh(container: zipfile.ZipFile, limits: Limits) -> Problem | None:
    """Whether the zip is a workbook of sane size. zipfile never unpacks more of a member than it declares."""
    members = container.infolist()
    if len(members) > _MEMBERS:
        return Problem("sheet.broken", {"reason": "members"})
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    ratio = max(
        (member.file_size // max(1, member.compress_size) for member in members if member.file_size > _SMALL), default=0
    )
    if unpacked > limits.unpacked or ratio > limits.ratio:
        values = {"size": str(unpacked // MEGABYTE), "ratio": f"{max(ratio, unpacked // packed)}:1"}
        return Problem("sheet.bomb", values)
    if any(member.flag_bits & 1 for member in members):
        return Problem("sheet.password")
    names = [member.filename for member in members]
    kind = ""
    if "mimetype" in names:
        with container.open("mimetype") as file:
            kind = file.read(200).decode("ascii", "replace")
    return not_a_workbook(names, kind)


def _sheets(
    book: openpyxl.Workbook, name: str, limits: Limits, progress: Progress | None
) -> tuple[list[Sheet], list[Problem]]:
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    worksheets = book.worksheets
    if len(worksheets) > limits.sheets:
        return [], [Problem("sheet.too_many", {"limit": str(limits.sheets)})]
    for worksheet in worksheets:
        place = Place(sheet=worksheet.title)
        if worksheet.sheet_state != "visible":
            problems.append(Problem("sheet.hidden", place=place, severity="warning"))
            continue
        sheet, found = read_rows(worksheet, name, limits, progress)
        if sheet.rows:
            sheets.append(sheet)
        problems += found
    if not sheets and not any(problem.severity == "error" for problem in problems):
        problems.append(Problem("sheet.nothing"))
    return sheets, problems
