"""Walk-ins, substitutes, and the badge to print."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.db import db, now
from app.core.errors import DomainError, NotFound
from app.core.web.errors import error_status, error_text
from app.core.web.forms import typed_text
from app.core.web.guards import allow
from app.core.web.locale import language
from app.day.forms import SubstituteForm, WalkInForm
from app.day.models import CheckInMethod
from app.day.queries.badges import get_badge_url
from app.day.queries.people import DeskAttendee, find_attendee, find_replaced_person, find_substitute, list_attendees
from app.day.queries.whereabouts import get_person_meetings_ahead
from app.day.services import substitutes, walk_ins
from app.day.services.check_ins import CheckInScan
from app.day.services.walk_ins import WalkIn
from app.day.views.blueprint import DESK, PERSON, STAFF, day
from app.documents.qr import qr_path
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings.queries.interpreter_needs import find_meetings_without_interpreter
from app.registrations.consent_texts import LIST_CONSENT_TEXTS
from app.registrations.forms.registrations import list_group_choices
from app.registrations.models import Representative
from app.registrations.services.registering import CompanyMayBeKnown


@day.route(f"{DESK}/walk-in", methods=["GET", "POST"])
@allow(*STAFF, of=an_event)
def walk_in(event: Event) -> ResponseReturnValue:
    """Name, firm, phone, category, consents that the person says: then in, or on the organizer's list."""
    form = WalkInForm()
    form.group.choices = list_group_choices(event)
    if not form.validate_on_submit():
        return _render_walk_in(event, form), 422 if form.errors else 200
    try:
        made = walk_ins.register_walk_in(
            event, _parse_walk_in(form), CheckInScan(CheckInMethod.WALK_IN), by=current_user.id
        )
    except CompanyMayBeKnown as refused:
        return _render_walk_in(event, form, asked=refused.details), 409
    except DomainError as refused:
        form.form_errors.append(error_text(refused))
        return _render_walk_in(event, form), error_status(refused)
    if made.noted is None:
        flash(gettext("Registered, not let in: the organizer must approve the firm first."), "wait")
        return redirect(url_for("day.desk", event=event, q=made.person.display_name), 303)
    return redirect(url_for("day.badge_of", event=event, representative_id=made.person.id), 303)


@day.post(f"{PERSON}/admission")
@allow(Role.ORGANIZER, of=an_event)
def admit(event: Event, representative_id: int) -> ResponseReturnValue:
    """The organizer at the door approves the firm, and lets this person of it in."""
    noted = walk_ins.admit_person(event, representative_id, CheckInScan(CheckInMethod.NAME), by=current_user.id)
    return redirect(url_for("day.badge_of", event=event, representative_id=noted.check_in.representative_id), 303)


@day.route(f"{PERSON}/someone-else", methods=["GET", "POST"])
@allow(*STAFF, of=an_event)
def someone_else(event: Event, representative_id: int) -> ResponseReturnValue:
    if (
        find_attendee(event.id, representative_id) is None
        and (new := find_substitute(event, representative_id)) is not None
    ):
        return redirect(url_for("day.badge_of", event=event, representative_id=new), 303)  # pressed twice
    person, form = _get_attendee(event, representative_id), SubstituteForm()
    if not form.validate_on_submit():
        return _render_substitute(event, person, form), 422 if form.errors else 200
    scan = CheckInScan(CheckInMethod.NAME)
    noted = substitutes.register_substitute(
        event, person.id, form.values(), scan, by=current_user.id, answers=form.said(), language=language()
    )
    _warn_of_missing_interpreters(event, person)
    return redirect(url_for("day.badge_of", event=event, representative_id=noted.check_in.representative_id), 303)


@day.post(f"{PERSON}/someone-else/undoing")
@allow(*STAFF, of=an_event)
def same_after_all(event: Event, representative_id: int) -> ResponseReturnValue:
    old = substitutes.undo_substitution(event, representative_id, by=current_user.id)
    flash(gettext("Taken back; the meetings stay. Check this person in and print this badge: no other opens."), "good")
    return redirect(url_for("day.badge_of", event=event, representative_id=old.id), 303)


def _warn_of_missing_interpreters(event: Event, person: DeskAttendee) -> None:
    """Who came may speak another language than who was expected."""
    lacking = {
        meeting
        for number, _company in person.companies
        for meeting in find_meetings_without_interpreter(event.id, number)
    }
    if lacking:
        text = ngettext(
            "%(num)d meeting ahead has no language in common and no interpreter. Tell the organizer.",
            "%(num)d meetings ahead have no language in common and no interpreter. Tell the organizer.",
            len(lacking),
        )
        flash(str(text), "wait")


@day.get(f"{PERSON}/badge")
@allow(*STAFF, of=an_event)
def badge_of(event: Event, representative_id: int) -> ResponseReturnValue:
    """The badge as it is now, to print."""
    g.tab = "day.desk"
    person = _get_attendee(event, representative_id)
    qr = qr_path(get_badge_url(db.session.get_one(Representative, person.id)))
    return render_template(
        "day/badge_of.html", event=event, person=person, qr=qr, instead_of=find_replaced_person(event, person.id)
    )


@day.post(f"{PERSON}/badge")
@allow(*STAFF, of=an_event)
def new_badge(event: Event, representative_id: int) -> ResponseReturnValue:
    """The one given out was lost: its code is dead from now on."""
    substitutes.renew_badge(event, representative_id)
    flash(gettext("The old badge opens nothing any more. Print this one."), "info")
    return redirect(url_for("day.badge_of", event=event, representative_id=representative_id), 303)


def _get_attendee(event: Event, person_id: int) -> DeskAttendee:
    attendee = find_attendee(event.id, person_id)
    if attendee is None:
        raise NotFound
    return attendee


def _parse_walk_in(form: WalkInForm) -> WalkIn:
    return WalkIn(
        name=typed_text(form.name),
        company=typed_text(form.firm),
        phone=typed_text(form.phone),
        category=form.category.data,
        group_id=int(form.group.data) if form.group.data else None,
        consents=form.said(),
        language=language(),
        known=typed_text(form.known),
    )


def _render_walk_in(event: Event, form: WalkInForm, asked: dict[str, Any] | None = None) -> str:
    g.tab = "day.desk"
    known = sorted(
        {
            company.name
            for attendee in list_attendees(event.id)
            for _number, company in attendee.companies
            if company.name
        }
    )
    return render_template(
        "day/walk_in.html", event=event, form=form, texts=LIST_CONSENT_TEXTS, firms=known, asked=asked
    )


def _render_substitute(event: Event, person: DeskAttendee, form: SubstituteForm) -> str:
    g.tab = "day.desk"
    ahead = get_person_meetings_ahead(event.id, [person.id], now()).get(person.id)
    meetings = ahead.meetings if ahead else 0
    return render_template(
        "day/someone_else.html", event=event, person=person, form=form, meetings=meetings, texts=LIST_CONSENT_TEXTS
    )
