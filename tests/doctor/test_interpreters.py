"""What is wrong with who interprets at a meeting is found."""

from __future__ import annotations

import pytest

from tests.doctor.hands import AWAY, codes, put

VOICED = "INSERT INTO claims (event_id, slot_id, meeting_id, interpreter_id) SELECT event_id, slot_id, meeting_id, {1}"


@pytest.mark.full
@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            f"{VOICED} FROM claims WHERE interpreter_id IS NOT NULL",
            {"many_interpreters"},
        ),
        ("UPDATE interpreters SET retired_at = '2026-01-01 00:00:00'", {"retired_interpreter_held"}),
        (AWAY.replace("representative_id", "interpreter_id"), {"interpreter_unavailable"}),
    ],
)
def test_what_is_wrong_with_an_interpreter_is_found(spoken, statement, found):
    made, voices = spoken
    assert codes() == set()

    put(statement.replace("{0}", str(made)).replace("{1}", str(voices[1].id)))

    assert codes() == found
