"""``flask serve``, the whole of it: what ``make run`` ends in."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from functools import partial

import psutil
import pytest

from config import ROOT
from tests.support.ports import free_port
from tests.support.serving import environment, serving, wait_for
from tests.support.waiting import PATIENCE_SECONDS, until


@pytest.fixture
def environ(tmp_path):
    """A fresh clone's: no settings but the folder and the port."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QIAO_", "FLASK_"))}
    return kept | {"QIAO_INSTANCE": str(tmp_path / "instance"), "PORT": str(free_port())}


@pytest.mark.full
def test_an_empty_folder_becomes_a_server_that_can_be_killed_and_leaves_nothing_behind(environ, tmp_path):
    with serving(environ, tmp_path / "log") as server:
        until(partial(member, server, "worker.quick"))
        assert f"Qiao is at http://127.0.0.1:{environ['PORT']}/" in said(server)
        refused_beside(server, environ, tmp_path)
        server.process.kill()
        server.process.wait()

        with serving(environ, tmp_path / "log2") as again:  # what the killed one left may answer for a moment
            processes = [until(partial(member, again, one)) for one in ("granian", "worker.quick", "worker.long")]
            assert "Ctrl-C" in said(again)

            assert again.stop(signal.SIGINT) == 0

    assert not any(process.is_running() for process in processes)


def refused_beside(server, environ, tmp_path):
    """A second server of the folder is refused and leaves the address of the first alone."""
    code, words = told(environ | {"PORT": str(free_port())})

    assert code == 1
    assert re.fullmatch(rf"Error: Qiao already serves \S+, at {server.url}; [^\n]*\n", words)
    assert (tmp_path / "instance" / "port").read_text() == environ["PORT"]


def said(server):
    """What the server printed, once it has greeted."""
    return until(lambda: "Ctrl-C" in server.output() and server.output())


@pytest.mark.full
def test_a_killed_process_is_replaced(settings, tmp_path):
    with serving(environment(settings), tmp_path / "log") as server:
        for part in ("worker.quick", "granian"):
            killed = until(partial(member, server, part))
            killed.kill()

            until(partial(another, server, part, killed))
            wait_for(server)


def member(server, part):
    """The direct child whose command names ``part``."""
    for child in psutil.Process(server.process.pid).children():
        with suppress(psutil.NoSuchProcess):  # a zombie among them
            if part in " ".join(child.cmdline()):
                return child
    return None


def another(server, part, killed):
    """Who is there in the place of the killed one."""
    found = member(server, part)
    return found if found != killed else None


@pytest.mark.full
def test_a_second_server_on_the_port_is_refused_in_one_sentence(environ):
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(("127.0.0.1", int(environ["PORT"])))
        holder.listen()

        code, words = told(environ)

    assert code == 1
    assert re.fullmatch(r"Error: Port \d+ is taken by another program; .*\n", words)


@pytest.mark.full
def test_unsafe_settings_are_listed_without_a_traceback(environ):
    code, words = told(environ | {"QIAO_MODE": "production"})

    assert code == 1
    assert words.startswith("Qiao does not start with these settings:\n  - SECRET_KEY: ")
    assert "Traceback" not in words


def told(environ):
    command = [sys.executable, "-m", "flask", "--app", "app", "serve"]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
    )
    return done.returncode, done.stderr
