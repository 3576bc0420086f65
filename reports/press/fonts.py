"""The four families of Chinese papers, cut down to small fonts of our own.

The installed fonts hold 65,000 shapes each, as cubic curves. A paper needs the 6,763 characters of GB 2312 and some
marks; cut down to these and turned into TrueType, a report takes two thirds of the time and a third of the memory.
What a cut lacks comes from the whole font behind it (``families.conf``). The cuts lie in ``instance/fonts/``, in a
folder named after the hash of what they were made from: a new font package makes new ones, and papers printed before
stay what they are. They are made once, at set-up or at first use, in about half a minute.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from functools import cache
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp

from reports.press.cutting import cut
from rules.problem import N_, Problem, ProblemError, register

register(
    {
        "paper-font-missing": N_("缺少{family}字体：请安装 Debian 软件包 {package}，然后重新运行 ./hengji"),
        "paper-font-substitute": N_(
            "缺少{family}字体，暂以{instead}代替：请联网后重新运行 ./hengji，由它从 Debian 软件包 {package} 取用"
        ),
        "paper-font-folder": N_("字体文件写不进去（{reason}）：{folder}"),
    }
)
ROOT = Path(__file__).resolve().parents[2]
FOLDERS = tuple(
    map(Path, ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/texlive/texmf-dist/fonts/opentype"))
)
RECIPE = "2"  # counted up when the cut itself changes, so that the next start makes new ones
ENVIRONMENT = "HENGJI_FONTS"  # another folder than instance/fonts


@dataclass(frozen=True, slots=True)
class Face:
    """One cut: the family and weight it prints, the file it comes from and which font of that file."""

    family: str
    title: str
    weight: int
    source: str
    number: int
    package: str
    needed: bool = True

    @property
    def file(self) -> str:
        """What the cut is called."""
        return f"{self.family.replace(' ', '')}-{self.weight}.ttf"


FACES = (
    Face("Hengji Song", N_("宋体"), 400, "NotoSerifCJK-Regular.ttc", 2, "fonts-noto-cjk"),
    Face("Hengji Song", N_("宋体"), 700, "NotoSerifCJK-Bold.ttc", 2, "fonts-noto-cjk"),
    Face("Hengji Hei", N_("黑体"), 400, "NotoSansCJK-Regular.ttc", 2, "fonts-noto-cjk"),
    Face("Hengji Hei", N_("黑体"), 700, "NotoSansCJK-Bold.ttc", 2, "fonts-noto-cjk"),
    Face("Hengji Kai", N_("楷体"), 400, "LXGWWenKai-Regular.ttf", 0, "fonts-lxgw-wenkai"),
    Face("Hengji Fang", N_("仿宋"), 400, "FandolFang-Regular.otf", 0, "texlive-lang-chinese", needed=False),
)


def home() -> Path:
    """Where cuts and the fetched 仿宋 lie."""
    return Path(os.environ.get(ENVIRONMENT) or ROOT / "instance" / "fonts")


@cache
def sources() -> dict[str, Path]:
    """The installed files that faces are cut from, by name."""
    wanted = {face.source for face in FACES}
    found: dict[str, Path] = {}
    for folder in (home() / "sources", *FOLDERS):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.name in wanted:
                found.setdefault(path.name, path)
    return found


def font_problems() -> tuple[Problem, ...]:
    """Fonts that are not installed, each with its package. An error where nothing can stand in for it; papers whose
    body is 仿宋 are printed in 楷体 without it, with a warning.
    """
    lacking = [face for face in FACES if face.source not in sources()]
    packages = {(face.title, face.package, face.needed): None for face in lacking}
    return tuple(
        Problem("paper-font-missing", {"family": title, "package": package})
        if needed
        else Problem(
            "paper-font-substitute", {"family": title, "instead": N_("楷体"), "package": package}, severity="warning"
        )
        for title, package, needed in packages
    )


def prepare() -> Path:
    """Make what is not made yet and let fontconfig read it and nothing else; the folder of the cuts.

    To be called before WeasyPrint is imported. Raises as :func:`made` does.
    """
    folder = made()
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
    return folder


def made() -> Path:
    """Make what is not made yet; the folder of the cuts. Two processes at once wait for each other.

    Raises :class:`ProblemError` when a font is missing that nothing can stand in for.
    """
    if errors := [problem for problem in font_problems() if problem.severity == "error"]:
        raise ProblemError(errors)
    try:
        return _made()
    except OSError as error:
        values = {"reason": error.strerror or str(error), "folder": str(home())}
        raise ProblemError([Problem("paper-font-folder", values)]) from error


def _made() -> Path:
    home().mkdir(parents=True, exist_ok=True)
    with (home() / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        folder = home() / _key()
        if not folder.is_dir():
            beside = Path(mkdtemp(prefix="making-", dir=home()))
            _make(beside)
            beside.chmod(0o755)
            _configure(beside, folder)
            beside.replace(folder)
        return folder


def _make(folder: Path) -> None:
    """All faces, on all processors: each takes about ten seconds."""
    if sys.stderr.isatty():
        print(N_("正在准备报表字体（只做一次，约半分钟）"), file=sys.stderr)  # noqa: T201 - said to who waits
    faces = [face for face in FACES if face.source in sources()]
    with ProcessPoolExecutor(min(len(faces), os.cpu_count() or 1), mp_context=get_context("spawn")) as pool:
        done = [
            pool.submit(cut, sources()[face.source], face.number, face.family, face.weight, folder / face.file)
            for face in faces
        ]
        for each in done:
            each.result()


def _configure(folder: Path, final: Path) -> None:
    template = Path(__file__).with_name("families.conf").read_text(encoding="utf-8")
    text = template.replace("{own}", str(final)).replace("{cache}", str(home() / "cache"))
    (folder / "fonts.conf").write_text(text, encoding="utf-8")


def _key() -> str:
    """Names the folder: what the cuts are made from, and where they lie, since their configuration says so."""
    families = Path(__file__).with_name("families.conf").read_text(encoding="utf-8")
    said = json.dumps([RECIPE, str(home()), list(_hashes()), families])
    return sha256(said.encode()).hexdigest()[:16]


def _hashes() -> Iterator[tuple[str, int, str]]:
    """Each face's source. A file is read again only when its size or time changed: all are a hundred megabytes."""
    known_path = home() / "sources.json"
    try:
        known: dict[str, list[object]] = json.loads(known_path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    seen: dict[str, list[object]] = {}
    for face in FACES:
        path = sources().get(face.source)
        if path is None:
            continue
        stat = path.stat()
        mark = [str(path), stat.st_size, stat.st_mtime_ns]
        if face.source not in seen:
            old = known.get(face.source)
            digest = old[3] if old and old[:3] == mark else sha256(path.read_bytes()).hexdigest()
            seen[face.source] = [*mark, digest]
        yield face.file, face.number, str(seen[face.source][3])
    if seen != known:
        known_path.write_text(json.dumps(seen), encoding="utf-8")


if __name__ == "__main__":
    prepare()
