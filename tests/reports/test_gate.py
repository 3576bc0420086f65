"""The gate: what veraPDF answers, that a paper says which gate it passed, that a signed file passes it again."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from reports.press import preflight
from reports.press.press import Paper, press
from reports.press.signing import Signer, sign
from rules.problem import ProblemError
from tests.reports.conftest import Year
from tests.reports.every_paper import PAPERS
from tests.reports.test_paper import text_of
from tests.reports.test_press import certificate, sheet

__all__ = ["certificate"]  # a fixture

PASS = "PASS STDIN 3u\n"
FAIL = "FAIL STDIN 3u\n  FAIL 6.2.11.4.1-1\n  FAIL 6.8-2\n"
WARNING = "Nov 23, 2026 3:41:07 AM org.verapdf.pd.font.truetype.PDTrueTypeFont getEncoding\nWARNING: odd\n"
BROKEN = 'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n'


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """Put a stand-in on the path that answers as veraPDF does and writes down what it was called with and given."""

    def made(out: str, err: str = "", status: int = 0) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        (folder / "out").write_text(out)
        (folder / "err").write_text(err)
        program = folder / "verapdf"
        program.write_text(
            f'#!/bin/sh\ncd {folder}\necho "$@" >arguments\ncat >file.pdf\ncat out\ncat err >&2\nexit {status}\n'
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        preflight.verapdf.cache_clear()
        return folder

    yield made
    preflight.verapdf.cache_clear()


@pytest.mark.parametrize(
    ("out", "err", "status", "fault"),
    [
        (PASS, "", 0, ""),
        (PASS, WARNING, 0, ""),
        (WARNING + PASS, "", 0, ""),
        (FAIL, "", 1, "veraPDF: 6.2.11.4.1-1, 6.8-2"),
        ("FAIL STDIN 3u\n", WARNING, 1, "veraPDF: FAIL STDIN 3u"),
        ("", BROKEN, 1, "veraPDF: " + BROKEN.strip()),
        ("", "", 0, "veraPDF: no answer"),
        ("PASSWORD\n", "", 0, "veraPDF: no answer"),
    ],
)
def test_what_verapdf_answers(out: str, err: str, status: int, fault: str, put: Callable[..., Path]) -> None:
    folder = put(out, err, status)
    assert preflight.gate() == preflight.VERA
    if fault:
        with pytest.raises(ProblemError, match="PDF/A") as caught:
            press(sheet())
        assert [problem.values["fault"] for problem in caught.value.problems] == [fault]
    else:
        paper = press(sheet())
        assert (paper.gate, (folder / "file.pdf").read_bytes()) == ("verapdf", paper.pdf)
    assert (folder / "arguments").read_text().split() == ["--flavour", "3u", "--format", "text", "--verbose"]


def test_a_paper_says_which_gate_it_passed(put: Callable[..., Path], tmp_path: Path) -> None:
    own = sheet()
    put(PASS)
    vera = sheet()
    said = []
    for one in (own, vera):
        paper = press(one)
        with pikepdf.open(io.BytesIO(paper.pdf)) as document, document.open_metadata() as metadata:
            keywords = (str(document.docinfo["/Keywords"]), str(metadata["pdf:Keywords"]))
        text = text_of(paper.pdf, tmp_path)
        said.append((paper.gate, keywords, "文件检查veraPDF" in text, "文件检查qpdf与系统预检" in text))
    assert said == [
        ("qpdf+hengji", ("PDF/A-3u, qpdf+hengji",) * 2, False, True),
        ("verapdf", ("PDF/A-3u, verapdf",) * 2, True, False),
    ]
    assert own.code != vera.code  # another paper: it says something else
    assert (vera.code, vera.html) == (sheet().code, sheet().html)


def test_a_paper_that_names_verapdf_does_not_leave_without_it() -> None:
    if preflight.verapdf():
        pytest.skip("veraPDF is installed")
    with pytest.raises(ProblemError, match="veraPDF"):
        press(replace(sheet(), gate=preflight.VERA))


@pytest.mark.skipif(shutil.which("verapdf") is None, reason="veraPDF is not installed")
@pytest.mark.parametrize("name", [one.name for one in PAPERS])
def test_every_kind_passes_verapdf_itself(name: str, year: Year) -> None:
    (paper,) = [one for one in year.papers if one.wanted.name == name]
    assert list(preflight.vera_faults(paper.path.read_bytes())) == []


@pytest.fixture(scope="module")
def printed() -> Paper:
    return press(sheet())


def test_a_signed_file_is_still_the_paper_and_its_signature_is_valid(printed: Paper, certificate: Signer) -> None:
    signed = sign(printed, certificate, sheet().attachment)
    assert signed.pdf.startswith(printed.pdf)
    assert preflight.faults(signed.pdf, sheet().attachment) == []
    with pikepdf.open(io.BytesIO(signed.pdf)) as document, document.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "U")
        assert document.attachments["score.json"].get_file().read_bytes().decode() == sheet().attachment
    status = status_of(signed.pdf, certificate)
    assert status.bottom_line
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE


def status_of(pdf: bytes, signer: Signer) -> PdfSignatureStatus:
    """What pyHanko's validator says of the one signature, with the test's own certificate as root."""
    assert signer.password_file is not None
    key = SimpleSigner.load_pkcs12(str(signer.certificate), passphrase=signer.password_file.read_bytes().strip())  # type: ignore[no-untyped-call]
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[key.signing_cert]))


def test_a_signed_file_that_lost_something_is_not_handed_over(printed: Paper, certificate: Signer) -> None:
    with pytest.raises(ProblemError, match="the attachment is not the scorecard"):
        sign(printed, certificate, "{}")
