from __future__ import annotations

from dataclasses import replace

import pytest

from app.meetings.history import get_notified_by_move
from app.meetings.invariants import MeetingNotice, find_replay_faults
from app.meetings.lifecycle import MeetingMove, MeetingState
from tests.meetings.test_invariants import BOOKED, REQUESTED


def noted(move: str, state: str, version: int, slot: int | None = None) -> MeetingNotice:
    return MeetingNotice(version * 10, f"meeting.{move}", {"state": state, "version": version, "slot": slot})


LOG = [noted("request", "requested", 1), noted("accept_with_time", "booked", 2, 10)]


def codes(meeting, log) -> list[str]:
    return [one.code for one in find_replay_faults(meeting, log)]


def test_a_log_that_leads_to_where_the_meeting_stands_is_sound():
    reminded = MeetingNotice(15, "meeting.reminded", {})

    assert codes(BOOKED, LOG) == []
    assert codes(BOOKED, [LOG[0], reminded, LOG[1]]) == []


@pytest.mark.parametrize(
    ("meeting", "log", "code"),
    [
        (BOOKED, [], "log_ends_elsewhere"),
        (BOOKED, LOG[:1], "log_ends_elsewhere"),
        (replace(BOOKED, state=MeetingState.CANCELLED), LOG, "log_ends_elsewhere"),
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
        (MeetingMove.REQUEST, {"asker": 1}, {2}),
        (MeetingMove.ACCEPT_WITH_TIME, {"answerer": 2}, {1, 2}),
        (MeetingMove.ACCEPT, {"answerer": 2}, {1}),
        (MeetingMove.DECLINE, {"answerer": 2}, {1}),
        (MeetingMove.CANCEL, {"canceller": 1}, {2}),
        (MeetingMove.CANCEL, {"canceller": None}, {1, 2}),
        (MeetingMove.CANCEL, {}, set()),
        (MeetingMove.CANCEL, {"left": 1}, set()),
        (MeetingMove.MOVE, {"placer": 1}, {1, 2}),
        (MeetingMove.MOVE, {}, set()),
        (MeetingMove.HOLD, {}, set()),
    ],
)
def test_a_notice_says_which_firms_it_tells(move, details, told):
    assert get_notified_by_move(move, {"low": 1, "high": 2, **details}) == told
