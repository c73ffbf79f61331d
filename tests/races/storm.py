"""A storm of acts upon a few tables and times: the hall, the processes, and what they heard."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.events.models import Event, Group, Slot
from app.meetings import services
from app.registrations.models import Delegation, Representation
from config import ROOT
from tests import factories
from tests.races.agent import Line, send

SLOTS, TABLES = 5, 3
MOST_MEETINGS, MOST_REQUESTS = 4, 6
QUOTA = 3
WAITING, PLACES = 4, 2
STOPS_SECONDS = 240


@dataclass
class Hall:
    """An event with so many firms a side, far too few tables for all, limits that bite, firms that wait for approval
    where few places are left, and a delegation with a quota."""

    event: Event
    askers: list[tuple[int, User]]
    asked: list[tuple[int, User]]
    slots: list[int]
    organizer: User
    chamber: User
    delegation: Delegation
    waiting: list[int]


def hall(sides: int = 8, *, asked_before: int = 3) -> Hall:
    """``asked_before``: how many of the other side each asker has asked already."""
    host, office = factories.organisation(), factories.organisation()
    event = factories.event(
        run_by=host, slots=SLOTS, tables=TABLES, max_meetings=MOST_MEETINGS, max_open_requests=MOST_REQUESTS
    )
    found = []
    for group in ("Singapore", "Chongqing"):
        users = [factories.user() for _ in range(sides)]
        firms = [factories.firm(event, group, users=[one], people=1 + n % 2) for n, one in enumerate(users)]
        found.append([(firm.id, user) for firm, user in zip(firms, users, strict=True)])
    askers, asked = found
    for n, (asker, _user) in enumerate(askers):
        for k in range(asked_before):
            services.request_meeting(event.id, asker, asked[(n + k) % sides][0], by=None)
    waiting = [factories.firm(event, "Chongqing", state="submitted").id for _ in range(WAITING)]
    delegation = factories.delegation(event, of=office)
    with transaction() as session:
        session.merge(delegation).quota = QUOTA
        session.get_one(Group, factories.group(event, "Chongqing").id).quota = sides + PLACES
    slots = db.session.scalars(select(Slot.id).where(Slot.event_id == event.id).order_by(Slot.starts_at)).all()
    organizer, chamber = factories.member(host, Role.ORGANIZER), factories.member(office, Role.CHAMBER)
    return Hall(event, askers, asked, list(slots), organizer, chamber, delegation, waiting)


@dataclass
class Storm:
    """What every process wrote down. ``said``: each post, by its last line; ``times``: seconds of each answer."""

    said: list[dict[str, Any]]
    times: list[float]

    def statuses(self) -> dict[int, int]:
        """How often each came back; 0: none did."""
        found: dict[int, int] = {}
        for one in self.said:
            found[one["status"] or 0] = found.get(one["status"] or 0, 0) + 1
        return found


def run(
    app: Flask,
    url: str,
    hall: Hall,
    folder: Path,
    *,
    seconds: float,
    while_it_blows: Callable[[], None] = lambda: None,
    each: int = 1,
) -> Storm:
    """``each``: processes a firm, organizer and chamber. ``while_it_blows`` runs here meanwhile. At the end every post
    that heard nothing is sent again with its key until it is answered."""
    folder.mkdir(exist_ok=True)
    processes = []
    for number, plan in enumerate(_plans(app, hall, each)):
        given = plan | {"url": url, "seconds": seconds, "seed": number, "event": hall.event.slug, "slots": hall.slots}
        path = folder / f"plan-{number}.json"
        path.write_text(json.dumps(given))
        command = [sys.executable, "-m", "tests.races.agent", str(path), str(folder / f"log-{number}.jsonl")]
        processes.append(subprocess.Popen(command, cwd=ROOT))
    db.session.rollback()
    db.engine.dispose()  # what we hold open would die with the database
    while_it_blows()
    for process in processes:
        assert process.wait(seconds + STOPS_SECONDS) == 0
    db.session.rollback()
    for number in range(len(processes)):
        _ask_again(json.loads((folder / f"plan-{number}.json").read_text()), folder / f"log-{number}.jsonl")
    return _heard(folder)


def credentials(app: Flask, user: User) -> dict[str, str]:
    """A session cookie of ``user`` and the token that its forms carry."""
    with app.app_context(), app.test_request_context():  # a new g, which is where the token is kept
        session["_user_id"], session["_fresh"] = user.get_id(), True
        token = generate_csrf()
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return {"cookie": f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}", "token": token}


def _plans(app: Flask, hall: Hall, each: int) -> Iterator[dict[str, Any]]:
    sides = [one for one, _ in hall.askers], [one for one, _ in hall.asked]
    database = app.config["SETTINGS"].database_url
    for mine, others in ((hall.askers, sides[1]), (hall.asked, sides[0])):
        for firm, user in mine:
            people = select(Representation.representative_id).where(Representation.registration_id == firm)
            told = {"who": "firm", "user": user.id, "firm": firm, "others": others, "database": database}
            told["people"] = list(db.session.scalars(people))
            yield from [told | credentials(app, user)] * each
    staff = {"askers": sides[0], "asked": sides[1], "waiting": hall.waiting}
    organizer, chamber = credentials(app, hall.organizer), credentials(app, hall.chamber)
    for _ in range(each):
        yield {"who": "organizer", "user": hall.organizer.id, **staff, **organizer}
        yield {"who": "chamber", "user": hall.chamber.id, "delegation": hall.delegation.id, **chamber}


def _ask_again(plan: dict[str, Any], log: Path) -> None:
    """Those of a process that heard nothing to its last post."""
    line = Line(plan["url"], plan["cookie"], plan["token"])
    with log.open("a") as file:
        for post in [one for one in _last_lines(log) if not one["status"]]:
            deadline = time.monotonic() + STOPS_SECONDS
            again = {name: post[name] for name in post if name not in ("status", "seconds")}
            while send(line, file, again) in (0, 503):
                assert time.monotonic() < deadline
                time.sleep(0.2)
    line.close()


def _heard(folder: Path) -> Storm:
    said: list[dict[str, Any]] = []
    times: list[float] = []
    for path in sorted(folder.glob("log-*.jsonl")):
        user = json.loads((folder / path.name.replace("log", "plan").replace("jsonl", "json")).read_text())["user"]
        said += [one | {"user": user} for one in _last_lines(path)]
        times += [one["seconds"] for one in _lines(path) if one.get("status")]
    return Storm(said, times)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _last_lines(path: Path) -> list[dict[str, Any]]:
    """The last line of each post, however often it was sent."""
    return list({one["id"]: one for one in _lines(path)}.values())
