"""The press: what leaves it is sound PDF/A, the same each time; the gate, the worker, the signature, the fonts."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from PIL import Image, ImageChops, ImageStat

from reports.press import fonts, preflight
from reports.press.press import press
from reports.press.proof import draft_reasons
from reports.press.sheet import Proof, Sheet
from reports.press.signing import Signer, sign, signer_from
from reports.press.workers import FAMILIES, PROBE, Limits, Workers, probe
from reports.scorecard import sheet_of
from rules.problem import Problem, ProblemError
from tests.reports.test_paper import ROOT, card, text_of

PATIENCE = 300.0  # seconds: a worker starts slowly on a machine with other work
MOMENT = datetime(2020, 12, 1, tzinfo=timezone.utc)
APPROVED = Path(__file__).parent / "approved"
RARE = "𠮷㛃䶮㐱龘"


def proof(draft: tuple[str, ...] = (), subject: str = "甲队") -> Proof:
    return Proof("scorecard", "示一院", subject, "2020 年 11 月", "1", "ab" * 32, 1, MOMENT, draft)


def sheet(draft: tuple[str, ...] = (), subject: str = "甲队") -> Sheet:
    return sheet_of(card(subject), proof(draft, subject), {"subject": subject, "total": "2.50"})


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return press(sheet()).pdf


def test_a_rare_name_prints_in_all_families(tmp_path: Path) -> None:
    paper = press(sheet(subject=RARE))
    assert paper.problems == ()
    assert text_of(paper.pdf, tmp_path).count(RARE) > 1
    assert probe() == fonts_that_stand_in()
    assert set(RARE) <= set(PROBE)
    assert len(FAMILIES) == 4


def fonts_that_stand_in() -> tuple[Problem, ...]:
    """A machine without a network has no 仿宋 and says so; nothing else may be amiss."""
    return tuple(problem for problem in fonts.font_problems() if problem.code == "paper-font-substitute")


@pytest.mark.parametrize(
    ("sealed", "unsigned", "said"),
    [
        (True, (), ""),
        (False, (), "草稿不作为考核结果使用：未封存"),
        (True, ("主席",), "草稿不作为考核结果使用：缺主席签名"),
        (False, ("主席", "考核办"), "草稿不作为考核结果使用：未封存；缺主席签名；缺考核办签名"),
    ],
)
def test_a_draft_says_so_and_why(tmp_path: Path, unsigned: tuple[str, ...], said: str, *, sealed: bool) -> None:
    text = text_of(press(sheet(draft_reasons(sealed=sealed, unsigned=unsigned))).pdf, tmp_path)
    assert said in text
    assert ("草稿" in text) == bool(said)


def test_the_proof_is_on_the_paper(tmp_path: Path, pdf: bytes) -> None:
    text = text_of(pdf, tmp_path)
    for words in (sheet().code, "ab" * 16, "2020年11月", "第1次关账", "v1·数据abababab"):
        assert words in text
    assert sheet().code != sheet(subject="乙队").code
    assert sheet().code == sheet().code
    assert "<svg" in sheet().html


@pytest.mark.parametrize(
    ("asked", "said"), [("", "zh-CN"), ("zh", "zh-CN"), ("en", "en"), ("zh_Hant_TW", "zh-Hant-TW")]
)
def test_a_paper_names_its_language(asked: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HENGJI_LANGUAGE", asked)
    assert f'<html lang="{said}">' in sheet().html


def test_the_same_bytes_in_another_process(pdf: bytes) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from hashlib import sha256;"
        "from tests.reports.test_press import sheet; from reports.press.press import press;"
        "sys.stdout.buffer.write(press(sheet()).pdf)"
    )
    for seed in ("1", "2024"):
        command = [sys.executable, "-X", "utf8", "-c", program]
        done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        assert done.stdout == pdf


def _drop_intent(document: pikepdf.Pdf) -> None:
    del document.Root.OutputIntents


def _drop_font(document: pikepdf.Pdf) -> None:
    for one in document.objects:
        if isinstance(one, pikepdf.Dictionary) and "/FontFile2" in one:
            del one["/FontFile2"]


def _open_a_page(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://example.invalid/")


def _other_data(document: pikepdf.Pdf) -> None:
    document.attachments["score.json"] = pikepdf.AttachedFileSpec(
        document, b"{}", description="", filename="score.json", mime_type="application/json", creation_date="",
        mod_date="",
    )


def _drop_bond(document: pikepdf.Pdf) -> None:
    del document.Root.AF


def _drop_metadata(document: pikepdf.Pdf) -> None:
    del document.Root.Metadata


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda _document: None, ""),
        (_drop_intent, "no output intent"),
        (_drop_font, "font not embedded"),
        (_open_a_page, "an action"),
        (_other_data, "the attachment is not the scorecard"),
        (_drop_bond, "the attachment is not bound"),
        (_drop_metadata, "no PDF/A-3u"),
    ],
)
def test_the_gate(pdf: bytes, spoil: Callable[[pikepdf.Pdf], None], said: str) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        spoil(document)
        changed = io.BytesIO()
        document.save(changed)
    found = [problem.values["fault"] for problem in preflight.faults(changed.getvalue(), sheet().attachment)]
    assert bool(found) == bool(said)
    assert said in "；".join(found)


def test_what_is_no_pdf_does_not_pass(pdf: bytes) -> None:
    assert preflight.faults(pdf[: len(pdf) // 2], sheet().attachment) != []
    assert preflight.faults(b"", None) != []


def test_a_worker_prints_the_same_and_is_stopped_at_its_deadline(pdf: bytes) -> None:
    with Workers(1, Limits(seconds=PATIENCE)) as workers:
        workers.submit(7, sheet())
        done = list(workers.wait(PATIENCE))
        assert [(tag, getattr(paper, "pdf", None)) for tag, paper in done] == [(7, pdf)]
    with Workers(1, Limits(seconds=0.01)) as workers:
        workers.submit(1, sheet())
        ((_, problems),) = list(workers.wait(PATIENCE))
        assert [one.code for one in problems] == ["paper-deadline"]  # type: ignore[union-attr]  # problems, as the next line shows
        assert workers.pids() == []
    with Workers(1, Limits(seconds=PATIENCE, memory=80 * 1024 * 1024)) as workers:
        workers.submit(1, sheet())
        ((_, problems),) = list(workers.wait(PATIENCE))
        assert {one.code for one in problems} <= {"paper-memory", "paper-worker"}  # type: ignore[union-attr]  # as above


def test_a_worker_has_no_way_out() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import socket; from reports.press.workers import shut_off\n"
        "shut_off(2**31)\n"
        "try:\n    socket.create_connection(('127.0.0.1', 9), 1)\n"
        "except PermissionError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("the press has no network")


@pytest.fixture
def certificate(tmp_path: Path) -> Signer:
    """A certificate of the test's own."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "示一院（测试）")])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.KeyUsage(
            digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
        ), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    packed = pkcs12.serialize_key_and_certificates(b"hengji", key, made, None, BestAvailableEncryption(b"secret"))
    (tmp_path / "court.p12").write_bytes(packed)
    (tmp_path / "password").write_text("secret\n")
    return Signer(tmp_path / "court.p12", tmp_path / "password")


