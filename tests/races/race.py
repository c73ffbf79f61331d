"""A race for a few tables and times: the hall, the processes, and what must hold when they are done."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import func, select

from app.accounts.models import User
from app.db import db
from app.events.models import Event, Slot
from app.floor.models import Notice
from app.meetings import services
from app.meetings.models import Claim, Meeting
from config import ROOT
from tests import factories

SIDES = 8
SLOTS = 5
TABLES = 3


@dataclass
class Hall:
    """An event with eight firms a side, each of the one asking each of the other, and far too few tables for all."""

    event: Event
    askers: list[tuple[int, User]]
    asked: list[tuple[int, User]]
    slots: list[int]


def hall() -> Hall:
    event = factories.event(slots=SLOTS, tables=TABLES)
    sides = []
    for group in ("Singapore", "Chongqing"):
        users = [factories.user(email=None) for _ in range(SIDES)]
        sides.append([(factories.firm(event, group, users=[user]).id, user) for user in users])
    for asker, _user in sides[0]:
        for asked, _other in sides[1]:
            services.ask(event.id, asker, asked, by=None)
    slots = db.session.scalars(select(Slot.id).where(Slot.event_id == event.id).order_by(Slot.starts_at)).all()
    return Hall(event, sides[0], sides[1], list(slots))


def run(app: Flask, url: str, hall: Hall, folder: Path) -> list[dict[str, Any]]:
    """Sixteen processes at once: the asked accept at random times, the askers move and cancel; all their answers."""
    processes = []
    for number, (registration_id, user) in enumerate((*hall.asked, *hall.askers)):
        plan = folder / f"plan-{number}.json"
        posts = _acceptances(hall, registration_id) if number < SIDES else _changes(hall, registration_id)
        random.Random(number).shuffle(posts)
        plan.write_text(json.dumps({"url": url, **credentials(app, user), "posts": posts}))
        command = [sys.executable, "-m", "tests.races.booker", str(plan), str(folder / f"answers-{number}.jsonl")]
        processes.append(subprocess.Popen(command, cwd=ROOT))
    for process in processes:
        assert process.wait(180) == 0
    db.session.rollback()
    lines = [line for path in folder.glob("answers-*.jsonl") for line in path.read_text().splitlines()]
    return [json.loads(line) for line in lines]


def credentials(app: Flask, user: User) -> dict[str, str]:
    """A session cookie of ``user`` and the token that its forms carry."""
    with app.app_context(), app.test_request_context():  # a new g, which is where the token is kept
        session["_user_id"], session["_fresh"] = user.get_id(), True
        token = generate_csrf()
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return {"cookie": f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}", "token": token}


def double_bookings() -> int:
    """How many times a person or a table is held twice in one slot."""
    found = 0
    for column in (Claim.representative_id, Claim.table_id):
        twice = select(func.count()).where(column.is_not(None)).group_by(Claim.slot_id, column).having(func.count() > 1)
        found += len(db.session.scalars(twice).all())
    return found


def faults() -> list[str]:
    """What does not hold: claims of each meeting, and the log against the state."""
    claims = Counter(db.session.scalars(select(Claim.meeting_id)))
    slots = set(db.session.execute(select(Claim.meeting_id, Claim.slot_id)).all())
    said: dict[int, dict[str, Any]] = {}
    for notice in db.session.scalars(select(Notice).where(Notice.subject == "meetings").order_by(Notice.id)):
        said[notice.subject_id] = notice.details
    found = []
    for meeting in db.session.scalars(select(Meeting)):
        expected = 3 if meeting.state == "booked" else 0
        if claims[meeting.id] != expected:
            found.append(f"{meeting.state} meeting {meeting.id} has {claims[meeting.id]} claims")
        if meeting.state == "booked" and (meeting.id, meeting.slot_id) not in slots:
            found.append(f"meeting {meeting.id} holds another slot than its own")
        if (said[meeting.id]["state"], said[meeting.id]["version"]) != (meeting.state, meeting.version):
            found.append(f"the log of meeting {meeting.id} ends elsewhere")
    return found


def unkept(answers: list[dict[str, Any]]) -> list[str]:
    """Acknowledged acceptances that the log does not know."""
    accepted = set(db.session.scalars(select(Notice.subject_id).where(Notice.kind == "meeting.accept_with_time")))
    promised = {
        int(one["path"].split("/")[-2]) for one in answers if one["status"] == 302 and "accept" in one["fields"]
    }
    return [f"meeting {one} was acknowledged and is not there" for one in promised - accepted]


def _acceptances(hall: Hall, registration_id: int) -> list[tuple[str, dict[str, str]]]:
    rows = select(Meeting.id).where(Meeting.awaiting_id == registration_id)
    dice = random.Random(registration_id)
    return [
        (
            f"/events/{hall.event.slug}/firms/{registration_id}/meetings/{meeting}/time",
            {"slot": str(dice.choice(hall.slots)), "key": f"race-{registration_id}-{meeting}", "accept": "1"},
        )
        for meeting in db.session.scalars(rows)
    ]


def _changes(hall: Hall, registration_id: int) -> list[tuple[str, dict[str, str]]]:
    """Moves to random times, a cancellation now and then; most are refused, for they come too early."""
    rows = db.session.scalars(select(Meeting.id).where(Meeting.asker_id == registration_id)).all()
    dice = random.Random(registration_id)
    base = f"/events/{hall.event.slug}/firms/{registration_id}/meetings"
    posts: list[tuple[str, dict[str, str]]] = []
    for meeting in rows:
        if dice.random() < 0.2:
            posts.append((f"{base}/{meeting}/cancellation", {}))
        else:
            key = f"move-{registration_id}-{meeting}"
            posts.append((f"{base}/{meeting}/time", {"slot": str(dice.choice(hall.slots)), "key": key}))
    return posts
