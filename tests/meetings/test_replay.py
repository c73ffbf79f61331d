from __future__ import annotations

from dataclasses import replace

import pytest

from app.meetings.lifecycle import Move, State
from app.meetings.replay import Noted, replayed
from app.meetings.telling import told_by
from tests.meetings.test_invariants import BOOKED, REQUESTED


def noted(move: str, state: str, version: int, slot: int | None = None) -> Noted:
    return Noted(version * 10, f"meeting.{move}", {"state": state, "version": version, "slot": slot})


LOG = [noted("request", "requested", 1), noted("accept_with_time", "booked", 2, 10)]


def codes(meeting, log) -> list[str]:
    return [one.code for one in replayed(meeting, log)]


def test_a_log_that_leads_to_where_the_meeting_stands_is_sound():
    reminded = Noted(15, "meeting.reminded", {})

    assert codes(BOOKED, LOG) == []
    assert codes(BOOKED, [LOG[0], reminded, LOG[1]]) == []


@pytest.mark.parametrize(
    ("meeting", "log", "code"),
    [
        (BOOKED, [], "log_ends_elsewhere"),
        (BOOKED, LOG[:1], "log_ends_elsewhere"),
        (replace(BOOKED, state=State.CANCELLED), LOG, "log_ends_elsewhere"),
        (replace(BOOKED, version=3), LOG, "log_ends_elsewhere"),
        (replace(BOOKED, slot_id=11), LOG, "log_ends_elsewhere"),
        (BOOKED, LOG[1:], "log_impossible"),
        (BOOKED, [LOG[0], noted("decline", "booked", 2, 10)], "log_impossible"),
        (BOOKED, [LOG[0], noted("accept_with_time", "booked", 3, 10)], "log_has_gap"),
    ],
)
def test_a_log_that_leads_elsewhere_is_found(meeting, log, code):
    assert codes(meeting, log) == [code]


def test_a_proposal_may_go_with_its_slot_without_a_notice():
    proposed = [noted("request", "requested", 2, 10)]
    proposed[0] = replace(proposed[0], details={**proposed[0].details, "version": 1})

    assert codes(replace(REQUESTED, version=1), proposed) == []


ASKED = [noted("request", "requested", 1)]
COUNTERED = [*ASKED, noted("counter", "requested", 2)]
RECALLED = [*COUNTERED, noted("recall", "requested", 3)]


@pytest.mark.parametrize(("log", "awaits_asker"), [(ASKED, False), (COUNTERED, True), (RECALLED, False)])
def test_who_must_answer_is_whom_the_log_leads_to(log, awaits_asker):
    stands = replace(REQUESTED, slot_id=None, version=len(log))
    asker, asked = stands.asker_id, stands.asked_id
    right, wrong = (asker, asked) if awaits_asker else (asked, asker)

    assert codes(replace(stands, awaiting_id=right), log) == []
    assert codes(replace(stands, awaiting_id=wrong), log) == ["log_ends_elsewhere"]


@pytest.mark.parametrize(
    ("move", "details", "told"),
    [
        (Move.REQUEST, {"asker": 1}, {2}),
        (Move.ACCEPT_WITH_TIME, {"answerer": 2}, {1, 2}),
        (Move.ACCEPT, {"answerer": 2}, {1}),
        (Move.DECLINE, {"answerer": 2}, {1}),
        (Move.CANCEL, {"canceller": 1}, {2}),
        (Move.CANCEL, {"canceller": None}, {1, 2}),
        (Move.CANCEL, {}, set()),
        (Move.CANCEL, {"left": 1}, set()),
        (Move.MOVE, {"placer": 1}, {1, 2}),
        (Move.MOVE, {}, set()),
        (Move.HOLD, {}, set()),
    ],
)
def test_a_notice_says_which_firms_it_tells(move, details, told):
    assert told_by(move, {"low": 1, "high": 2, **details}) == told
