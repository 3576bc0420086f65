"""docs/dependencies.md says why each package is here: one line for each, and none for what is gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = (ROOT / "hengji").read_text()
PAGE = (ROOT / "docs" / "dependencies.md").read_text()


def explained(heading: str) -> list[str]:
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [row.split("|")[1].strip() for row in section.splitlines() if re.match(r"\| [a-z]+(?!.*---)", row)][1:]


@pytest.mark.parametrize(
    ("heading", "file"),
    [
        ("Python: `requirements.txt`", "requirements.txt"),
        ("Python, for tests: `requirements-dev.txt`", "requirements-dev.txt"),
        ("Python, for the bench: `bench/requirements.txt`", "bench/requirements.txt"),
    ],
)
def test_every_pinned_package_is_explained(heading: str, file: str) -> None:
    lines = [line for line in (ROOT / file).read_text().splitlines() if line and not line.startswith(("#", "-r "))]
    assert [line for line in lines if not re.fullmatch(r"[\w.\[\]-]+==[\w.]+( ; .+)?", line)] == []
    # A package may have one pin for each range of Python versions.
    assert explained(heading) == list(dict.fromkeys(line.split("==")[0] for line in lines))


def test_every_debian_package_is_explained() -> None:
    lists = " ".join(re.findall(r'^\w+_packages="(.*)"$', SCRIPT, flags=re.MULTILINE)).split()
    assert explained("Debian packages") == ["python3", "python3-venv", "python3-dev", "gcc", "libc6-dev", *lists]
