"""Delegations as units: the organizer's list, registering one, changing one."""

from __future__ import annotations

import datetime as dt
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.credentials import normalize_email
from app.accounts.permissions import Role
from app.accounts.views.attempts import count_invitations
from app.accounts.views.members import flash_invited
from app.core.clock import local_to_utc
from app.core.errors import DomainError
from app.core.web.errors import error_status, error_text
from app.core.web.forms import select_choices, typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language, plain
from app.events.models import Event
from app.events.scopes import an_event
from app.events.services.changing import HoursInUse
from app.events.views.hours_questions import impact_sentence, render_hours_question
from app.registrations.forms.delegation import FIRST_MINUTE, LAST_MINUTE, NEW, UNCHOSEN, DelegationForm
from app.registrations.forms.firm import filled, sides
from app.registrations.models import Delegation
from app.registrations.queries.delegations import chambers_for, delegation_rows, delegations_of, leader_emails
from app.registrations.queries.party import leaders_of, member_led_parts
from app.registrations.scopes import a_delegation
from app.registrations.services import delegations as services
from app.registrations.views.blueprint import registrations
from app.registrations.views.delegation import OWN_SIDE

PLAIN = ("name_zh", "name_fr", "origin", "organising_body", "head_name", "head_email", "deputy_name", "deputy_email")
LIMITS = ("quota", "people_quota")
"""What the organizer alone sets."""


@registrations.get("/events/<slug:event>/delegations")
@allow(Role.ORGANIZER, Role.CHAMBER, Role.DELEGATION_HEAD, of=an_event)
def delegations(event: Event) -> ResponseReturnValue:
    """All delegations for the organizer; for a chamber those that it brings."""
    runs = Role.ORGANIZER in current_roles()
    only = None if runs else [one.id for one in delegations_of(current_user.id, event)]
    rows = delegation_rows(event, only=only)
    led = leaders_of([row.delegation for row in rows])
    return render_template("registrations/delegations.html", event=event, rows=rows, led=led, runs=runs)