def signature_of(pdf: bytes, folder: Path) -> str:
    (folder / "signed.pdf").write_bytes(pdf)
    done = subprocess.run(["pdfsig", "-nocert", folder / "signed.pdf"], capture_output=True, text=True, check=False)  # noqa: S607
    return done.stdout


def test_a_signature_holds_and_shows_what_was_changed(tmp_path: Path, certificate: Signer) -> None:
    paper = press(sheet())
    signed = sign(paper, certificate, sheet().attachment)
    assert (paper.signed, signed.signed, signed.pdf[: len(paper.pdf)]) == (False, True, paper.pdf)
    assert "Signature is Valid" in signature_of(signed.pdf, tmp_path)
    spoilt = bytearray(signed.pdf)
    spoilt[2000] ^= 1
    assert "Signature is Valid" not in signature_of(bytes(spoilt), tmp_path)


def test_a_certificate_that_cannot_be_used_is_told_at_the_start(certificate: Signer) -> None:
    given = {"HENGJI_SIGN_P12": str(certificate.certificate)}
    assert signer_from({}) is None
    assert signer_from({**given, "HENGJI_SIGN_PASSWORD_FILE": str(certificate.password_file)}) == certificate
    for wrong in (given, {"HENGJI_SIGN_P12": "/no/such/file.p12"}):
        with pytest.raises(ProblemError, match="签名证书读不出来"):
            signer_from(wrong)


def test_missing_fonts_are_named_with_their_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
    monkeypatch.setenv(fonts.ENVIRONMENT, str(tmp_path / "fonts"))
    fonts.sources.cache_clear()
    try:
        said = {problem.text() for problem in fonts.font_problems()}
        assert "缺少宋体字体：请安装 Debian 软件包 fonts-noto-cjk，然后重新运行 ./hengji" in said
        assert "缺少楷体字体：请安装 Debian 软件包 fonts-lxgw-wenkai，然后重新运行 ./hengji" in said
        assert any("缺少仿宋字体，暂以楷体代替" in one and "texlive-lang-chinese" in one for one in said)
        with pytest.raises(ProblemError, match="fonts-noto-cjk"):
            fonts.prepare()
    finally:
        fonts.sources.cache_clear()


@pytest.mark.parametrize(("name", "draft"), [("scorecard", ()), ("scorecard-draft", ("未封存",))])
def test_a_page_looks_as_approved(tmp_path: Path, name: str, draft: tuple[str, ...]) -> None:
    """A page drawn small and grey, held to a picture that a person has looked at. Another release of a font may move a
    shade, not a line.
    """
    (tmp_path / "a.pdf").write_bytes(press(sheet(draft)).pdf)
    command = ["pdftoppm", "-r", "60", "-gray", "-f", "1", "-l", "1", "-singlefile", "-png", "a.pdf", "a"]
    subprocess.run(command, cwd=tmp_path, check=True)
    with Image.open(tmp_path / "a.png") as drawn, Image.open(APPROVED / f"{name}.png") as approved:
        assert drawn.size == approved.size
        assert ImageStat.Stat(ImageChops.difference(drawn.convert("L"), approved.convert("L"))).mean[0] < 2
