"""Who is on no list, and who came in another one's place."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
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
from app.day.forms import StandInForm, WalkInForm
from app.day.queries.ahead import ahead_for
from app.day.queries.badges import badge_url
from app.day.queries.instead import in_whose_place, who_came_for
from app.day.queries.people import Person, people_of, person_at
from app.day.services import standing_in, walking_in
from app.day.services.checking_in import Scan
from app.day.services.walking_in import WalkIn
from app.day.views.blueprint import DESK, PERSON, STAFF, day, desk_name
from app.day.ways import Way
from app.documents.qr import qr_path
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings.queries.unserved import unserved_of
from app.registrations.consent_texts import LIST_TEXTS
from app.registrations.forms.firm import sides
from app.registrations.models import Representative
from app.registrations.services.firms import MayBeKnown


@day.route(f"{DESK}/walk-in", methods=["GET", "POST"])
@allow(*STAFF, of=an_event)
def walk_in(event: Event) -> ResponseReturnValue:
    """Name, firm, phone, category, consents that the person says: then in, or on the organizer's list."""
    form = WalkInForm()
    form.group.choices = sides(event)
    if not form.validate_on_submit():
        return _walk_in_page(event, form), 422 if form.errors else 200
    try:
        made = walking_in.walk_in(event, _typed(form), Scan(Way.WALK_IN, desk=desk_name()), by=current_user.id)
    except MayBeKnown as refused:
        return _walk_in_page(event, form, asked=refused.details), 409
    except DomainError as refused:
        form.form_errors.append(error_text(refused))
        return _walk_in_page(event, form), error_status(refused)
    if made.noted is None:
        flash(gettext("Registered, not let in: the organizer must approve the firm first."), "wait")
        return redirect(url_for("day.desk", event=event, q=made.person.display_name), 303)
    return redirect(url_for("day.badge_of", event=event, representative_id=made.person.id), 303)


@day.post(f"{PERSON}/admission")
@allow(Role.ORGANIZER, of=an_event)
def admit(event: Event, representative_id: int) -> ResponseReturnValue:
    """The organizer at the door approves the firm, and lets this person of it in."""
    noted = walking_in.admit(event, representative_id, Scan(Way.NAME, desk=desk_name()), by=current_user.id)
    return redirect(url_for("day.badge_of", event=event, representative_id=noted.check_in.representative_id), 303)


@day.route(f"{PERSON}/someone-else", methods=["GET", "POST"])
@allow(*STAFF, of=an_event)
def someone_else(event: Event, representative_id: int) -> ResponseReturnValue:
    if person_at(event.id, representative_id) is None and (new := who_came_for(event, representative_id)) is not None:
        return redirect(url_for("day.badge_of", event=event, representative_id=new), 303)  # pressed twice
    person, form = _person(event, representative_id), StandInForm()
    if not form.validate_on_submit():
        return _other_page(event, person, form), 422 if form.errors else 200
    scan = Scan(Way.NAME, desk=desk_name())
    noted = standing_in.stand_in(
        event, person.id, form.values(), scan, by=current_user.id, said=form.said(), language=language()
    )
    _say_who_interprets_for_nobody(event, person)
    return redirect(url_for("day.badge_of", event=event, representative_id=noted.check_in.representative_id), 303)


@day.post(f"{PERSON}/someone-else/undoing")
@allow(*STAFF, of=an_event)
def same_after_all(event: Event, representative_id: int) -> ResponseReturnValue:
    old = standing_in.stand_back(event, representative_id, by=current_user.id)
    flash(gettext("Taken back; the meetings stay. Check this person in and print this badge: no other opens."), "good")
    return redirect(url_for("day.badge_of", event=event, representative_id=old.id), 303)


def _say_who_interprets_for_nobody(event: Event, person: Person) -> None:
    """Who came may speak another language than who was expected."""
    lacking = {meeting for number, _firm in person.firms for meeting in unserved_of(event.id, number)}
    if lacking:
        told = ngettext(
            "%(num)d meeting ahead has no language in common and no interpreter. Tell the organizer.",
            "%(num)d meetings ahead have no language in common and no interpreter. Tell the organizer.",
            len(lacking),
        )
        flash(str(told), "wait")


@day.get(f"{PERSON}/badge")
@allow(*STAFF, of=an_event)
def badge_of(event: Event, representative_id: int) -> ResponseReturnValue:
    """The badge as it is now, to print."""
    g.tab = "day.desk"
    person = _person(event, representative_id)
    qr = qr_path(badge_url(db.session.get_one(Representative, person.id)))
    return render_template(
        "day/badge_of.html", event=event, person=person, qr=qr, instead_of=in_whose_place(event, person.id)
    )


@day.post(f"{PERSON}/badge")
@allow(*STAFF, of=an_event)
def new_badge(event: Event, representative_id: int) -> ResponseReturnValue:
    """The one given out was lost: its code is dead from now on."""
    standing_in.raise_badge(event, representative_id)
    flash(gettext("The old badge opens nothing any more. Print this one."), "info")
    return redirect(url_for("day.badge_of", event=event, representative_id=representative_id), 303)


def _person(event: Event, person_id: int) -> Person:
    found = person_at(event.id, person_id)
    if found is None:
        raise NotFound
    return found


def _typed(form: WalkInForm) -> WalkIn:
    return WalkIn(
        name=typed_text(form.name),
        firm=typed_text(form.firm),
        phone=typed_text(form.phone),
        category=form.category.data,
        group_id=int(form.group.data) if form.group.data else None,
        said=form.said(),
        language=language(),
        known=request.form.get("said", ""),
    )


def _walk_in_page(event: Event, form: WalkInForm, asked: dict[str, Any] | None = None) -> str:
    g.tab = "day.desk"
    known = sorted({firm.name for one in people_of(event.id) for _number, firm in one.firms if firm.name})
    return render_template("day/walk_in.html", event=event, form=form, texts=LIST_TEXTS, firms=known, asked=asked)


def _other_page(event: Event, person: Person, form: StandInForm) -> str:
    g.tab = "day.desk"
    ahead = ahead_for(event.id, [person.id], now()).get(person.id)
    meetings = ahead.meetings if ahead else 0
    return render_template(
        "day/someone_else.html", event=event, person=person, form=form, meetings=meetings, texts=LIST_TEXTS
    )
