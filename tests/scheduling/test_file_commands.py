"""``flask timetable solve`` and ``check`` with an organizer's problem."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.scheduling import file_commands
from app.scheduling.bounds import parse_certificate, proven_bound
from app.scheduling.checker import find_faults, schedule_value
from app.scheduling.cli import timetable
from app.scheduling.json_form import problem_json
from app.scheduling.pace import SearchPace
from app.scheduling.problem import PlacedMeeting, SchedulingProblem
from app.scheduling.solver import solve_problem
from tests.bench.generating import generate


def run(*arguments: object) -> Result:
    return CliRunner().invoke(timetable, [str(one) for one in arguments])


def written(folder: Path, problem: SchedulingProblem) -> Path:
    file = folder / "problem.json"
    file.write_text(json.dumps(problem_json(problem)))
    return file


def test_a_proven_timetable_is_solved_written_and_checked_with_its_certificate(tmp_path):
    problem = generate(60, 20, 8, 9, blocked=0.1, seed=1)
    file, out = written(tmp_path, problem), tmp_path / "out.json"

    solved = run("solve", file, "--work", 500, "--json", out)
    checked = run("check", file, out, "--certificate", out)

    found = json.loads(out.read_text())
    assert solved.exit_code == 0, solved.output
    assert [line.split()[0] for line in solved.output.splitlines()] == [
        "status",
        "objective",
        "bound",
        "gap",
        "seconds",
    ]
    assert (found["status"], found["gap"]) == ("optimal", 0.0)
    assert proven_bound(problem, parse_certificate(found["certificate"])) == found["bound"] == found["objective"]
    assert checked.exit_code == 0, checked.output
    assert checked.output.splitlines()[0].startswith(f"value {found['objective']}, ")
    assert checked.output.splitlines()[1] == f"bound {found['bound']}, proven by the certificate"


@pytest.mark.full
def test_time_that_is_up_leaves_the_best_so_far(tmp_path):
    file = written(tmp_path, generate(200, 40, 8, 12, blocked=0.5, seed=1, everything=True))
    out = tmp_path / "out.json"

    solved = run("solve", file, "--seconds", 0.5, "--json", out)

    assert solved.exit_code == 3
    assert json.loads(out.read_text())["status"] == "feasible"
    assert run("check", file, out).exit_code == 0


def test_no_time_at_all_leaves_a_timetable_too(tmp_path):
    file, out = written(tmp_path, generate(60, 20, 8, 9, blocked=0.1, seed=1)), tmp_path / "out.json"

    solved = run("solve", file, "--seconds", 0, "--json", out)

    found = json.loads(out.read_text())
    assert solved.exit_code == 3
    assert (found["status"], found["bound"], found["gap"]) == ("feasible", None, None)
    assert len(found["timetable"]) > 30


def test_a_fault_is_said(tmp_path):
    problem = generate(20, 8, 4, 4, blocked=0.0, seed=1)
    file, out = written(tmp_path, problem), tmp_path / "out.json"
    run("solve", file, "--work", 100, "--json", out)
    found = json.loads(out.read_text())
    found["timetable"][0]["table"] = "nowhere"
    out.write_text(json.dumps(found))

    checked = run("check", file, out)

    assert checked.exit_code == 1
    assert "unknown table (nowhere)" in checked.output


@pytest.mark.parametrize(
    ("change", "fault"),
    [({"version": 3}, "version: expected a whole number"), ({"firms": 3}, "firms: expected a list, found 3")],
)
def test_bad_input_says_where(tmp_path, change, fault):
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(problem_json(generate(5, 4, 2, 2, blocked=0.0, seed=1)) | change))

    solved = run("solve", file)

    assert solved.exit_code == 2
    assert f"{file}: {fault}" in solved.output


@pytest.mark.parametrize("text", ["", "[1, 2]", "// a note\n{}"])
def test_a_file_that_is_called_json_is_read_as_such(tmp_path, text):
    file = tmp_path / "problem.json"
    file.write_text(text)

    solved = run("solve", file)

    assert solved.exit_code == 2
    assert "nBusiness" not in solved.output
    assert solved.output.startswith(f"Error: {file}: ")


def test_a_certificate_of_rows_that_there_are_not_is_refused(tmp_path):
    file, out = written(tmp_path, generate(5, 4, 2, 2, blocked=0.0, seed=1)), tmp_path / "out.json"
    run("solve", file, "--work", 10, "--json", out)
    certificate = tmp_path / "certificate.json"
    certificate.write_text(json.dumps({"scale": 1, "rows": [["day", "nobody", 1]], "least": {}}))

    checked = run("check", file, out, "--certificate", certificate)

    assert checked.exit_code == 2
    assert "expected a row of the problem, found ['day', 'nobody']" in checked.output


@pytest.mark.parametrize("slot", ["0", "noon", -1, 99])
def test_a_certificate_cannot_pay_for_interpreters_at_a_time_that_there_is_not(tmp_path, slot):
    """Written as a text, a time would cost nothing and be paid for all the same: any bound would be proven."""
    problem = generate(40, 12, 4, 6, blocked=0.1, seed=1, everything=True)
    file, out = written(tmp_path, problem), tmp_path / "out.json"
    run("solve", file, "--work", 300, "--json", out)
    found = json.loads(out.read_text())
    names = [one.id for one in problem.interpreters]
    found["certificate"]["rows"].append(["helpers", slot, *names, 10**15])
    certificate = tmp_path / "certificate.json"
    certificate.write_text(json.dumps(found["certificate"]))

    checked = run("check", file, out, "--certificate", certificate)

    assert checked.exit_code == 2
    assert f"{certificate}: certificate: expected a row of the problem, found ['helpers'" in checked.output


def _none(found):
    return [[*row[:-1], 0] for row in found["certificate"]["rows"]]


@pytest.mark.parametrize(
    ("lie", "fault"),
    [
        (lambda one: {"objective": one["objective"] + 1}, "the file says a value of"),
        (lambda one: {"bound": one["objective"] - 1}, "is worth more than {less}; this one is worth {value}"),
        (lambda one: {"bound": one["bound"] + 1}, "the file says that {value} is optimal, with a bound of {more}"),
        (lambda one: {"status": "unknown"}, "the file says unknown and holds a timetable"),
        (lambda one: {"certificate": one["certificate"] | {"rows": _none(one)}}, "; the certificate proves "),
    ],
)
def test_what_a_file_claims_of_its_timetable_is_checked(tmp_path, lie, fault):
    file, out = written(tmp_path, generate(60, 20, 8, 9, blocked=0.1, seed=1)), tmp_path / "out.json"
    run("solve", file, "--work", 500, "--json", out)
    found = json.loads(out.read_text())
    value = found["objective"]
    out.write_text(json.dumps(found | lie(found)))

    checked = run("check", file, out, "--certificate", out)

    assert checked.exit_code == 1
    assert fault.format(value=value, less=value - 1, more=value + 1) in checked.output


def test_check_names_the_file_that_is_not_of_its_form(tmp_path):
    file, out = written(tmp_path, generate(5, 4, 2, 2, blocked=0.0, seed=1)), tmp_path / "out.json"
    out.write_text('{"timetable": [\n')
    certificate = tmp_path / "certificate.json"
    certificate.write_text("[]")

    cut = run("check", file, out)
    out.write_text('{"timetable": []}')
    without = run("check", file, out, "--certificate", certificate)

    assert (cut.exit_code, without.exit_code) == (2, 2)
    assert cut.output == f"Error: {out}: line 2: expected JSON\n"
    assert without.output == f"Error: {certificate}: certificate: expected an object, found []\n"


def test_ctrl_c_keeps_the_best_so_far(tmp_path, monkeypatch):
    file = written(tmp_path, generate(200, 40, 8, 12, blocked=0.5, seed=1, everything=True))
    out = tmp_path / "out.json"
    keys = [signal.SIGINT]

    def press(*_told: object) -> None:
        """Once there is something to keep, and once: twice would end the program."""
        while keys:
            os.kill(os.getpid(), keys.pop())

    monkeypatch.setattr(file_commands.ProgressLine, "show", press)

    solved = run("solve", file, "--seconds", 60, "--json", out)

    assert solved.exit_code == 130
    assert json.loads(out.read_text())["timetable"]


@pytest.mark.full
def test_drafts_on_the_way_have_no_faults():
    problem = generate(200, 40, 8, 12, blocked=0.5, seed=1, everything=True)
    drafts: list[tuple[PlacedMeeting, ...]] = []

    plan = solve_problem(problem, pace=SearchPace(work=5000), keep=drafts.append)

    assert drafts
    assert [find_faults(problem, draft) for draft in drafts] == [[]] * len(drafts)
    assert plan.value is not None
    assert schedule_value(problem, drafts[-1]) <= plan.value


@pytest.mark.full
def test_the_line_of_progress_is_gone_before_the_result_is_told(tmp_path):
    file = written(tmp_path, generate(60, 20, 8, 9, blocked=0.1, seed=1))
    command = [sys.executable, "-m", "flask", "--app", "app", "timetable", "solve", str(file), "--work", "200"]
    terminal, side = pty.openpty()
    with subprocess.Popen(command, stdout=side, stderr=side) as solving:
        os.close(side)
        shown = b""
        with suppress(OSError):  # the terminal ends with the program
            while part := os.read(terminal, 4096):
                shown += part

    assert solving.returncode == 0
    line, result = shown.decode().split("status", 1)
    assert re.search(r"\rvalue \d+  bound \d+", line)
    assert re.search(r"\r +\r$", line)
    assert "optimal" in result


def test_a_result_that_finds_the_disk_full_is_told_all_the_same(tmp_path):
    file = written(tmp_path, generate(6, 6, 4, 3, blocked=0.0, seed=1))

    found = run("solve", file, "--work", 50, "--json", "/dev/full")

    assert found.exit_code == 2
    assert found.output.startswith("status     optimal\n")
    assert "Error: /dev/full: could not be written; No space left on device." in found.output
