"""``flask timetable``."""

import sys

import pytest
from click.testing import CliRunner

from app.scheduling.cli import timetable
from app.scheduling.json_form import parse_problem
from tests.bench.generating import generate

SIZE = ("--requests", "20", "--people", "12", "--slots", "4", "--tables", "5", "--seed", "9")


def test_generate_writes_the_problem_of_the_seed(tmp_path):
    out = tmp_path / "problem.json"

    found = CliRunner().invoke(timetable, ["generate", *SIZE, "--blocked", "0.2", str(out)])

    assert (found.exit_code, found.output) == (0, "")
    assert parse_problem(out.read_text()) == generate(20, 12, 4, 5, blocked=0.2, seed=9)


def test_generate_refuses_more_requests_than_pairs(tmp_path):
    numbers = ["--requests", "4", "--people", "3", "--slots", "2", "--tables", "1"]

    found = CliRunner().invoke(timetable, ["generate", *numbers, str(tmp_path / "out")])

    assert found.exit_code == 1
    assert "3 people make fewer than 4 pairs" in found.output


@pytest.mark.parametrize("out", ["no/such/folder.json", "/dev/full"])
def test_generate_says_where_nothing_can_be_written(tmp_path, out):
    found = CliRunner().invoke(timetable, ["generate", *SIZE, str(tmp_path / out)])

    assert found.exit_code == 2
    assert "written" in found.output
    assert not isinstance(found.exception, OSError)


def test_a_published_instance_says_what_it_needs_where_the_packages_for_development_are_missing(tmp_path, monkeypatch):
    file = tmp_path / "hall.dzn"
    file.write_text("nBusiness = 0;")
    monkeypatch.setitem(sys.modules, "ortools", None)

    solved = CliRunner().invoke(timetable, ["solve", str(file)])

    assert solved.exit_code == 1
    assert solved.output == (
        "Error: This needs the packages for development, and ortools is missing. "
        "Run in a checkout of Qiao: make tools\n"
    )


@pytest.mark.parametrize("command", [["solve", "hall.dzn"], ["check", "hall.dzn", "out.json"]])
def test_a_published_instance_says_what_it_needs_where_the_benches_are_missing(command, monkeypatch):
    monkeypatch.setitem(sys.modules, "tests.bench.published.commands", None)

    asked = CliRunner().invoke(timetable, command)

    assert (asked.exit_code, asked.output.count("\n")) == (1, 1)
    assert "tests.bench.published.commands is missing" in asked.output
