"""The front door: says what is missing, sets up once, keeps standard output for the command.

The script runs as it is, in a folder of its own whose requirements are empty, so nothing is fetched. What a machine
would answer (who am I, which packages are there) is answered by programs of the same name earlier in the PATH.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ["sh", "cat", "cut", "dirname", "env", "flock", "grep", "id", "mkdir", "mv", "readlink", "sha256sum", "tail"]
RENDERING = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-lxgw-wenkai"
TESTING = "chromium postgresql poppler-utils qpdf"
COMMANDS = [
    "demo", "serve", "check", "score", "template", "court", "people", "import", "report", "verify", "patrol", "bench",
    "test",
]  # fmt: skip


class Machine:
    """A checkout and a PATH: only the tools named above, gcc, and what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "衡绩 checkout"
        (self.root / "commands").mkdir(parents=True)
        shutil.copy(ROOT / "hengji", self.root)
        (self.root / "requirements.txt").touch()
        main = "import os, sys\nprint(sys.argv[1:], os.getcwd())\n"
        (self.root / "commands" / "__main__.py").write_text(main)
        self.tools = folder / "tools"
        self.tools.mkdir()
        for tool in TOOLS:
            (self.tools / tool).symlink_to(shutil.which(tool) or tool)
        self.answers("gcc", "")
        self.answers("dpkg-query", "installed")

    def answers(self, tool: str, text: str) -> None:
        """Let a program of this name print the text, whatever it is asked."""
        path = self.tools / tool
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\necho '{text}'\n")
        path.chmod(0o755)

    def start(self, *arguments: str, cwd: Path | None = None, python: str = sys.executable) -> subprocess.Popen[str]:
        environment = {"PATH": str(self.tools), "HENGJI_PYTHON": python, "HOME": str(self.root)}
        return subprocess.Popen(
            [str(self.root / "hengji"), *arguments],
            cwd=cwd, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *arguments: str, cwd: Path | None = None, python: str = sys.executable) -> tuple[int, str, str]:
        """Exit status, standard output, standard error."""
        process = self.start(*arguments, cwd=cwd, python=python)
        output, errors = process.communicate(timeout=600)
        return process.returncode, output, errors


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine on which two commands were started at once. Tests that use it leave it ready."""
    machine = Machine(tmp_path_factory.mktemp("ready"))
    runs = [machine.start("check", "办法.yaml") for _ in range(2)]
    results = [(*run.communicate(timeout=600), run.returncode) for run in runs]
    assert [(output, status) for output, _, status in results] == [(f"['check', '办法.yaml'] {Path.cwd()}\n", 0)] * 2
    assert sorted(errors for _, errors, _ in results) == [
        "另一个命令正在安装，等它完成\n",
        f"正在建立 Python 环境：{sys.executable}\n正在安装 Python 依赖（首次需要几分钟）\n",
    ]
    return machine


def test_help_names_every_command(machine: Machine) -> None:
    status, output, errors = machine.run("help")
    assert (status, errors) == (0, "")
    assert [line.split()[0] for line in output.split("\n\n")[1].splitlines()] == [*COMMANDS, "help"]


@pytest.mark.parametrize(
    ("arguments", "first"),
    [([], "用法："), (["scor"], "没有这个命令：scor"), (["--x"], "没有这个命令：--x")],
)
def test_what_is_no_command_gets_help_and_sets_nothing_up(machine: Machine, arguments: list[str], first: str) -> None:
    status, output, errors = machine.run(*arguments)
    assert (status, output) == (2, "")
    assert errors.startswith(first)
    assert "./hengji 命令 --help" in errors
    assert not (machine.root / ".venv").exists()


@pytest.mark.parametrize(
    ("command", "packages"),
    [
        ("check", ""),
        ("score", ""),
        ("template", ""),
        ("import", ""),
        ("verify", ""),
        ("bench", f"{RENDERING} chromium"),
        ("demo", RENDERING),
        ("serve", RENDERING),
        ("report", RENDERING),
        ("test", f"{RENDERING} {TESTING}"),
    ],
)
def test_an_ordinary_user_is_told_the_missing_packages(machine: Machine, command: str, packages: str) -> None:
    machine.answers("id", "1000")
    machine.answers("dpkg-query", "not-installed")
    (machine.tools / "gcc").unlink()
    names = f"{packages} gcc libc6-dev".strip()
    status, output, errors = machine.run(command)
    assert (status, output) == (2, "")
    assert errors.splitlines() == [
        f"缺少 Debian 软件包：{names}",
        f"请管理员（root）运行：apt-get install --no-install-recommends {names}",
    ]
    assert not (machine.root / ".venv").exists()


def test_root_has_the_missing_packages_installed(machine: Machine) -> None:
    """apt-get is called for them and nothing else; when it fails, the lists are fetched and it is tried once more."""
    machine.answers("id", "0")
    machine.answers("dpkg-query", "not-installed")
    machine.answers("dpkg", "")
    calls = machine.root / "calls"
    (machine.tools / "apt-get").write_text(f"#!/bin/sh\nprintf '%s ' \"$@\" >>'{calls}'; echo >>'{calls}'\nexit 1\n")
    (machine.tools / "apt-get").chmod(0o755)
    status, output, errors = machine.run("check")
    assert (status, output) == (2, "")
    assert errors.startswith("正在安装 Debian 软件包：libc6-dev\nDebian 软件包没有装上：libc6-dev\n")
    assert [line.split()[-1] for line in calls.read_text().splitlines()] == ["libc6-dev", "update"]


@pytest.mark.parametrize("python", ["/bin/false", "/nowhere/python3"])
def test_an_unfit_interpreter_is_refused(machine: Machine, python: str) -> None:
    status, _, errors = machine.run("check", python=python)
    assert status == 2
    assert errors.startswith("需要 Python 3.10 至 3.13。")


def test_a_second_run_does_nothing_and_says_nothing(ready: Machine) -> None:
    before = (ready.root / ".venv" / "hengji-stamp").stat().st_mtime_ns
    assert ready.run("score", "a.csv", "--json") == (0, f"['score', 'a.csv', '--json'] {Path.cwd()}\n", "")
    assert (ready.root / ".venv" / "hengji-stamp").stat().st_mtime_ns == before


def test_packages_that_went_missing_are_noticed_on_a_later_run(ready: Machine) -> None:
    ready.answers("id", "1000")
    ready.answers("dpkg-query", "not-installed")
    try:
        assert ready.run("check")[0] == 0
        assert ready.run("serve")[2].startswith(f"缺少 Debian 软件包：{RENDERING}\n")
    finally:
        ready.answers("dpkg-query", "installed")


def test_the_rooms_are_those_of_the_project_in_any_folder(ready: Machine, tmp_path: Path) -> None:
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands" / "__main__.py").write_text("print('the wrong one')")
    assert ready.run("check", cwd=tmp_path)[:2] == (0, f"['check'] {tmp_path}\n")


def test_changed_requirements_are_installed_into_the_same_environment(ready: Machine) -> None:
    marker = ready.root / ".venv" / "marker"
    marker.touch()
    (ready.root / "requirements.txt").write_text("# changed\n")
    status, _, errors = ready.run("check")
    assert (status, errors) == (0, "正在安装 Python 依赖（首次需要几分钟）\n")
    assert marker.exists()
    assert ready.run("check")[2] == ""


@pytest.mark.parametrize("damage", ["cut off", "no pip"])
def test_a_damaged_environment_is_made_anew(ready: Machine, damage: str) -> None:
    venv = ready.root / ".venv"
    (venv / "marker").touch()
    if damage == "cut off":
        (venv / "hengji-stamp").write_text("unfinished\n")
    else:
        (venv / "hengji-stamp").unlink()
        shutil.rmtree(next(venv.glob("lib/python*/site-packages/pip")))
    status, _, errors = ready.run("check")
    assert status == 0
    assert errors.startswith("正在建立 Python 环境：")
    assert not (venv / "marker").exists()
    assert ready.run("check")[2] == ""


def test_the_script_is_plain_posix_shell() -> None:
    subprocess.run(["dash" if shutil.which("dash") else "sh", "-n", ROOT / "hengji"], check=True)
    shellcheck = shutil.which("shellcheck")
    if shellcheck:
        assert subprocess.run([shellcheck, ROOT / "hengji"], check=False, capture_output=True, text=True).stdout == ""


def test_continuous_integration_runs_what_people_run() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert lines[-1] == "exec ./hengji test"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
