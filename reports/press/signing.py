"""The last step, where a court has a certificate: a paper is signed (PAdES), after everything else about it is settled.

Settings: ``HENGJI_SIGN_P12`` names a PKCS #12 file with certificate and key, ``HENGJI_SIGN_PASSWORD_FILE`` a file
that holds its password; without the first, nothing is signed. A signed file is one revision longer than the unsigned
one, and holds the moment of signing, so it is not the same bytes twice: the paper's code stays the same, each signing
is recorded.
"""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from reports.press import preflight
from reports.press.press import Paper
from rules.problem import N_, Place, Problem, ProblemError, register

register(
    {
        "sign-file": N_("签名证书读不出来：请检查文件是否为 PKCS #12（.p12、.pfx）、口令是否正确"),
        "sign-failed": N_("没有签成（{reason}），没有交付"),
    }
)
FIELD = "Hengji"


@dataclass(frozen=True, slots=True)
class Signer:
    """Where the certificate lies. Its content is read in the process that signs, and nowhere else."""

    certificate: Path
    password_file: Path | None = None


def signer_from(environment: Mapping[str, str] = os.environ) -> Signer | None:
    """The signer of the settings; ``None`` when the court signs nothing. Raises :class:`ProblemError` when the
    certificate cannot be used: found out at the start, not at the first paper.
    """
    path = environment.get("HENGJI_SIGN_P12")
    if not path:
        return None
    password = environment.get("HENGJI_SIGN_PASSWORD_FILE")
    signer = Signer(Path(path), Path(password) if password else None)
    _key(signer)
    return signer


def sign(paper: Paper, signer: Signer, attachment: str | None) -> Paper:
    """The same paper with an invisible signature over all of it; ``attachment`` is what it was printed with.

    A signature is a revision written behind the file, so the whole goes through its gate once more. Raises
    :class:`ProblemError`.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - half a second, for courts that sign
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner  # noqa: PLC0415 - as above
    from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415 - as above

    metadata = PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    target = io.BytesIO()
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(paper.pdf))
        asyncio.run(PdfSigner(metadata, _key(signer)).async_sign_pdf(writer, output=target))
    except ProblemError:
        raise
    except Exception as error:  # pyHanko has no common base for its errors
        raise ProblemError([Problem("sign-failed", {"reason": f"{type(error).__name__}: {error}"[:200]})]) from error
    signed = target.getvalue()
    if faults := preflight.faults(signed, attachment, paper.gate):
        raise ProblemError(faults)
    return replace(paper, pdf=signed, signed=True)


@lru_cache(maxsize=1)
def _key(signer: Signer) -> Any:  # noqa: ANN401 - pyHanko's signer
    from pyhanko.sign import SimpleSigner  # noqa: PLC0415 - as above

    try:
        password = signer.password_file.read_bytes().strip() if signer.password_file else None
        key = SimpleSigner.load_pkcs12(str(signer.certificate), passphrase=password)  # type: ignore[no-untyped-call]
    except OSError as error:
        place = Place(str(error.filename or signer.certificate))
        raise ProblemError([Problem("sign-file", place=place)]) from error
    if key is None:
        raise ProblemError([Problem("sign-file", place=Place(str(signer.certificate)))])
    return key
