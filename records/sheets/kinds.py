"""What a file really is, by its first bytes: names lie."""

from __future__ import annotations

from rules.problem import N_, Problem

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", N_("PDF 文件")),
    (b"\x89PNG", N_("图片")),
    (b"\xff\xd8\xff", N_("图片")),
    (b"GIF8", N_("图片")),
    (b"BM", N_("图片")),
    (b"Rar!", N_("RAR 压缩包")),
    (b"7z\xbc\xaf", N_("7z 压缩包")),
    (b"\x1f\x8b", N_("gzip 压缩包")),
    (b"PK\x05\x06", N_("空的压缩包")),
    (b"SQLite format 3", N_("数据库文件")),
    (b"\x7fELF", N_("程序文件")),
    (b"MZ", N_("程序文件")),
    (b"{\\rtf", N_("RTF 文档")),
    (b"<!DOCTYPE html", N_("网页")),
    (b"<html", N_("网页")),
)
_TEXT_LIKE = (b"BM", b"MZ")  # two letters may also begin a CSV: these count only with a NUL nearby


def not_a_table(data: bytes) -> Problem | None:
    """Why these bytes are neither text nor a workbook, where their beginning tells."""
    if data.startswith(_OLE):
        # An encrypted workbook is wrapped in the old container, with this name in its directory.
        protected = "EncryptedPackage".encode("utf-16-le") in data
        return Problem("sheet.password" if protected else "sheet.old_excel")
    head = data[:512]
    for magic, what in _FOREIGN:
        if head[: len(magic)].lower() == magic.lower() and (magic not in _TEXT_LIKE or b"\0" in head):
            return Problem("sheet.foreign", {"what": what})
    return None


def not_a_workbook(members: list[str], kind: str) -> Problem | None:
    """Why this zip is no XLSX; ``kind`` is the content of its ``mimetype`` member, which OpenDocument has."""
    if "opendocument" in kind:
        return Problem("sheet.foreign", {"what": N_("OpenDocument 文件（.ods 等）")})
    if "xl/workbook.bin" in members:
        return Problem("sheet.foreign", {"what": N_("二进制工作簿（.xlsb）")})
    if any(name.startswith("word/") for name in members):
        return Problem("sheet.foreign", {"what": N_("Word 文档")})
    if any(name.startswith("ppt/") for name in members):
        return Problem("sheet.foreign", {"what": N_("演示文稿")})
    if "[Content_Types].xml" not in members:
        return Problem("sheet.foreign", {"what": N_("压缩包")})
    return None
