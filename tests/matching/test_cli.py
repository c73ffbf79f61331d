"""``flask matching rank`` as it is called: a file in, a file out, no database."""

from __future__ import annotations

import json

import pytest

from app.core.db import db

FILE = {
    "firms": [
        {"id": "bank", "group": "SG", "offers": ["6419"], "seeks": ["5210"], "offer_texts": {"zh": "贸易融资"}},
        {"id": "港口", "group": "CQ", "offers": ["5210"], "seeks": ["6419"]},
    ],
    "allowed": [["SG", "CQ"]],
}


@pytest.fixture
def call(app, tmp_path, monkeypatch):
    def unreachable(*_args, **_kwargs):
        raise AssertionError("a database was asked")

    monkeypatch.setattr(type(db.engine), "connect", unreachable)

    def called(given, *options):
        (tmp_path / "in.json").write_text(given if isinstance(given, str) else json.dumps(given), encoding="utf-8")
        return app.test_cli_runner().invoke(
            args=["matching", "rank", str(tmp_path / "in.json"), "--json", str(tmp_path / "out.json"), *options]
        )

    return called


def test_lists_are_written_without_asking_a_database(call, tmp_path):
    done = call(FILE, "--top", "9" * 20)

    assert (done.exit_code, done.output) == (0, "")
    lists = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["lists"]
    assert {key: [row["id"] for row in rows] for key, rows in lists.items()} == {"bank": ["港口"], "港口": ["bank"]}


def test_a_file_that_cannot_be_ranked_ends_with_2_and_one_line_and_writes_nothing(call, tmp_path):
    done = call(json.dumps(FILE).replace("6419", "999"), "--no-exposure")

    assert done.exit_code == 2
    assert done.output == f'{tmp_path}/in.json: firms[0] ("bank").offers[0]: "999" is no code of ISIC Rev.5\n'
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("options", [("--top", "0"), ("--top", "few"), ("--tops", "3"), ("another",), ("--json",)])
def test_an_option_that_cannot_be_ends_with_2_and_one_line_too(call, tmp_path, options):
    done = call(FILE, *options)

    assert (done.exit_code, done.output.count("\n")) == (2, 1)
    assert options[0] in done.output
    assert not (tmp_path / "out.json").exists()


def test_a_group_without_firms_is_said_and_the_others_are_ranked(call, tmp_path):
    done = call({**FILE, "allowed": [["SG", "CQ"], ["SG", "FR"]]})

    assert (done.exit_code, done.output) == (0, f'{tmp_path}/in.json: allowed[1][1]: no firm is in the group "FR"\n')
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["lists"].keys() == {"bank", "港口"}


def test_a_file_that_is_not_there_is_named_in_one_line(app, tmp_path):
    runner = app.test_cli_runner()
    for file, out in ((tmp_path / "none.json", tmp_path / "out.json"), (tmp_path, tmp_path / "out.json")):
        done = runner.invoke(args=["matching", "rank", str(file), "--json", str(out)])

        assert (done.exit_code, done.output.count("\n")) == (2, 1)
        assert str(file) in done.output


def test_a_name_of_two_lines_and_a_full_disk_are_told_in_one(app, call, tmp_path):
    done = app.test_cli_runner().invoke(args=["matching", "rank", f"{tmp_path}/no\nne", "--json", "out.json"])
    assert (done.exit_code, done.output) == (2, f"{tmp_path}/no ne: No such file or directory\n")

    done = call(FILE, "--json", "/dev/full")
    assert (done.exit_code, done.output) == (2, "/dev/full: No space left on device\n")
