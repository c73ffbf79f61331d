"""Many firms take the last seats of group meetings at once, over HTTP against the real server: never more than there
are, and nobody sits in two places."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

import pytest
from sqlalchemy import func, select

from app.cli import run_checks
from app.core.db import db
from app.group_meetings import services
from app.meetings.models import Claim, MeetingParty
from app.meetings.queries.group_meetings import list_event_group_meetings
from config import ROOT
from tests import factories
from tests.races.storm import STOPS_SECONDS, credentials

pytestmark = pytest.mark.databases("sqlite", "postgresql")

GUESTS, SEATS, SECONDS = 10, 3, 3


@pytest.fixture
def crowd(app):
    """Two groups at one time and one at another, with far fewer seats than there are firms that want them."""
    app.config["JOBS"] = "queue"
    event = factories.event(slots=3, tables=4)
    hosts = [factories.firm(event, "Singapore") for _ in range(3)]
    slots = [event.slots[place].id for place in (0, 0, 1)]
    made = [
        services.open_group_meeting(event.id, host.id, topic="t", slot_id=slot, seats=SEATS, is_open=True, by=None)
        for host, slot in zip(hosts, slots, strict=True)
    ]
    users = [factories.user() for _ in range(GUESTS)]
    return event, made, [(factories.firm(event, "Chongqing", users=[one]).id, one) for one in users]


def test_ten_processes_take_and_leave_seats_and_none_is_given_twice(app, server, tmp_path, crowd):
    event, made, guests = crowd
    processes = []
    for number, (firm, user) in enumerate(guests):
        plan = {"who": "guest", "firm": firm, "event": event.slug, "groups": made, "seed": number}
        plan |= {"url": server.url, "seconds": SECONDS, **credentials(app, user)}
        path = tmp_path / f"plan-{number}.json"
        path.write_text(json.dumps(plan))
        command = [sys.executable, "-m", "tests.races.agent", str(path), str(tmp_path / f"log-{number}.jsonl")]
        processes.append(subprocess.Popen(command, cwd=ROOT))
    assert [process.wait(SECONDS + STOPS_SECONDS) for process in processes] == [0] * GUESTS
    db.session.rollback()

    statuses = Counter(
        line["status"]
        for log in tmp_path.glob("log-*.jsonl")
        for line in map(json.loads, log.read_text().splitlines())
        if line["status"] is not None
    )
    assert statuses.keys() <= {303, 409}, statuses
    assert statuses[303] >= SEATS
    for row in list_event_group_meetings(event.id):
        assert len(row.seated) <= SEATS
        given = [one.seat for one in row.seated]
        assert len(given) == len(set(given))
    held = select(func.count()).where(Claim.representative_id.is_not(None))
    seats = select(func.count()).where(MeetingParty.seat.is_not(None))
    assert db.session.scalar(held) == (db.session.scalar(seats) or 0) + len(made)
    assert [fault for one in run_checks() for fault in one.faults] == []
