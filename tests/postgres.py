"""A PostgreSQL cluster of the tests' own: made when the first test asks for it, gone with the last.

It listens on a socket in a temporary folder and nowhere else, so it meets neither the system's cluster nor that of
another test process (each pytest-xdist worker has its own).
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

USER = "hengji"
# A crash may lose the data: nothing waits for the disk.
SETTINGS = {"listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def programs() -> Path:
    """The folder of the newest installed PostgreSQL: Debian keeps initdb and postgres out of the PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    if not folders:
        pytest.fail("PostgreSQL is not installed: apt-get install postgresql")
    return folders[-1]


def unprivileged(folder: Path) -> list[str]:
    """The prefix of commands for the cluster: PostgreSQL refuses root, and ends when the tests end in any way."""
    prefix = ["setpriv", "--pdeathsig", "INT"]
    if os.getuid() != 0:
        return prefix
    account = pwd.getpwnam("postgres")  # comes with Debian's package
    os.chown(folder, account.pw_uid, account.pw_gid)
    return [*prefix, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Path]:
    """A running cluster; the value is the folder of its socket."""
    # Not tmp_path_factory: the path of a socket is limited to 107 bytes, and the parents must be open to another user.
    folder = Path(tempfile.mkdtemp(prefix="hengji-pg-", dir="/tmp"))
    prefix, data = unprivileged(folder), folder / "data"
    try:
        initdb = [str(programs() / "initdb"), "-D", str(data), "-U", USER, "--no-sync", "-A", "trust"]
        subprocess.run([*prefix, *initdb, "-E", "UTF8", "--locale=C"], cwd=folder, check=True, capture_output=True)
        options = [f"--{name}={value}" for name, value in {**SETTINGS, "unix_socket_directories": folder}.items()]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen([*prefix, programs() / "postgres", "-D", data, *options], cwd=folder, stderr=log)
        try:
            wait_until_up(server, folder)
            yield folder
        finally:
            server.send_signal(signal.SIGINT)  # "fast": ends sessions that a failed test left open
            server.wait(timeout=120)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_up(server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(host=str(folder), user=USER, dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("PostgreSQL did not start:\n" + (folder / "log").read_text(errors="replace"))


_numbers = count(1)


@pytest.fixture
def postgres_url(postgres_cluster: Path) -> Iterator[Callable[[], str]]:
    """A function: each call makes an empty database and returns its address. They are dropped after the test."""
    names: list[str] = []
    with psycopg.connect(host=str(postgres_cluster), user=USER, dbname="postgres", autocommit=True) as connection:

        def make() -> str:
            names.append(f"test_{next(_numbers)}")
            connection.execute(f'CREATE DATABASE "{names[-1]}"'.encode())
            return f"postgresql+psycopg://{USER}@/{names[-1]}?host={postgres_cluster}"

        yield make
        for name in names:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
