"""A delegation's own programme: the days, and adding, changing, removing what keeps its members busy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.sectors.tree import sector_tree
from app.companies.wording import company_label
from app.core.clock import local_to_utc
from app.core.errors import DomainError
from app.core.web.errors import error_status, error_text
from app.core.web.forms import select_choices, typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import long_day, plain
from app.events.models import Event
from app.events.services.changing import HoursInUse
from app.events.views.hours_questions import impact_sentence, render_hours_question
from app.registrations.buses import buses_in, typed_again
from app.registrations.forms.firm import filled
from app.registrations.forms.visits import VisitForm
from app.registrations.models import Delegation, VisitBlock
from app.registrations.news import Kind
from app.registrations.party import SignUp
from app.registrations.queries.clashes import clashes_of
from app.registrations.queries.firms import readers_among
from app.registrations.queries.programme import days_of, members_to_choose, sections_among, visit_of
from app.registrations.queries.untold import Count, knowing_of, meant, members_told, signed_up_elsewhere, told_by
from app.registrations.scopes import a_delegation
from app.registrations.services import telling
from app.registrations.services import visits as services
from app.registrations.views.blueprint import registrations
from app.registrations.views.delegation import OWN_SIDE, tab
from app.registrations.views.letters import said_of

PROGRAMME = "/events/<slug:event>/delegations/<int:delegation_id>/programme"
TEXTS = ("label_zh", "label_fr", "place", "place_zh", "place_fr", "note", "pickup_place")
MOST_DAYS = 31


@registrations.get(PROGRAMME)
@allow(*OWN_SIDE, of=a_delegation)
def programme(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """The days of the delegation: what the event holds for it, and what it does by itself."""
    tab()
    members = members_told(delegation)
    return render_template(
        "registrations/programme.html",
        event=event,
        delegation=delegation,
        days=days_of(event, delegation),
        clashes=clashes_of(delegation),
        untold=told_by(members, ()),
        knowing=knowing_of(members),
        runs=Role.ORGANIZER in current_roles(),
    )


@registrations.route(f"{PROGRAMME}/new", methods=["GET", "POST"])
@allow(*OWN_SIDE, of=a_delegation)
def new_visit(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _edit(event, delegation, None)


@registrations.route(f"{PROGRAMME}/<int:visit_id>", methods=["GET", "POST"])
@allow(*OWN_SIDE, of=a_delegation)
def visit(event: Event, delegation: Delegation, visit_id: int) -> ResponseReturnValue:
    return _edit(event, delegation, visit_of(delegation, visit_id))


@registrations.post(f"{PROGRAMME}/<int:visit_id>/removal")
@allow(*OWN_SIDE, of=a_delegation)
def remove_visit(event: Event, delegation: Delegation, visit_id: int) -> ResponseReturnValue:
    name = plain(visit_of(delegation, visit_id).title)
    services.remove(delegation, visit_id, by=current_user.id)
    flash(gettext("%(what)s is off the programme. Its time is free again for meetings.", what=name), "good")
    _tell(event, delegation, about=Kind.OFF)
    return redirect(url_for("registrations.programme", event=event, delegation_id=delegation.id))


def _edit(event: Event, delegation: Delegation, block: VisitBlock | None) -> ResponseReturnValue:
    """Add or change one; where meetings lie then, who loses what is asked first."""
    tab()
    form = _form(event, delegation, block)
    if not form.is_submitted() or request.form.get("act") == "preview":
        return _page(event, delegation, form, block), 200
    if not form.validate():
        return _page(event, delegation, form, block), 422
    try:
        lost = impact_sentence(_save(event, delegation, form, block))
    except HoursInUse as asked:
        return render_hours_question(event, asked, crumb={"label": plain(delegation.name), "url": request.path}), 409
    except DomainError as refused:
        form.form_errors.append(error_text(refused))
        form.version.data = str(visit_of(delegation, block.id).version) if block is not None else ""
        return _page(event, delegation, form, block), error_status(refused)
    flash(gettext("The programme is saved."), "good")
    if form.tell.data:
        _tell(event, delegation)
    if lost:
        flash(lost, "wait")
    return redirect(url_for("registrations.programme", event=event, delegation_id=delegation.id))


def _save(event: Event, delegation: Delegation, form: VisitForm, block: VisitBlock | None) -> Any:
    """What it cost meetings."""
    answer: dict[str, Any] = {
        "by": current_user.id,
        "confirmed": request.form.get("confirmed", ""),
        "keep": request.form.get("clashes") == "keep",
    }
    if block is None:
        return services.add(delegation, _typed(event, form), **answer)[1]
    return services.change(delegation, block.id, _typed(event, form), version=form.seen, tell=form.tell.data, **answer)


def _typed(event: Event, form: VisitForm) -> services.Visit:
    day = date.fromisoformat(form.day.data)
    opened, _, group = (form.open_to.data or "").partition(":")
    return services.Visit(
        label=typed_text(form.label),
        starts_at=local_to_utc(day, form.starts.data, event.zone),
        ends_at=local_to_utc(day, form.ends.data, event.zone),
        pickup_at=local_to_utc(day, form.pickup.data, event.zone) if form.pickup.data else None,
        sectors=() if form.open_to.data else form.only_sectors.data or (),
        members=() if form.open_to.data else form.only_members.data or (),
        sign_up=SignUp(opened) if opened else None,
        group_id=int(group) if group else None,
        capacity=form.capacity.data if opened else None,
        buses=buses_in(typed_text(form.buses)),
        seats_per_bus=form.seats_per_bus.data,
        **filled(form, *TEXTS),
    )


def _form(event: Event, delegation: Delegation, block: VisitBlock | None) -> VisitForm:
    form = VisitForm(data=_stored(event, block) if block is not None else None)
    if block is None and not form.is_submitted() and event.days:
        form.day.data = event.days[0].day.isoformat()
    form.day.choices = select_choices((day.isoformat(), long_day(day)) for day in _days(event, delegation, block))
    form.open_to.choices = select_choices(_open_to(event))
    kept = block.sectors if block is not None else ()
    form.only_sectors.choices = select_choices(
        (code, f"{plain(sector_tree()[code].label)} ({count})") for code, count in sections_among(delegation, kept)
    )
    form.only_members.choices = select_choices(
        (str(one.id), company_label(one)) for one in members_to_choose(delegation)
    )
    return form


def _open_to(event: Event) -> Iterator[tuple[str, str]]:
    yield "", gettext("None: for those chosen below")
    yield SignUp.MEMBERS, gettext("Members of the delegation")
    for one in event.groups:
        yield f"{SignUp.GROUP}:{one.id}", gettext("Companies: %(group)s", group=plain(one.names))
    yield SignUp.ALL, gettext("All companies of the event")


def _stored(event: Event, block: VisitBlock) -> dict[str, Any]:
    """The item as its form shows it, times on the clocks of the event."""
    starts, ends = (at.astimezone(ZoneInfo(event.zone)) for at in (block.starts_at, block.ends_at))
    return {
        **{name: getattr(block, name) for name in ("label", *TEXTS)},
        "open_to": f"{block.sign_up}:{block.group_id}" if block.group_id else block.sign_up or "",
        "capacity": block.capacity,
        "seats_per_bus": block.seats_per_bus,
        "only_sectors": block.sectors,
        "day": starts.date().isoformat(),
        "starts": starts.time(),
        "ends": ends.time(),
        "pickup": block.pickup_at.astimezone(ZoneInfo(event.zone)).time() if block.pickup_at else None,
        "buses": typed_again(block.buses),
        "only_members": [one.registration_id for one in block.members if not block.sign_up],
        "version": str(block.version),
    }


def _days(event: Event, delegation: Delegation, block: VisitBlock | None) -> list[date]:
    """The days of the event, and those before and after them on which the delegation is there."""
    zone = ZoneInfo(event.zone)
    known = [one.day for one in event.days]
    known += [at.astimezone(zone).date() for at in (delegation.arrives_at, delegation.departs_at) if at is not None]
    kept = {block.starts_at.astimezone(zone).date()} if block is not None else set()
    if not known:
        return sorted(kept)
    length = (max(known) - min(known)).days
    around = {min(known) + timedelta(days=number) for number in range(length + 1)} if length < MOST_DAYS else set(known)
    return sorted(around | kept)


def _tell(event: Event, delegation: Delegation, *, about: Kind | None = None) -> None:
    """Whom no letter reaches stands on the page of the programme."""
    if told := telling.tell(delegation, by=current_user.id, about=about):
        flash(*said_of(told, event))


def _reach(delegation: Delegation, form: VisitForm, block: VisitBlock | None) -> Count:
    """Who would be told of it as it is chosen now: those for whom it is, or was."""
    ticked: set[int] | None = set()
    if not form.open_to.data:
        ticked = meant(delegation, form.only_sectors.data or (), form.only_members.data or ())
    before: set[int] | None = set()
    if block is not None:
        was = [one.registration_id for one in block.members]
        before = None if block.for_all else meant(delegation, block.sectors, was) or set()
    concerned = None if ticked is None or before is None else ticked | before
    return told_by(members_told(delegation), concerned)


def _signed_up(delegation: Delegation, block: VisitBlock | None) -> int:
    """How many from elsewhere get a letter if it changes."""
    if block is None or not block.sign_up:
        return 0
    return sum(map(bool, readers_among(signed_up_elsewhere(delegation, block.id)).values()))


def _page(event: Event, delegation: Delegation, form: VisitForm, block: VisitBlock | None) -> str:
    return render_template(
        "registrations/visit.html",
        event=event,
        delegation=delegation,
        form=form,
        block=block,
        reach=_reach(delegation, form, block),
        signed_up=_signed_up(delegation, block),
        roles=current_roles(),
        here=g.get("tab"),
    )
