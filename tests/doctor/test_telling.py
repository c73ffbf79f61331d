"""``flask doctor`` tells in sentences and to machines; a sound database is told to be sound."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from config import CLEAR_TEXT, Smtp
from tests.doctor.hands import put


def test_a_sound_database_is_told_to_be_sound(app, hall):
    answer = app.test_cli_runner().invoke(args=["doctor"])

    assert answer.exit_code == 0, answer.output
    assert "not so" not in answer.output
    assert answer.output.splitlines()[-1].startswith("Sound: all ")


@pytest.mark.full
def test_faults_are_told_in_sentences_and_to_machines_by_code_and_row(app, hall):
    _event, _sides, (first, _second) = hall
    put(f"DELETE FROM claims WHERE meeting_id = {first} AND table_id IS NOT NULL")

    words = app.test_cli_runner().invoke(args=["doctor"])
    told = app.test_cli_runner().invoke(args=["doctor", "--json"])

    assert (words.exit_code, told.exit_code) == (1, 1)
    assert f"Meeting {first} has 0 tables in slot" in words.output
    assert words.output.splitlines()[-1].startswith("1 of ")
    faults = [fault for one in json.loads(told.output)["checks"] for fault in one["faults"]]
    assert [(one["code"], one["table"], one["ids"]) for one in faults] == [("not_one_table", "meetings", [first])]


@pytest.mark.full
def test_settings_that_are_unsafe_are_told_too(app, hall):
    smtp = Smtp.from_url("smtp://qiao:hidden@mail.example.org?starttls=0")
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp=smtp)

    words = app.test_cli_runner().invoke(args=["doctor"])
    told = app.test_cli_runner().invoke(args=["doctor", "--json"])

    assert (words.exit_code, told.exit_code) == (0, 0)
    assert words.output.splitlines()[0] == f"warning {CLEAR_TEXT}"
    assert json.loads(told.output)["warnings"] == [CLEAR_TEXT]
