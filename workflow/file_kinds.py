"""What a file is, told by its content: the few kinds that may be attached, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from rules.phrase import listed
from rules.problem import N_, Problem, register

register(
    {
        "attach-kind": N_("「{name}」不是可以上传的文件。可上传：{known}。请另存为其中一种再上传"),
        "attach-macros": N_("「{name}」带有宏，不能上传。请另存为不带宏的文件（.docx、.xlsx）再上传"),
    }
)
_OFFICE = "application/vnd.openxmlformats-officedocument"
MOST_ENTRIES = 10_000  # in a zipped file; its parts are listed, never unpacked


@dataclass(frozen=True, slots=True)
class FileKind:
    """``key`` is how records call it; ``endings`` how its names may end, the usual one first."""

    key: str
    title: str
    media_type: str
    endings: tuple[str, ...]


KINDS: Mapping[str, FileKind] = {
    kind.key: kind
    for kind in (
        FileKind("pdf", "PDF", "application/pdf", ("pdf",)),
        FileKind("jpeg", "JPEG", "image/jpeg", ("jpg", "jpeg")),
        FileKind("png", "PNG", "image/png", ("png",)),
        FileKind(
            "docx",
            N_("Word（.docx）"),
            f"{_OFFICE}.wordprocessingml.document",
            ("docx",),
        ),
        FileKind("xlsx", N_("Excel（.xlsx）"), f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",)),
        FileKind("ofd", "OFD", "application/ofd", ("ofd",)),
    )
}
_STARTS = (("pdf", b"%PDF-"), ("jpeg", b"\xff\xd8\xff"), ("png", b"\x89PNG\r\n\x1a\n"))
_PARTS = (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml"), ("ofd", "OFD.xml"))


def kind_of(name: str, content: bytes) -> FileKind | Problem:
    """The kind of a file, whatever its name says."""
    for key, start in _STARTS:
        if content.startswith(start):
            return KINDS[key]
    parts = _parts(content) if content.startswith(b"PK\x03\x04") else frozenset()
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        return Problem("attach-macros", {"name": name})
    for key, part in _PARTS:
        if part in parts:
            return KINDS[key]
    return Problem("attach-kind", {"name": name, "known": listed(kind.title for kind in KINDS.values())})


def _parts(content: bytes) -> frozenset[str]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, NotImplementedError, OSError):
        return frozenset()
    return frozenset(names) if len(names) <= MOST_ENTRIES else frozenset()
