"""The gate: a file leaves the press only when it is a sound PDF/A-3u. veraPDF when it is installed; otherwise qpdf
(as the library pikepdf) and checks of our own. Which one is known before a paper is composed: it stands on the paper,
in its metadata and in its record.

Our own checks are those that a fault of ours could break: every font embedded, nothing that points outside or acts by
itself, an output intent, the metadata that says PDF/A-3u, and the attachment bound to the document.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from typing import Any

import pikepdf

from rules.problem import N_, Problem, register

register(
    {
        "paper-gate": N_("文件未通过 PDF/A 检查（{fault}），没有交付。请把此信息告诉系统管理员"),
    }
)
OWN, VERA = "qpdf+hengji", "verapdf"
GATES = {OWN: N_("qpdf 与系统预检"), VERA: "veraPDF"}  # as a paper says it
_ACTIONS = ("/JavaScript", "/JS", "/Launch", "/URI", "/GoToR", "/SubmitForm", "/ImportData")
_SECONDS = 60
_NAMED = 8  # failed rules that a fault lists


@cache
def verapdf() -> str | None:
    """Where veraPDF is, if it is."""
    return shutil.which("verapdf")


def gate() -> str:
    """Which gate papers go through on this machine."""
    return VERA if verapdf() else OWN


def faults(pdf: bytes, attachment: str | None, through: str = "") -> list[Problem]:
    """Why the file may not leave; empty when it may. ``through`` is the gate that the paper names; by default the one
    there is. A paper that names veraPDF does not leave where there is none.
    """
    found = list(_own(pdf, attachment))
    if not found and (through or gate()) == VERA:
        found = list(vera_faults(pdf))
    return [Problem("paper-gate", {"fault": fault}) for fault in found]


def _own(pdf: bytes, attachment: str | None) -> Iterator[str]:
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            yield from document.check_pdf_syntax()
            yield from _document(document, attachment)
    except pikepdf.PdfError as error:
        yield str(error)


def _document(document: pikepdf.Pdf, attachment: str | None) -> Iterator[str]:
    root = document.Root
    intents = list(root.get("/OutputIntents", []))
    if not any(intent.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in intent for intent in intents):
        yield "no output intent"
    metadata = bytes(root.Metadata.read_bytes()) if "/Metadata" in root else b""
    if b"pdfaid:part" not in metadata or not (b"pdfaid:conformance" in metadata and b"U" in metadata):
        yield "no PDF/A-3u in the metadata"
    if "/ID" not in document.trailer:
        yield "no file identifier"
    for one in document.objects:
        if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
            yield from _object(one)
    held = [document.attachments[name].get_file().read_bytes() for name in document.attachments]
    if held != ([] if attachment is None else [attachment.encode()]):
        yield "the attachment is not the scorecard"
    related = [spec.get("/AFRelationship") for spec in root.get("/AF", [])]
    if related != ([] if attachment is None else [pikepdf.Name("/Data")]):
        yield "the attachment is not bound to the document"


def _object(one: Any) -> Iterator[str]:  # noqa: ANN401 - a dictionary or a stream, which share no base
    kind, sort = one.get("/Type"), one.get("/Subtype")
    if kind == "/FontDescriptor" and not any(key in one for key in ("/FontFile", "/FontFile2", "/FontFile3")):
        yield f"font not embedded: {one.get('/FontName')}"
    if kind == "/Font" and sort != "/Type0" and "/FontDescriptor" not in one and "/DescendantFonts" not in one:
        yield f"font without descriptor: {one.get('/BaseFont')}"
    if kind == "/Font" and sort == "/Type0" and "/ToUnicode" not in one:
        yield f"font whose text cannot be read back: {one.get('/BaseFont')}"
    if sort in ("/Movie", "/Sound", "/RichMedia", "/3D", "/Screen"):
        yield f"{sort} on a page"
    if one.get("/S") in _ACTIONS or "/OpenAction" in one or "/AA" in one:
        yield f"an action: {one.get('/S')}"
    if kind == "/Filespec" and "/EF" not in one:
        yield "a reference to another file"


def vera_faults(pdf: bytes) -> Iterator[str]:
    """VeraPDF reads the file from its standard input and answers in a line ``PASS STDIN 3u`` or ``FAIL STDIN 3u``;
    below it stand the rules that failed. Java may say something before it; anything but a pass is a fault.
    """
    command = [verapdf() or VERA, "--flavour", "3u", "--format", "text", "--verbose"]
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - no user's text in it
    except (OSError, subprocess.TimeoutExpired) as error:
        yield f"veraPDF gave no answer: {type(error).__name__}"
        return
    lines = done.stdout.decode(errors="replace").splitlines()
    verdicts = [line for line in lines if line.startswith(("PASS ", "FAIL "))]
    if len(verdicts) == 1 and verdicts[0].startswith("PASS "):
        return
    rules = [line.split()[1] for line in lines if line.startswith("  FAIL ")]
    said = done.stderr.decode(errors="replace").strip().splitlines()
    yield "veraPDF: " + (", ".join(rules[:_NAMED]) or ((verdicts or said or ["no answer"])[-1])[:200])
