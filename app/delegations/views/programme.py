"""A delegation's programme: its days, editing visits, and informing members."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
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
from app.delegations import mails
from app.delegations.forms import ProgrammeNewsForm, VisitForm
from app.delegations.programme import ChangeKind, join_buses, parse_buses
from app.delegations.queries.programme import (
    RecipientCount,
    count_informed_by_visit,
    count_recipients,
    get_visit,
    list_concerned_members,
    list_informed_members,
    list_member_choices,
    list_member_sections,
    list_members_with_news,
    list_outside_sign_ups,
    list_programme_days,
)
from app.delegations.queries.visits import list_clashes
from app.delegations.services import visits
from app.delegations.services import visits as services
from app.delegations.views.blueprint import blueprint
from app.delegations.views.delegations import set_delegation_tab
from app.delegations.views.invitations import describe_mailing, parse_marks
from app.events.models import Event
from app.events.services.changing import HoursInUse
from app.events.views.hours_questions import impact_sentence, render_hours_question
from app.registrations.delegate_roles import SignUpAudience
from app.registrations.forms.registrations import get_form_values
from app.registrations.models import Delegation, VisitBlock
from app.registrations.queries.registrations import get_email_language, list_recipients_by_company
from app.registrations.scopes import a_delegation
from app.registrations.views.blueprint import DELEGATION_ROLES

PROGRAMME_URL = "/events/<slug:event>/delegations/<int:delegation_id>/programme"
OPTIONAL_TEXT_FIELDS = ("label_zh", "label_fr", "place", "place_zh", "place_fr", "note", "pickup_place")
MAX_DAYS = 31


@blueprint.get(PROGRAMME_URL)
@allow(*DELEGATION_ROLES, of=a_delegation)
def programme(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """The days of the delegation: what the event holds for it, and what it does by itself."""
    set_delegation_tab()
    members = list_informed_members(delegation)
    return render_template(
        "delegations/programme.html",
        event=event,
        delegation=delegation,
        days=list_programme_days(event, delegation),
        clashes=list_clashes(delegation),
        untold=count_recipients(members, ()),
        knowing=count_informed_by_visit(members),
        runs=Role.ORGANIZER in current_roles(),
    )


@blueprint.route(f"{PROGRAMME_URL}/new", methods=["GET", "POST"])
@allow(*DELEGATION_ROLES, of=a_delegation)
def new_visit(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _edit_visit(event, delegation, None)


@blueprint.route(f"{PROGRAMME_URL}/<int:visit_id>", methods=["GET", "POST"])
@allow(*DELEGATION_ROLES, of=a_delegation)
def visit(event: Event, delegation: Delegation, visit_id: int) -> ResponseReturnValue:
    return _edit_visit(event, delegation, get_visit(delegation, visit_id))


@blueprint.post(f"{PROGRAMME_URL}/<int:visit_id>/removal")
@allow(*DELEGATION_ROLES, of=a_delegation)
def remove_visit(event: Event, delegation: Delegation, visit_id: int) -> ResponseReturnValue:
    name = plain(get_visit(delegation, visit_id).title)
    services.remove_visit(delegation, visit_id, by=current_user.id)
    flash(gettext("%(what)s is off the programme. Its time is free again for meetings.", what=name), "good")
    _inform_if_ticked(event, delegation, about=ChangeKind.OFF)
    return redirect(url_for("delegations.programme", event=event, delegation_id=delegation.id))


def _edit_visit(event: Event, delegation: Delegation, block: VisitBlock | None) -> ResponseReturnValue:
    """Add or change one; where meetings lie then, who loses what is asked first."""
    set_delegation_tab()
    form = _create_visit_form(event, delegation, block)
    if not form.is_submitted() or form.act.data == "preview":
        return _visit_page(event, delegation, form, block), 200
    if not form.validate():
        return _visit_page(event, delegation, form, block), 422
    try:
        lost = impact_sentence(_save_visit(event, delegation, form, block))
    except HoursInUse as asked:
        return render_hours_question(event, asked, crumb={"label": plain(delegation.name), "url": request.path}), 409
    except DomainError as refused:
        form.form_errors.append(error_text(refused))
        form.version.data = str(get_visit(delegation, block.id).version) if block is not None else ""
        return _visit_page(event, delegation, form, block), error_status(refused)
    flash(gettext("The programme is saved."), "good")
    if form.tell.data:
        _inform_if_ticked(event, delegation)
    if lost:
        flash(lost, "wait")
    return redirect(url_for("delegations.programme", event=event, delegation_id=delegation.id))


def _save_visit(event: Event, delegation: Delegation, form: VisitForm, block: VisitBlock | None) -> Any:
    """What it cost meetings."""
    answer: dict[str, Any] = {
        "by": current_user.id,
        "confirmed": typed_text(form.confirmed),
        "keep": form.keeps_clashes,
    }
    if block is None:
        return services.add_visit(delegation, _parse_visit(event, form), **answer)[1]
    return services.change_visit(
        delegation, block.id, _parse_visit(event, form), version=form.seen, tell=form.tell.data, **answer
    )


def _parse_visit(event: Event, form: VisitForm) -> services.VisitDetails:
    day = date.fromisoformat(form.day.data)
    opened, _, group = (form.open_to.data or "").partition(":")
    return services.VisitDetails(
        label=typed_text(form.label),
        starts_at=local_to_utc(day, form.starts.data, event.zone),
        ends_at=local_to_utc(day, form.ends.data, event.zone),
        pickup_at=local_to_utc(day, form.pickup.data, event.zone) if form.pickup.data else None,
        sectors=() if form.open_to.data else form.only_sectors.data or (),
        members=() if form.open_to.data else form.only_members.data or (),
        sign_up=SignUpAudience(opened) if opened else None,
        group_id=int(group) if group else None,
        capacity=form.capacity.data if opened else None,
        buses=parse_buses(typed_text(form.buses)),
        seats_per_bus=form.seats_per_bus.data,
        **get_form_values(form, *OPTIONAL_TEXT_FIELDS),
    )


def _create_visit_form(event: Event, delegation: Delegation, block: VisitBlock | None) -> VisitForm:
    form = VisitForm(data=_get_visit_values(event, block) if block is not None else None)
    if block is None and not form.is_submitted() and event.days:
        form.day.data = event.days[0].day.isoformat()
    form.day.choices = select_choices((day.isoformat(), long_day(day)) for day in _list_days(event, delegation, block))
    form.open_to.choices = select_choices(_list_audiences(event))
    chosen_sectors = block.sectors if block is not None else ()
    form.only_sectors.choices = select_choices(
        (code, f"{plain(sector_tree()[code].label)} ({count})")
        for code, count in list_member_sections(delegation, chosen_sectors)
    )
    form.only_members.choices = select_choices(
        (str(member_choice.id), company_label(member_choice)) for member_choice in list_member_choices(delegation)
    )
    return form


def _list_audiences(event: Event) -> Iterator[tuple[str, str]]:
    yield "", gettext("None: for those chosen below")
    yield SignUpAudience.MEMBERS, gettext("Members of the delegation")
    for group in event.groups:
        yield f"{SignUpAudience.GROUP}:{group.id}", gettext("Companies: %(group)s", group=plain(group.names))
    yield SignUpAudience.ALL, gettext("All companies of the event")


def _get_visit_values(event: Event, block: VisitBlock) -> dict[str, Any]:
    """The item as its form shows it, times on the clocks of the event."""
    starts, ends = (at.astimezone(ZoneInfo(event.zone)) for at in (block.starts_at, block.ends_at))
    return {
        **{name: getattr(block, name) for name in ("label", *OPTIONAL_TEXT_FIELDS)},
        "open_to": f"{block.sign_up}:{block.group_id}" if block.group_id else block.sign_up or "",
        "capacity": block.capacity,
        "seats_per_bus": block.seats_per_bus,
        "only_sectors": block.sectors,
        "day": starts.date().isoformat(),
        "starts": starts.time(),
        "ends": ends.time(),
        "pickup": block.pickup_at.astimezone(ZoneInfo(event.zone)).time() if block.pickup_at else None,
        "buses": join_buses(block.buses),
        "only_members": [member.registration_id for member in block.members if not block.sign_up],
        "version": str(block.version),
    }


def _list_days(event: Event, delegation: Delegation, block: VisitBlock | None) -> list[date]:
    """The days of the event, and those before and after them on which the delegation is there."""
    zone = ZoneInfo(event.zone)
    known = [day.day for day in event.days]
    known += [at.astimezone(zone).date() for at in (delegation.arrives_at, delegation.departs_at) if at is not None]
    visit_days = {block.starts_at.astimezone(zone).date()} if block is not None else set()
    if not known:
        return sorted(visit_days)
    length = (max(known) - min(known)).days
    around = {min(known) + timedelta(days=number) for number in range(length + 1)} if length < MAX_DAYS else set(known)
    return sorted(around | visit_days)


def _inform_if_ticked(event: Event, delegation: Delegation, *, about: ChangeKind | None = None) -> None:
    """Whom no letter reaches stands on the page of the programme."""
    if informed_count := visits.inform_members(delegation, by=current_user.id, about=about):
        flash(*describe_mailing(informed_count, event))


def _count_reached(delegation: Delegation, form: VisitForm, block: VisitBlock | None) -> RecipientCount:
    """Who would be told of it as it is chosen now: those for whom it is, or was."""
    ticked: set[int] | None = set()
    if not form.open_to.data:
        ticked = list_concerned_members(delegation, form.only_sectors.data or (), form.only_members.data or ())
    before: set[int] | None = set()
    if block is not None:
        was = [member.registration_id for member in block.members]
        before = None if block.for_all else list_concerned_members(delegation, block.sectors, was) or set()
    concerned = None if ticked is None or before is None else ticked | before
    return count_recipients(list_informed_members(delegation), concerned)


def _count_outside_sign_ups(delegation: Delegation, block: VisitBlock | None) -> int:
    """How many from elsewhere get a letter if it changes."""
    if block is None or not block.sign_up:
        return 0
    return sum(map(bool, list_recipients_by_company(list_outside_sign_ups(delegation, block.id)).values()))


def _visit_page(event: Event, delegation: Delegation, form: VisitForm, block: VisitBlock | None) -> str:
    return render_template(
        "delegations/visit.html",
        event=event,
        delegation=delegation,
        form=form,
        block=block,
        reach=_count_reached(delegation, form, block),
        signed_up=_count_outside_sign_ups(delegation, block),
        roles=current_roles(),
        here=g.get("tab"),
    )


@blueprint.get(f"{PROGRAMME_URL}/news")
@allow(*DELEGATION_ROLES, of=a_delegation)
def programme_news(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """What each member does not know yet; a text to paste for who reads no mail."""
    set_delegation_tab()
    members = list_members_with_news(delegation)
    texts = [
        (member, spoken, mails.programme_wechat_text(member.registration, member.news, delegation, event, spoken))
        for member in members
        if not member.readers
        for spoken in [get_email_language(member.registration)]
    ]
    return render_template(
        "delegations/programme_news.html",
        event=event,
        delegation=delegation,
        by_mail=[member for member in members if member.readers],
        texts=texts,
    )


@blueprint.post(f"{PROGRAMME_URL}/news")
@allow(*DELEGATION_ROLES, of=a_delegation)
def tell_programme(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Send the letters, or keep the ticks of what was sent by hand."""
    form = ProgrammeNewsForm()
    if form.act.data == "ticks":
        _flash_informed(services.mark_informed(delegation, parse_marks(form.by_hand.data), by=current_user.id))
    elif informed_count := services.inform_members(delegation, by=current_user.id):
        flash(*describe_mailing(informed_count, event))
    return redirect(url_for("delegations.programme_news", event=event, delegation_id=delegation.id))


def _flash_informed(done: services.ManuallyInformed) -> None:
    if done.informed or not done.changed:
        flash(ngettext("%(num)d member counts as told.", "%(num)d members count as told.", done.informed), "good")
    if done.changed:
        changed = ngettext(
            "For %(num)d member the programme has changed since you copied its text. Send it the new one below.",
            "For %(num)d members the programme has changed since you copied their texts. Send them the new ones below.",
            done.changed,
        )
        flash(changed, "wait")