@registrations.route("/events/<slug:event>/delegations/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHAMBER, of=an_event)
def new_delegation(event: Event) -> ResponseReturnValue:
    """Register a delegation; the organizer may bring in its chamber with it."""
    form = _form(event)
    if not form.is_submitted():
        return _page(event, form, None), 200
    if not form.validate():
        return _page(event, form, None), 422
    try:
        services.require_new(event, typed_text(form.name_en))
        _count_invitations(form)
        made, invited = services.register(event, _details(event, form, _chamber(event, form)), by=current_user.id)
    except DomainError as refused:
        form.form_errors.append(error_text(refused))
        return _page(event, form, None), error_status(refused)
    flash(gettext("%(name)s is registered.", name=made.name_en), "good")
    for email, url in invited.items():
        flash_invited(email, url, event)
    return redirect(url_for("registrations.delegation", event=event, delegation_id=made.id))


@registrations.route("/events/<slug:event>/delegations/<int:delegation_id>/settings", methods=["GET", "POST"])
@allow(*OWN_SIDE, of=a_delegation)
def edit_delegation(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Change names, head and deputy, stay, quotas, group."""
    form = _form(event, delegation)
    if not form.is_submitted() or request.form.get("act") == "preview":
        return _page(event, form, delegation), 200
    if not form.validate():
        return _page(event, form, delegation), 422
    try:
        details = _details(event, form, delegation.organisation_id, delegation)
        _count_invitations(form, delegation)
        impacts, invited = services.change(
            delegation,
            details,
            seen=form.seen.data or "",
            by=current_user.id,
            confirmed=request.form.get("confirmed", ""),
            keep=request.form.get("clashes") == "keep",
        )
    except HoursInUse as asked:
        return render_hours_question(event, asked, crumb={"label": plain(delegation.name), "url": request.path}), 409
    except DomainError as refused:
        form.form_errors.append(error_text(refused))
        form.seen.data = services.print_of(delegation)
        return _page(event, form, delegation), error_status(refused)
    flash(gettext("The delegation is saved."), "good")
    if "group" not in form and _sent_other_limits(delegation):
        flash(gettext("The organizer sets the side, the most firms and people: they stayed as they were."), "info")
    for email, url in invited.items():
        flash_invited(email, url, event)
    if lost := impact_sentence(impacts):
        flash(lost, "wait")
    return redirect(url_for("registrations.delegation", event=event, delegation_id=delegation.id))


def _count_invitations(form: DelegationForm, delegation: Delegation | None = None) -> None:
    """Count each address that is new here, whether it has an account or not. Raises TooMany."""
    known = leader_emails(delegation) if delegation is not None else ()
    fields = [form.head_email, form.deputy_email, *([form.user_email] if form.names_a_new_chamber else [])]
    count_invitations(len({normalize_email(typed_text(field)) for field in fields if field.data}.difference(known)))


def _page(event: Event, form: DelegationForm, delegation: Delegation | None) -> str:
    return render_template(
        "registrations/delegation_form.html",
        event=event,
        form=form,
        delegation=delegation,
        side=delegation.group.names if delegation is not None else None,
        roles=current_roles(),
    )


def _sent_other_limits(delegation: Delegation) -> bool:
    """Whether a number or a side was sent that is not the one that stands."""
    stands = {name: str(getattr(delegation, name) or "") for name in (*LIMITS, "group_id")}
    stands["group"] = stands.pop("group_id")
    return any(request.form.get(name, value) != value for name, value in stands.items())


def _form(event: Event, delegation: Delegation | None = None) -> DelegationForm:
    """The form for this reader: the limits, and the side once it is chosen, are the organizer's alone."""
    form = DelegationForm(**({} if request.method == "POST" or delegation is None else _values(event, delegation)))
    runs = Role.ORGANIZER in current_roles()
    if not runs:
        del form.quota, form.people_quota
    if delegation is not None and not runs:
        del form.group
    else:
        form.group.choices = sides(event)
    if delegation is not None:
        form.organisation.choices = select_choices([(str(delegation.organisation_id), "")])
        form.organisation.data = delegation.organisation_id
        form.led = member_led_parts(delegation)
        return form
    known = [(str(one.id), one.name_en) for one in chambers_for(event, current_user.id, organizer=runs)]
    open_choice = [(str(UNCHOSEN), gettext("Choose one"))] if runs or len(known) > 1 else []
    new = [(str(NEW), gettext("a new one; write its name"))] if runs else []
    form.organisation.choices = select_choices([*open_choice, *known, *new])
    return form


def _values(event: Event, delegation: Delegation) -> dict[str, Any]:
    """The delegation as the form shows it, times on the clocks of the event."""
    zone = ZoneInfo(event.zone)
    arrives, departs = (at.astimezone(zone) if at else None for at in (delegation.arrives_at, delegation.departs_at))
    head_email, deputy_email = leader_emails(delegation)
    return {
        **{name: getattr(delegation, name, None) for name in ("name_en", *LIMITS, *PLAIN)},
        "head_email": head_email,
        "deputy_email": deputy_email,
        "seen": services.print_of(delegation),
        "group": delegation.group_id,
        "arrives_on": arrives.date() if arrives else None,
        "arrives_at": arrives.time() if arrives else None,
        "departs_on": departs.date() if departs else None,
        "departs_at": departs.time() if departs else None,
    }


def _details(
    event: Event, form: DelegationForm, organisation_id: int, delegation: Delegation | None = None
) -> services.Details:
    return services.Details(
        organisation_id=organisation_id,
        group_id=_side(form, delegation),
        quota=_limit("quota", form, delegation),
        people_quota=_limit("people_quota", form, delegation),
        name_en=typed_text(form.name_en),
        arrives_at=_instant(event, form.arrives_on.data, form.arrives_at.data, FIRST_MINUTE),
        departs_at=_instant(event, form.departs_on.data, form.departs_at.data, LAST_MINUTE),
        **filled(form, *PLAIN),
    )


def _side(form: DelegationForm, delegation: Delegation | None) -> int:
    if "group" in form and form.group.data is not None:
        return int(form.group.data)
    return delegation.group_id if delegation is not None else 0


def _limit(name: str, form: DelegationForm, delegation: Delegation | None) -> int | None:
    """What the organizer sets; for others it stays as it is."""
    if name in form:
        return form[name].data or None
    return getattr(delegation, name) if delegation is not None else None


def _instant(event: Event, day: dt.date | None, at: dt.time | None, otherwise: dt.time) -> datetime | None:
    return local_to_utc(day, at or otherwise, event.zone) if day else None


def _chamber(event: Event, form: DelegationForm) -> int:
    """The chosen chamber's id; a new one is made and its first user invited."""
    if not form.names_a_new_chamber:
        return int(form.organisation.data)
    chamber, url = services.invite_chamber(
        typed_text(form.new_organisation),
        event=event,
        delegation=typed_text(form.name_en),
        user_name=typed_text(form.user_name),
        email=typed_text(form.user_email),
        language=language(),
        next_page=url_for("events.home", event=event),
        by=current_user,
    )
    if url is not None:
        flash_invited(typed_text(form.user_email), url, event)
    return chamber.id
