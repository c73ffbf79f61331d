"""``flask timetable``."""

import pytest
from click.testing import CliRunner

from app.scheduling.cli import timetable
from app.scheduling.generating import generate
from app.scheduling.reading import problem_of

SIZE = ("--requests", "20", "--people", "12", "--slots", "4", "--tables", "5", "--seed", "9")


def test_generate_writes_the_problem_of_the_seed(tmp_path):
    out = tmp_path / "problem.json"

    found = CliRunner().invoke(timetable, ["generate", *SIZE, "--blocked", "0.2", str(out)])

    assert (found.exit_code, found.output) == (0, "")
    assert problem_of(out.read_text()) == generate(20, 12, 4, 5, blocked=0.2, seed=9)


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
