"""Files are told by their content, kept by their hash, and there before any row is."""

from __future__ import annotations

import os
import stat
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from rules.problem import Problem
from workflow.attachments import Kept, Limits, Store, clean_name
from workflow.file_kinds import KINDS

PDF, PNG, JPEG = b"%PDF-1.7\n...", b"\x89PNG\r\n\x1a\n...", b"\xff\xd8\xff\xe0..."


def zipped(*names: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "attachments", Limits(each=1000, whole=1500, count=2))


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("证明.pdf", PDF, ("证明.pdf", "pdf")),
        ("证明.PDF", PDF, ("证明.pdf", "pdf")),
        ("照片.jpeg", JPEG, ("照片.jpeg", "jpeg")),
        ("照片.jpg", PNG, ("照片.png", "png")),
        ("无尾", PNG, ("无尾.png", "png")),
        ("报告.docx", zipped("[Content_Types].xml", "word/document.xml"), ("报告.docx", "docx")),
        ("报告.zip", zipped("xl/workbook.xml"), ("报告.xlsx", "xlsx")),
        ("公文.ofd", zipped("OFD.xml"), ("公文.ofd", "ofd")),
        ("../../etc/passwd.pdf", PDF, ("passwd.pdf", "pdf")),
        ("C:\\temp\\.htaccess", PDF, ("htaccess.pdf", "pdf")),
        ('a"<b>\r\n\x00|\u202efdp.exe', PDF, ("abfdp.pdf", "pdf")),
        ("", PDF, ("file.pdf", "pdf")),
        ("长" * 300 + ".pdf", PDF, ("长" * 100 + ".pdf", "pdf")),
    ],
)
def test_a_file_is_what_it_holds(store: Store, name: str, content: bytes, expected: tuple[str, str]) -> None:
    kept = store.keep(name, BytesIO(content))
    assert isinstance(kept, Kept)
    assert (kept.name, kept.kind) == expected
    assert store.read(kept.sha256) == content


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.pdf", b"", "attach-empty"),
        ("大.pdf", PDF + b"x" * 1000, "attach-too-large"),
        ("页.pdf", b"<html><script>", "attach-kind"),
        ("程序.pdf", b"MZ\x90\x00", "attach-kind"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "attach-kind"),
        ("坏.docx", b"PK\x03\x04 broken", "attach-kind"),
        ("包.docx", zipped("a.txt"), "attach-kind"),
        ("宏.docx", zipped("word/document.xml", "word/vbaProject.bin"), "attach-macros"),
        ("矢量.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "attach-kind"),
    ],
)
def test_what_is_not_taken(store: Store, name: str, content: bytes, code: str) -> None:
    found = store.keep(name, BytesIO(content))
    assert isinstance(found, Problem)
    assert found.code == code
    assert found.text()
    assert not any(path.is_file() for path in store.folder.rglob("*"))


def test_only_the_owner_reads_and_one_content_is_one_file(store: Store) -> None:
    first, second = (store.keep(name, BytesIO(PDF)) for name in ("甲.pdf", "乙.pdf"))
    assert isinstance(first, Kept)
    assert isinstance(second, Kept)
    assert first.sha256 == second.sha256
    files = [path for path in store.folder.rglob("*") if path.is_file()]
    assert files == [store.path(first.sha256)]
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(files[0].parent.stat().st_mode) == 0o700


def test_a_file_that_was_changed_is_not_handed_out(store: Store) -> None:
    kept = store.keep("甲.pdf", BytesIO(PDF))
    assert isinstance(kept, Kept)
    store.path(kept.sha256).write_bytes(PDF + b"!")
    assert store.read(kept.sha256) is None
    store.keep("甲.pdf", BytesIO(PDF))  # the same again mends it
    assert store.read(kept.sha256) == PDF
    assert store.read("0" * 64) is None


def test_cut_off_while_writing_leaves_no_file_of_that_name(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", cut)
    with pytest.raises(KeyboardInterrupt):
        store.keep("甲.pdf", BytesIO(PDF))
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_together_they_are_limited(store: Store) -> None:
    files = [Kept(f"{n}.pdf", "pdf", 800, str(n) * 64) for n in range(3)]
    assert [problem.code for problem in store.problems(files)] == ["attach-too-many", "attach-all-too-large"]
    assert store.problems(files[:1]) == []


def test_every_kind_has_a_name(store: Store) -> None:
    assert {clean_name("x", kind) for kind in KINDS.values()} == {
        f"x.{ending}" for ending in ("pdf", "jpg", "png", "docx", "xlsx", "ofd")
    }
