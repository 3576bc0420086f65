"""Where a job's files lie: ``instance/papers/JOB/0001 name.pdf``, readable by the program's own user alone.

A file's name is made from its place in the print order, so a paper printed again after a crash takes the place of the
first, and each file appears whole or not at all.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from reports.press.text import file_name

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = "HENGJI_PAPERS"
_DIGITS = 4
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can hold: same files, same bytes


def home() -> Path:
    """The folder of all jobs."""
    return Path(os.environ.get(ENVIRONMENT) or ROOT / "instance" / "papers")


def folder_of(shelf: Path, job_id: int) -> Path:
    """A job's folder, made when it is missing."""
    folder = shelf / str(job_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def name_of(position: int, name: str) -> str:
    """0001 甲 2025年 记分卡.pdf: sorts as it is to be printed, and no two are one."""
    return file_name(f"{position:0{_DIGITS}d}", *name.removesuffix(".pdf").split(" "))


def put(folder: Path, name: str, pdf: bytes) -> None:
    """Beside it first, down to the disk, then into place."""
    beside = folder / f".{os.getpid()}.part"
    try:
        with beside.open("wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / name)
    finally:
        beside.unlink(missing_ok=True)


def pack(folder: Path, names: Iterable[str]) -> Iterator[bytes]:
    """The files as one ZIP, in pieces, in the order given: a court's year need not fit into memory. PDFs do not
    compress.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, (folder / name).read_bytes())
            yield sink.taken()
    yield sink.taken()


class _Sink:
    """What ZipFile writes to: it cannot seek, so nothing written is needed again."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._length = 0

    def write(self, piece: bytes, /) -> int:
        """Kept until it is taken."""
        self._pieces.append(bytes(piece))
        self._length += len(piece)
        return len(piece)

    def tell(self) -> int:
        """How much has been written."""
        return self._length

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        """What came since it was last asked."""
        found, self._pieces = b"".join(self._pieces), []
        return found
