"""``flask timetable solve`` and ``check`` as they are run: real processes, exit codes, files."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from config import ROOT
from tests.bench.published.drawn import drawn, full_hall, round_robin, to_dzn
from tests.bench.published.problem import Meeting, Problem

# as the command does, without the second that the application takes to be built
COMMAND = (sys.executable, "-c", "from app.scheduling.cli import timetable; timetable()")
HARD = full_hall(5, participants=70, slots=21, tables=14, taken=0.75)
"""Nobody proves it in some seconds."""
EASY = round_robin(6, 5, 3)
LONG_SECONDS = 120


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        env=usual,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONG_SECONDS,
    )


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(problem: Problem, name: str = "hall.dzn") -> Path:
        path = tmp_path / name
        path.write_text(to_dzn(problem))
        return path

    return write


def test_a_problem_is_solved_written_and_checked(written, tmp_path):
    file, out = written(EASY), tmp_path / "out.json"

    solved = run("solve", file, "--json", out)
    checked = run("check", file, out)

    found = json.loads(out.read_text())
    assert (solved.returncode, solved.stderr) == (0, "")
    assert [line.split() for line in solved.stdout.splitlines()][:4] == [
        ["status", "optimal"],
        ["objective", "0"],
        ["bound", "0"],
        ["gap", "0.0%"],
    ]
    assert list(found) == ["status", "objective", "bound", "gap", "seconds", "timetable"]
    assert (found["status"], found["objective"], found["bound"], found["gap"]) == ("optimal", 0, 0, 0.0)
    assert [one["meeting"] for one in found["timetable"]] == list(range(1, 16))
    assert (checked.returncode, checked.stdout) == (0, "No fault.\n")


@pytest.mark.full
def test_one_thread_proves_too(written, tmp_path):
    file, out = written(drawn(0, fixed=0.3)), tmp_path / "out.json"

    assert run("solve", file, "--threads", 1, "--json", out).returncode == 0


@pytest.mark.full
@pytest.mark.parametrize(
    "problem",
    [round_robin(5, 4, 2), Problem(2, (Meeting(0, 1, fixed=2),), 1, 3, 3, (frozenset({2}),) * 2)],
    ids=["too few slots", "fixed when away"],
)
def test_what_has_no_timetable_is_proven_so(written, tmp_path, problem):
    out = tmp_path / "out.json"

    done = run("solve", written(problem), "--json", out)

    found = json.loads(out.read_text())
    assert (done.returncode, found["status"], found["objective"], found["gap"]) == (0, "infeasible", None, None)
    assert (found["timetable"], isinstance(found["bound"], int)) == ([], True)
    assert run("check", written(problem), out).returncode == 2


@pytest.mark.full
def test_without_meetings_nothing_is_to_do(written, tmp_path):
    out = tmp_path / "out.json"

    done = run("solve", written(drawn(1, meetings=0)), "--json", out)

    found = json.loads(out.read_text())
    assert (done.returncode, found["status"], found["objective"], found["timetable"]) == (0, "optimal", 0, [])
    assert run("check", written(drawn(1, meetings=0)), out).returncode == 0


@pytest.mark.full
def test_when_time_is_up_the_best_so_far_is_written(written, tmp_path):
    file, out = written(HARD), tmp_path / "out.json"

    for seconds in (2, 8, 32):  # on a busy machine the first timetable takes longer
        done = run("solve", file, "--seconds", seconds, "--json", out)
        found = json.loads(out.read_text())
        if found["status"] != "unknown":
            break

    assert (done.returncode, found["status"]) == (3, "feasible")
    assert found["bound"] < found["objective"]
    assert found["gap"] == round(1 - found["bound"] / found["objective"], 6)
    assert seconds <= found["seconds"] < seconds + 5
    assert run("check", file, out).stdout == "No fault.\n"


def test_without_any_time_nothing_is_known_and_that_is_written(written, tmp_path):
    out = tmp_path / "out.json"

    done = run("solve", written(HARD), "--seconds", 0, "--json", out)

    assert (done.returncode, json.loads(out.read_text())["status"]) == (3, "unknown")


@pytest.mark.full
def test_ctrl_c_writes_the_best_so_far_shown_on_the_terminal_and_leaves_no_process(written, tmp_path):
    file, out = written(HARD), tmp_path / "out.json"
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "solve", str(file), "--json", str(out)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
    ) as command:
        os.close(theirs)
        shown = _shown_until(ours, "gap")
        searching = psutil.Process(command.pid).children()
        os.killpg(command.pid, signal.SIGINT)  # as a terminal does
        told, _ = command.communicate(timeout=LONG_SECONDS)
    os.close(ours)

    found = json.loads(out.read_text())
    assert (command.returncode, found["status"]) == (130, "feasible")
    assert b"feasible" in told
    assert "best" in shown
    assert len(searching) >= 2
    _, alive = psutil.wait_procs(searching, timeout=10)
    assert alive == []
    assert run("check", file, out).returncode == 0


def _shown_until(terminal: int, word: str) -> str:
    shown = ""
    while word not in shown:
        shown += os.read(terminal, 4096).decode()
    return shown


@pytest.mark.full
def test_a_command_that_is_killed_leaves_no_search_behind(written):
    command = subprocess.Popen([*COMMAND, "solve", str(written(HARD))], cwd=ROOT, stdout=subprocess.DEVNULL)
    process = psutil.Process(command.pid)
    while len(searching := process.children()) < 3:
        time.sleep(0.05)

    command.kill()
    command.wait()

    _, alive = psutil.wait_procs(searching, timeout=10)
    assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []


@pytest.mark.full
def test_searches_that_die_leave_what_is_known_and_say_so(written, tmp_path):
    out = tmp_path / "out.json"
    command = [*COMMAND, "solve", str(written(HARD)), "--json", str(out)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        while len(psutil.Process(running.pid).children()) < 3:  # multiprocessing has one of its own
            time.sleep(0.05)
        for process in psutil.Process(running.pid).children():
            process.kill()
        _, told = running.communicate(timeout=LONG_SECONDS)

    assert running.returncode == 3
    assert told == b"The search ended without a proof, for lack of memory.\n"
    assert json.loads(out.read_text())["status"] in ("unknown", "feasible")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nBusiness = 3;\nnTables = ?;", "line 2: expected"),
        ("", "line 1: expected nBusiness = …"),
        ('{"form": "qiao timetable"}', "expected an object with “version”"),
    ],
)
def test_bad_input_is_refused_with_the_line(tmp_path, text, said):
    file, out = tmp_path / "hall.dzn", tmp_path / "out.json"
    file.write_text(text)

    done = run("solve", file, "--json", out)

    assert (done.returncode, done.stdout) == (2, "")
    assert f"{file}" in done.stderr
    assert said in done.stderr
    assert not out.exists()


@pytest.mark.full
def test_files_that_cannot_be_read_or_written_are_refused_before_the_work(written, tmp_path):
    (tmp_path / "bytes.dzn").write_bytes(b"nBusiness = 1;\n\xff\xfe")

    assert run("solve", tmp_path / "absent.dzn").returncode == 2
    assert "line 2: expected text in UTF-8" in run("solve", tmp_path / "bytes.dzn").stderr
    assert run("solve", tmp_path).returncode == 2
    assert run("solve", written(HARD), "--json", tmp_path / "no" / "out.json").returncode == 2


@pytest.mark.full
def test_a_result_that_finds_the_disk_full_is_told_all_the_same(written):
    done = run("solve", written(EASY), "--json", "/dev/full")

    assert (done.returncode, done.stdout.split()[:2]) == (2, ["status", "optimal"])
    assert done.stderr == "Error: /dev/full: could not be written; No space left on device.\n"


@pytest.mark.full
def test_options_of_the_other_form_are_refused_rather_than_passed_over(written, tmp_path):
    file, out = written(EASY), tmp_path / "out.json"
    run("solve", file, "--json", out)

    checked, worked = run("check", file, out, "--certificate", out), run("solve", file, "--work", "5")

    assert (checked.returncode, "Nothing was checked" in checked.stderr, checked.stdout) == (2, True, "")
    assert (worked.returncode, worked.stdout) == (2, "")


@pytest.mark.parametrize("seconds", ["nan", "-1", "soon"])
def test_seconds_are_a_number(written, seconds):
    assert run("solve", written(EASY), "--seconds", seconds).returncode == 2


@pytest.mark.full
def test_the_result_goes_through_a_link_and_to_a_pipe(written, tmp_path):
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    link.symlink_to(target)

    linked = run("solve", written(EASY), "--json", link)
    piped = run("solve", written(EASY), "--json", "/dev/stdout")

    assert (linked.returncode, link.is_symlink(), json.loads(target.read_text())["status"]) == (0, True, "optimal")
    assert json.loads(piped.stdout.splitlines()[-1])["status"] == "optimal"


def test_check_says_each_fault(written, tmp_path):
    file, out = written(EASY), tmp_path / "mine.json"
    out.write_text(json.dumps({"timetable": [{"meeting": 1, "slot": 9}]}))

    done = run("check", file, out)

    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith("Not placed: the meetings 2, 3, 4")
    assert done.stdout.splitlines()[1:] == ["Meeting 1 is in slot 9; there are the slots 1 to 5.", "2 faults."]


@pytest.mark.full
def test_the_command_asks_no_database(written, tmp_path):
    done = subprocess.run(
        [str(Path(sys.executable).parent / "flask"), "--app", "app", "timetable", "solve", str(written(EASY))],
        cwd=ROOT,
        env={"PATH": "", "QIAO_INSTANCE": str(tmp_path / "none"), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout.split()[:2]) == (0, ["status", "optimal"]), done.stderr
