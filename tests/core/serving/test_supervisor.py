from __future__ import annotations

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from app.core.serving import supervisor
from app.core.serving.supervisor import ChildProcess, StopSignal, end_with_parent, supervise
from tests.support.waiting import PATIENCE_SECONDS, until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_process_that_is_killed_is_started_again() -> None:
    stopping, child, pids = StopSignal(), ChildProcess("sleeper", SLEEPER), list[int]()

    def beat() -> None:
        if child.process is None or child.process.pid in pids:
            return
        pids.append(child.process.pid)
        child.tell(signal.SIGKILL) if len(pids) == 1 else stopping.tell()

    assert supervise([child], stopping, beat) == 0
    assert len(pids) == 2
    assert all(gone(pid) for pid in pids)


def test_what_a_killed_process_left_behind_is_swept_away(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    parent = f"""
import pathlib, subprocess, time
worker = subprocess.Popen({SLEEPER!r})
pathlib.Path({str(note)!r}).write_text(str(worker.pid))
time.sleep(60)
"""
    child = ChildProcess("master", [sys.executable, "-c", parent])
    child.start(now=0.0)
    worker = int(until(lambda: note.exists() and note.read_text()))
    assert child.process is not None
    child.process.kill()
    child.process.wait()

    child.look_after(now=1.0)

    until(lambda: gone(worker))


@pytest.mark.full
def test_a_process_that_cannot_start_ends_the_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supervisor, "PAUSES_SECONDS", (0.0,) * 5)
    monkeypatch.setattr(supervisor, "BEAT_SECONDS", 0.05)
    other = ChildProcess("other", SLEEPER)

    code = supervise([other, ChildProcess("web", [sys.executable, "-c", "raise SystemExit(3)"])], StopSignal())

    assert code == 1
    assert capsys.readouterr().err == (
        "Qiao stops: its process web ends right after each start; the lines above say why.\n"
    )
    assert other.process is not None
    assert other.process.poll() == -signal.SIGTERM


@pytest.mark.full
def test_a_consumer_that_cannot_start_is_tried_on_and_does_not_end_the_web_server(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supervisor, "PAUSES_SECONDS", (0.0,) * 5)
    monkeypatch.setattr(supervisor, "BEAT_SECONDS", 0.05)
    web, stopping, states = ChildProcess("web", SLEEPER), StopSignal(), list[int | None]()
    quick = ChildProcess("quick", [sys.executable, "-c", "raise SystemExit(3)"], required=False)

    def beat() -> None:
        if quick.failures > supervisor.MAX_FAILURES and web.process is not None:
            states.append(web.process.poll())
            stopping.tell()

    assert supervise([web, quick], stopping, beat) == 0

    assert states == [None]
    assert capsys.readouterr().err == (
        "Qiao runs without its process quick, which ends right after each start; the lines above say why; it is tried "
        "again.\n"
    )


def test_a_process_that_ran_steadily_may_fail_again() -> None:
    child = ChildProcess("sleeper", [sys.executable, "-c", ""], failures=4)
    child.start(now=0.0)
    assert child.process is not None
    child.process.wait()

    child.look_after(now=supervisor.STEADY_SECONDS + 1)

    assert child.failures == 1
    assert child.due_at == supervisor.STEADY_SECONDS + 1 + supervisor.PAUSES_SECONDS[0]


def test_one_that_does_not_listen_is_killed_in_the_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE_SECONDS", 0.3)
    ready = tmp_path / "ready"
    deaf = "import pathlib, signal, sys, time; signal.signal(15, signal.SIG_IGN); pathlib.Path(sys.argv[1]).touch(); "
    child = ChildProcess("deaf", [sys.executable, "-c", deaf + "time.sleep(60)", str(ready)])
    child.start(now=0.0)
    until(ready.exists)

    supervisor.end_children([child])

    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL


def test_who_has_lost_its_parent_before_it_begins_does_not_begin() -> None:
    nobody = 0

    child = subprocess.Popen(SLEEPER, preexec_fn=partial(end_with_parent, nobody))

    assert child.wait(PATIENCE_SECONDS) == 1


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 0), (signal.SIGINT, 0), (signal.SIGHUP, 0), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_nothing_outlives_the_supervisor(tmp_path: Path, number: signal.Signals, code: int) -> None:
    note = tmp_path / "pid"
    story = f"""
import pathlib, sys
from app.core.serving.supervisor import ChildProcess, StopSignal, supervise
from tests.support.waiting import PATIENCE_SECONDS, until
child = ChildProcess("sleeper", {SLEEPER!r})
note = pathlib.Path({str(note)!r})
sys.exit(supervise([child], StopSignal().on_signals(), lambda: note.write_text(str(child.process.pid))))
"""
    with subprocess.Popen([sys.executable, "-c", story]) as process:
        sleeper = int(until(lambda: note.exists() and note.read_text()))
        process.send_signal(number)

        assert process.wait(PATIENCE_SECONDS) == code
    until(lambda: gone(sleeper))
