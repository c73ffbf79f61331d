"""The desk: the list and its search, checking in by badge or name, and scans made without a network."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core import parsing
from app.core.clock import day_end
from app.core.db import db, now
from app.core.errors import NotFound
from app.core.parsing import parse_whole_number
from app.core.web.forms import typed_text
from app.core.web.guards import allow, current_roles, public
from app.core.web.locale import clock, language
from app.core.web.pages import page_links, requested_page
from app.core.web.security import csrf_token
from app.day.desk_input import DeskInput, ScanOutcome, get_clock_error, parse_desk_input, parse_device, parse_scans
from app.day.forms import CheckInForm, QueuedScansForm, ScanForm
from app.day.models import CheckInMethod
from app.day.queries.arrivals import list_vip_arrivals, list_waiting
from app.day.queries.badges import BadgeReading, list_roster, read_badge
from app.day.queries.lateness import list_late_groups, list_late_meetings
from app.day.queries.people import (
    DeskAttendee,
    count_attendance,
    find_attendee,
    list_attendees,
    list_delegations_by_name,
    list_unadmitted,
    search_attendees,
)
from app.day.queries.reassignments import list_interpreter_duties
from app.day.queries.whereabouts import MeetingsAhead, get_company_meetings_ahead, get_person_meetings_ahead
from app.day.services import check_ins
from app.day.services.check_ins import CheckInResult, CheckInScan, SyncedScan, settle_arrival, sync_scans
from app.day.views.blueprint import DESK, STAFF, day
from app.events.models import Event
from app.events.phases import EventAct, Phase
from app.events.scopes import an_event, event_at, roles_in
from app.events.views.blueprint import may
from app.registrations.models import Representative
from app.registrations.queries.delegation_members import RepresentedCompany

PAGE_SIZE = 25
LIST_PARTS = ("", "missing", "here", "vip")
"""Which part of the list: all with who is missing first, who is missing, who is here, VIPs to come."""


@dataclass(frozen=True, slots=True)
class CompanyMatch:
    """A firm with those of its people that were found; ``ahead``: None for one without meetings before it."""

    id: int
    company: RepresentedCompany
    people: list[DeskAttendee]
    ahead: MeetingsAhead | None


@day.get(DESK)
@allow(*STAFF, of=an_event)
def desk(event: Event) -> ResponseReturnValue:
    """``q``: what was typed; ``show`` and ``delegation`` narrow the list; ``just``: the check-in that was just made."""
    people = list_attendees(event.id)
    typed = parse_desk_input(request.args.get("q", ""))
    show, delegation = request.args.get("show", ""), request.args.get("delegation", 0, type=int)
    page = requested_page(filter_attendees(people, show, delegation), size=PAGE_SIZE)
    outside = search_attendees(list_unadmitted(event.id), typed) if typed != DeskInput() else []
    return render_template(
        "day/desk.html",
        event=event,
        tally=count_attendance(people),
        typed=typed,
        words=request.args.get("q", ""),
        found=_group_by_company(event, search_attendees(people, typed) if typed != DeskInput() else []),
        outside=outside,
        may_admit=Role.ORGANIZER in current_roles(),
        just=_find_just_checked_in(people),
        page=page,
        ways=page_links(page),
        ahead=get_person_meetings_ahead(event.id, [person.id for person in page], now()),
        show=show,
        delegation=delegation,
        delegations=list_delegations_by_name(event.id),
        late=_count_late(event, people) if may(event, EventAct.CHECK_IN) else 0,
        vips=list_vip_arrivals(event.id, now()),
        waiting=list_waiting(event.id, people),
        voices=list_interpreter_duties(event.id, now()),
        at=now(),
    )


def filter_attendees(people: Sequence[DeskAttendee], show: str, delegation: int) -> list[DeskAttendee]:
    """The part of the list that was asked for; of all of it who is missing comes first, VIPs before others."""
    rows = [person for person in people if not delegation or person.delegation_id == delegation]
    if show == "here":
        return sorted(
            (row for row in rows if row.here), key=lambda row: row.here.at if row.here else now(), reverse=True
        )
    if show in ("missing", "vip"):
        rows = [row for row in rows if row.here is None and (row.vip or show == "missing")]
    return sorted(rows, key=lambda row: (row.here is not None, not row.vip))


def _find_just_checked_in(people: Sequence[DeskAttendee]) -> DeskAttendee | None:
    """Whom the last scan was of, as long as it stands."""
    wanted = request.args.get("just", 0, type=int)
    return next((person for person in people if person.here and person.here.check_in_id == wanted), None)


def _group_by_company(event: Event, people: Sequence[DeskAttendee]) -> list[CompanyMatch]:
    """By firm, the best found first; all of a firm's people that were found stand together."""
    companies = {person.registration_id: person.company for person in people}
    ahead = get_company_meetings_ahead(event.id, list(companies), now()) if companies else {}
    return [
        CompanyMatch(
            number, company, [person for person in people if person.registration_id == number], ahead.get(number)
        )
        for number, company in companies.items()
    ]


def _count_late(event: Event, people: Sequence[DeskAttendee]) -> int:
    """How many meetings, of two and of groups, lack somebody."""
    return len(list_late_meetings(event.id, people, now())) + len(list_late_groups(event.id, people, now()))


@day.get("/b/<token>")
@public
def badge(token: str) -> ResponseReturnValue:
    """The page of a badge: to a desk of its event whose it is, to anybody else that it is one."""
    reading = read_badge(token)
    event = event_at(reading.event.slug)
    if not roles_in(event) & set(STAFF):
        return render_template("day/badge.html", event=event)
    person = find_attendee(event.id, reading.person.id)
    page = render_template("day/badge_read.html", event=event, token=token, read=reading, person=person)
    return page, 200 if person is not None and reading.is_live else 410


