from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
import waitress

from commands import serve
from records.database import ROOT


@pytest.mark.parametrize("port", ["", "0", "65536", "80a", "-1", "８０８０"])
def test_a_port_that_is_none(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert serve.run([f"--port={port}"]) == 2
    assert "1 至 65535" in capsys.readouterr().err


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert serve.run([f"--port={port}"]) == 2
    assert f"127.0.0.1:{port} 打不开" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("proxy", "told", "expected"),
    [
        ("127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "203.0.113.9, 192.0.2.7", "192.0.2.7"),  # the proxy's own word is the last
        ("127.0.0.1", "", "127.0.0.1"),
        ("192.0.2.1", "192.0.2.7", "127.0.0.1"),
        ("", "192.0.2.7", "127.0.0.1"),
    ],
)
def test_only_the_proxy_is_believed_who_asks(proxy: str, told: str, expected: str) -> None:
    def echo(environ: dict[str, str], start: Callable[..., object]) -> list[bytes]:
        start("200 OK", [])
        return [environ["REMOTE_ADDR"].encode()]

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = waitress.create_server(echo, host="127.0.0.1", port=port, **serve.behind(proxy))
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    try:
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"X-Forwarded-For": told} if told else {})
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - http, as the line above says
            assert answer.read().decode() == expected
    finally:
        server.trigger.pull_trigger(server.close)  # by its own thread, which waits on what is closed
        running.join(30)
        server.task_dispatcher.shutdown()
    assert not running.is_alive()


def test_it_serves_an_empty_database(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'serve.sqlite3'}",
        "HENGJI_SECRET_KEY": "of this test alone",
    }
    command = [sys.executable, "-X", "utf8", "-m", "commands", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        try:
            deadline = time.monotonic() + 180
            while True:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                        assert "登录" in answer.read().decode()
                        break
                except OSError:
                    assert server.poll() is None
                    assert time.monotonic() < deadline
                    time.sleep(0.2)
        finally:
            server.terminate()
            server.communicate(timeout=120)
