"""A desk that goes on without a network: what its device keeps, what it sends, the page and the worker that it starts
with."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.companies.wording import company_label
from app.core import parsing
from app.core.clock import day_end
from app.core.db import db, now
from app.core.errors import NotFound
from app.core.web.guards import allow, public
from app.core.web.locale import clock, language
from app.core.web.security import csrf_token
from app.day.queries.people import people_of
from app.day.queries.roster import roster_of
from app.day.scans import Outcome, read_device, read_scans, wrong_by
from app.day.services.syncing import Taken, take_scans
from app.day.views.blueprint import DESK, STAFF, day, desk_name
from app.events.models import Event
from app.events.phases import Phase
from app.events.scopes import an_event
from app.registrations.models import Representative

WORKER = "vendor/desk-worker.js"


@day.get(f"{DESK}/roster")
@allow(*STAFF, of=an_event)
def roster(event: Event) -> ResponseReturnValue:
    """For the desk's own script; with a fresh token for what it will send. ``lasts``: in so many milliseconds the event
    ends, and with it the list; 0 and nobody afterwards."""
    last = event.days[-1].day if event.days else now().date()
    lasts = (day_end(last, event.zone) - now()) // timedelta(milliseconds=1)
    if event.phase == Phase.CLOSED or lasts <= 0:
        return jsonify(people=[], csrf=csrf_token(), lasts=0)
    people = roster_of(event.id, people_of(event.id), language())
    return jsonify(people=people, csrf=csrf_token(), lasts=lasts)


@day.post(f"{DESK}/scans/waiting")
@allow(*STAFF, of=an_event)
def take(event: Event) -> ResponseReturnValue:
    """``device``, ``scans`` (JSON) and ``clock``, what the device takes the time to be; sent twice they count once, and
    get the same answer."""
    device = read_device(request.form.get("device", ""))
    wrong = wrong_by(request.form.get("clock", ""), now())
    scans = read_scans(parsing.parse_json(request.form.get("scans", "")), wrong)
    taken = take_scans(event, device, scans, desk=desk_name(), by=current_user.id)
    return jsonify(scans=[_told(event, one) for one in taken])


@day.get(f"{DESK}/offline")
@allow(*STAFF, of=an_event)
def offline(event: Event) -> ResponseReturnValue:
    """The desk without any name on it: what a device shows that is opened without a network."""
    return render_template("day/offline.html", event=event)


@day.get("/desk-worker.js")
@public
def worker() -> ResponseReturnValue:
    """It stands at the top, since a worker serves nothing above its own address."""
    file = Path(str(current_app.static_folder)) / WORKER
    if not file.is_file():  # nobody has built it
        raise NotFound
    return Response(file.read_bytes(), mimetype="text/javascript")


def _told(event: Event, one: Taken) -> dict[str, Any]:
    """``name`` and ``url`` (where it can be undone) of whoever is here now."""
    made = one.check_in
    if made is None:
        return {"mark": one.mark, "outcome": one.outcome.value}
    again = None if one.outcome is Outcome.IN else "1"
    person = db.session.get_one(Representative, made.representative_id)
    return {
        "mark": one.mark,
        "outcome": one.outcome.value,
        "at": clock(made.at),
        "desk": made.desk or "",
        "name": company_label(person),
        "url": url_for("day.desk", event=event, just=made.id, again=again),
    }