@day.post(f"{DESK}/scans")
@allow(*STAFF, of=an_event)
def scan(event: Event) -> ResponseReturnValue:
    """What a scanner or a hand typed: a badge checks its bearer in, anything else is looked for."""
    text = typed_text(ScanForm().typed)
    code = parse_desk_input(text).code
    if not code:
        return redirect(url_for("day.desk", event=event, q=text or None), 303)
    try:
        person = _get_bearer(event, code)
    except NotFound:
        flash(gettext("This code is no badge of this event, or was replaced. Nobody was checked in."), "bad")
        return redirect(url_for("day.desk", event=event), 303)
    return _redirect_to_desk(event, _check_in(event, person.id, CheckInMethod.QR))


@day.post(f"{DESK}/people/<int:representative_id>/check-in")
@allow(*STAFF, of=an_event)
def let_in(event: Event, representative_id: int) -> ResponseReturnValue:
    form = CheckInForm()
    way = CheckInMethod.PHONE if form.digits.data else CheckInMethod.NAME
    if code := typed_text(form.code):
        if _get_bearer(event, code).id != representative_id:
            raise NotFound
        way = CheckInMethod.QR
    noted = _check_in(event, representative_id, way)
    if (arrival_id := parse_whole_number(typed_text(form.arrival))) is not None:
        with suppress(NotFound):
            settle_arrival(event, arrival_id, by=current_user.id)
    return _redirect_to_desk(event, noted)


@day.post(f"{DESK}/check-ins/<int:check_in_id>/undo")
@allow(*STAFF, of=an_event)
def take_back(event: Event, check_in_id: int) -> ResponseReturnValue:
    check_ins.undo_check_in(event, check_in_id, by=current_user.id)
    flash(gettext("The check-in is undone."), "info")
    return redirect(url_for("day.desk", event=event), 303)


def _get_bearer(event: Event, code: str) -> Representative:
    """Whose live badge it is. Raises NotFound for another event's, and for one that was replaced."""
    badge_reading: BadgeReading = read_badge(code)
    if badge_reading.event.id != event.id or not badge_reading.is_live:
        raise NotFound
    return badge_reading.person


def _check_in(event: Event, person_id: int, way: CheckInMethod) -> CheckInResult:
    return check_ins.check_in(event, person_id, CheckInScan(way), by=current_user.id)


def _redirect_to_desk(event: Event, noted: CheckInResult) -> ResponseReturnValue:
    """Back at the desk, which says who came: no notice takes the focus from the field for the next scan."""
    again = None if noted.is_first else "1"
    return redirect(url_for("day.desk", event=event, just=noted.check_in.id, again=again), 303)


WORKER_FILE = "vendor/desk-worker.js"


@day.get(f"{DESK}/roster")
@allow(*STAFF, of=an_event)
def roster(event: Event) -> ResponseReturnValue:
    """For the desk's own script; with a fresh token for what it will send. ``lasts``: in so many milliseconds the event
    ends, and with it the list; 0 and nobody afterwards."""
    last = event.days[-1].day if event.days else now().date()
    lasts = (day_end(last, event.zone) - now()) // timedelta(milliseconds=1)
    if event.phase == Phase.CLOSED or lasts <= 0:
        return jsonify(people=[], csrf=csrf_token(), lasts=0)
    people = list_roster(event.id, list_attendees(event.id), language())
    return jsonify(people=people, csrf=csrf_token(), lasts=lasts)


@day.post(f"{DESK}/scans/waiting")
@allow(*STAFF, of=an_event)
def take(event: Event) -> ResponseReturnValue:
    """``device``, ``scans`` (JSON) and ``clock``, what the device takes the time to be; sent twice they count once, and
    get the same answer."""
    form = QueuedScansForm()
    device = parse_device(form.device.data)
    scans = parse_scans(parsing.parse_json(form.scans.data), get_clock_error(form.clock.data, now()))
    taken = sync_scans(event, device, scans, by=current_user.id)
    return jsonify(scans=[_scan_to_json(event, synced) for synced in taken])


@day.get(f"{DESK}/offline")
@allow(*STAFF, of=an_event)
def offline(event: Event) -> ResponseReturnValue:
    """The desk without any name on it: what a device shows that is opened without a network."""
    return render_template("day/offline.html", event=event)


@day.get("/desk-worker.js")
@public
def worker() -> ResponseReturnValue:
    """It stands at the top, since a worker serves nothing above its own address."""
    file = Path(str(current_app.static_folder)) / WORKER_FILE
    if not file.is_file():  # nobody has built it
        raise NotFound
    return Response(file.read_bytes(), mimetype="text/javascript")


def _scan_to_json(event: Event, synced_scan: SyncedScan) -> dict[str, Any]:
    """``name`` and ``url`` (where it can be undone) of whoever is here now."""
    made = synced_scan.check_in
    if made is None:
        return {"mark": synced_scan.mark, "outcome": synced_scan.outcome.value}
    again = None if synced_scan.outcome is ScanOutcome.IN else "1"
    person = db.session.get_one(Representative, made.representative_id)
    return {
        "mark": synced_scan.mark,
        "outcome": synced_scan.outcome.value,
        "at": clock(made.at),
        "name": company_label(person),
        "url": url_for("day.desk", event=event, just=made.id, again=again),
    }
