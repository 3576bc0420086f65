"""Files of every kind, good and bad: what is read, or which words the message has, and where."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from records.sheets import LIMITS, Limits, read

TEXT = "院别,二审被改判\n延边中院,10\n"
ROWS = [("院别", "二审被改判"), ("延边中院", "10")]


def cells(path: Path) -> list[tuple[str, ...]]:
    sheets, problems = read(path)
    assert not problems, [problem.line() for problem in problems]
    return [row.cells for sheet in sheets for row in sheet.rows]


def workbook(path: Path, fill: Callable[[Worksheet], object]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    fill(book.active)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (TEXT.encode(), ROWS),
        (TEXT.encode("utf-8-sig"), ROWS),
        (TEXT.encode("gb18030"), ROWS),
        (TEXT.encode("utf-16"), ROWS),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), ROWS),
        (TEXT.replace(",", "\t").encode(), ROWS),
        (TEXT.replace(",", ";").encode(), ROWS),
        (TEXT.replace("\n", "\r\n").encode(), ROWS),
        (TEXT.replace("\n", "\r").encode(), ROWS),
        ('\ufeff"院别","二审被改判"\n\n"延边中院", 10 \n,\n'.encode(), ROWS),
        (b'a,b\n"x, ""y""\nz",2', [("a", "b"), ('x, "y"\nz', "2")]),
        (b"a\n1\n2", [("a",), ("1",), ("2",)]),
        (b"a,b,c\n1\n1,2,3,4", [("a", "b", "c"), ("1",), ("1", "2", "3", "4")]),
        (b"BMI,MZ\n1,2", [("BMI", "MZ"), ("1", "2")]),
        ("民一\u200b庭,\u202e甲\x1b[2J\ufeff\n1,2".encode(), [("民一庭", "甲[2J"), ("1", "2")]),
    ],
    ids=[
        *("utf-8", "bom", "gb18030", "utf-16-le", "utf-16-be", "tab", "semicolon", "crlf", "cr", "quoted"),
        *("lines in a cell", "one column", "ragged", "looks like a bitmap", "unseen"),
    ],
)
def test_csv_is_read_as_it_comes(tmp_path: Path, data: bytes, rows: list[tuple[str, ...]]) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(data)
    assert cells(path) == rows


def test_rows_of_csv_are_numbered_by_the_line_they_begin_on(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b\n\n"1\n2",3\n4,5\n', encoding="utf-8")
    assert [row.number for row in read(path)[0][0].rows] == [1, 3, 5]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1085, "General", "1085"),
        (0.1, "General", "0.1"),
        (0.8531, "0.00%", "85.31%"),
        (0.105, "0%", "10.5%"),
        (1.5, '0.0"%"', "1.5"),  # the sign is a word here
        (1e-7, "General", "0.0000001"),
        (date(2020, 11, 3), "yyyy-mm-dd", "2020-11-03"),
        (datetime(2020, 11, 3, 9, 30), "yyyy-mm-dd hh:mm", "2020-11-03 09:30:00"),  # noqa: DTZ001 - sheets know no zones
        (True, "General", "是"),
        (" 延边 中院 ", "General", "延边 中院"),
        ("\u200b延边\u2060中院\ufeff", "General", "延边中院"),
        ("=1+1", "@", None),
    ],
)
def test_cells_of_xlsx_are_the_text_that_was_typed(
    tmp_path: Path, value: object, number_format: str, text: str | None
) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["B2"] = value
        sheet["B2"].number_format = number_format

    sheets, problems = read(workbook(tmp_path / "t.xlsx", fill))
    if text is None:
        assert [(problem.code, problem.place.column, problem.place.line) for problem in problems] == [
            ("sheet.not_calculated", "B", 2)
        ]
    else:
        assert (problems, sheets[0].rows[0].number, sheets[0].rows[0].cells) == ([], 2, ("", text))


def test_each_visible_sheet_is_a_table_and_a_hidden_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("诉讼", "执行", "空", "底稿"):
            sheet = book.add_worksheet(name)
            if name != "空":
                sheet.write_row(0, 0, ["院别", name])
            if name == "底稿":
                sheet.hide()
        book.get_worksheet_by_name("诉讼").merge_range("A3:A4", "延边中院")
    sheets, problems = read(path)
    assert [sheet.name for sheet in sheets] == ["诉讼", "执行"]
    assert sheets[0].merged == ((3, 1, 4, 1),)
    assert [(problem.severity, problem.place.sheet) for problem in problems] == [("warning", "底稿")]


def zipped(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in members.items():
            container.writestr(name, content)
    return data.getvalue()


def tampered(old: bytes, new: bytes) -> bytes:
    """A workbook with one sheet whose XML is changed."""
    plain = io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "院别"
    book.save(plain)
    with zipfile.ZipFile(plain) as container:
        members = {name: container.read(name) for name in container.namelist()}
    assert old in members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = members["xl/worksheets/sheet1.xml"].replace(old, new)
    return zipped(members)


LAUGHS = b"".join(
    b'<!ENTITY %s "%s">' % (name, (b"&%s;" % inner) * 10) for name, inner in [(b"b", b"a"), (b"c", b"b"), (b"d", b"c")]
)
WIDE = b'<row r="9">' + b"<c/>" * 200_000 + b"</row>"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
BAD_FILES: dict[str, tuple[bytes, str, str]] = {
    # file: content, code, words of the message
    "leer.csv": (b"", "sheet.empty", "文件是空的"),
    "空白.csv": (b" \r\n\r\n", "sheet.empty", "文件是空的"),
    "逗号.csv": (b",,\n,,\n", "sheet.empty", "文件是空的"),
    "图.csv": (b"\x89PNG\r\n\x1a\n\0\0", "sheet.foreign", "这是图片，不是电子表格"),
    "文.xlsx": (b"%PDF-1.7\n", "sheet.foreign", "这是PDF 文件"),
    "老.xls": (OLE, "sheet.old_excel", "另存为 .xlsx"),
    "锁.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "sheet.password", "去掉密码"),
    "网页.xls": (b"<html><table></table></html>", "sheet.foreign", "网页"),
    "包.xlsx": (zipped({"a.txt": b"x"}), "sheet.foreign", "压缩包"),
    "信.docx": (zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), "sheet.foreign", "Word 文档"),
    "表.ods": (zipped({"mimetype": ODS}), "sheet.foreign", "OpenDocument"),
    "表.xlsb": (zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "sheet.foreign", ".xlsb"),
    "坏.xlsx": (zipped({"[Content_Types].xml": b"<x", "xl/workbook.xml": b""}), "sheet.broken", "工作簿已损坏"),
    "断.xlsx": (zipped({"[Content_Types].xml": b"<x" * 99})[:80], "sheet.broken", "工作簿已损坏"),
    "弹.xlsx": (
        zipped({"[Content_Types].xml": b"", "xl/worksheets/sheet1.xml": bytes(64 * 1024 * 1024)}),
        "sheet.bomb",
        "解开后大得异常（64 MB",
    ),
    "笑.xlsx": (
        tampered(
            b"<worksheet",
            b'<!DOCTYPE w [<!ENTITY a "ha">' + LAUGHS + b"]><worksheet",
        ),
        "sheet.broken",
        "EntitiesForbidden",
    ),
    "宽.xlsx": (tampered(b"<sheetData>", b"<sheetData>" + WIDE), "sheet.columns", "500 列"),
    "行.xlsx": (tampered(b'r="A1"', b'r="ZZZZ1"'), "sheet.broken", "工作簿已损坏"),
    "乱.csv": (b"a,b\n\xff\xff\xff", "sheet.not_text", "第 5 字节"),
    "零.csv": (b"a,b\n1,\x002", "sheet.nul", "空字符"),
    "引号.csv": (b'a,b\n1,"2\n3,4\n', "sheet.quote", "引号不成对"),
    "引号二.csv": (b'a,b\n1,"2"x\n3,4\n', "sheet.quote", "引号不成对"),
    "很长.csv": (b"a,b\n1,2\n3," + b"x" * 200_000, "sheet.field", "有一格超过 131072 个字"),
    "长.csv": (b"a,b\n1," + b"x" * 10_001, "sheet.cell", "10001 个字"),
    "列.csv": (b"a" + b",b" * 500, "sheet.columns", "500 列"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_named_with_its_remedy(tmp_path: Path, name: str) -> None:
    content, code, words = BAD_FILES[name]
    path = tmp_path / name
    path.write_bytes(content)
    _, problems = read(path)
    assert [problem.code for problem in problems] == [code]
    assert words in problems[0].text()
    assert problems[0].place.file == str(path)


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (b"<c><v>0.85309999999999997</v></c>", "0.8531"),  # as Excel stores what was typed 0.8531
        (b"<c><v>0.30000000000000004</v></c>", "0.30000000000000004"),  # 0.1 + 0.2: kept, so that someone rounds it
        (b"<c><v>1.085E3</v></c>", "1085"),
        (b"<c><v>123456789012345678</v></c>", "123456789012345678"),
        (b'<c t="str"><f>""</f><v></v></c>', ""),
        (b'<c t="inlineStr"><is><t>x</t></is></c>', "x"),
        (b'<c t="d"><v>2020-11-03</v></c>', "2020-11-03"),
    ],
)
def test_cells_as_programs_store_them(tmp_path: Path, stored: bytes, text: str) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(tampered(b"<sheetData>", b'<sheetData><row r="1">' + stored + b"<c><v>1</v></c></row>"))
    assert cells(path)[0] == (text, "1")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "巨.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)  # sparse: takes no room
    sheets, (problem,) = read(path)
    assert not sheets
    assert problem.line() == f"{path}: 文件有 200 MB，最多 50 MB，没有读取。请按期间或单位拆成几个文件"


@pytest.mark.parametrize(
    ("name", "words"),
    [("figurs.csv", "找不到这个文件，是否为「figures.csv」？"), (".", "这是文件夹"), ("a\0b", "读不出来")],
)
def test_a_path_that_leads_nowhere(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "figures.csv").write_text("a", encoding="utf-8")
    _, (problem,) = read(f"{tmp_path}/{name}")
    assert words in problem.text()


def test_too_many_rows_are_cut_and_said(tmp_path: Path) -> None:
    limits = Limits(rows=3)
    plain = tmp_path / "t.csv"
    plain.write_text("a\n1\n2\n3\n4\n", encoding="utf-8")
    book = workbook(tmp_path / "t.xlsx", lambda sheet: [sheet.append([number]) for number in range(5)])
    for path in (plain, book):
        (sheet,), (problem,) = read(path, limits=limits)
        assert (len(sheet.rows), problem.code, problem.place.line) == (3, "sheet.rows", 4)


def test_error_values_and_uncalculated_formulas_stand_with_their_column(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("一")
        sheet.write_row(0, 0, ["院别", "改判率"])
        sheet.write_row(1, 0, ["延边中院"])
        sheet.write_formula(1, 1, "=1/0", value="#DIV/0!")
        sheet.write_formula(2, 1, "=1/4", value=0.25)
    lines = [problem.line() for problem in read(path)[1]]
    assert lines == [f"{path}[一]:2:改判率（B列）: 单元格是错误值 #DIV/0!。请改正公式，或填入正确的数"]


def test_the_name_shown_may_be_another_than_the_path(tmp_path: Path) -> None:
    path = tmp_path / "upload-17"
    path.write_bytes(b"")
    assert read(path, "统计表.csv")[1][0].place.file == "统计表.csv"


def test_the_limits_are_those_that_the_messages_promise() -> None:
    assert (LIMITS.file, LIMITS.rows, LIMITS.columns) == (50 * 1024 * 1024, 200_000, 500)
