"""The chamber's home, the organizer's list of delegations, registering and changing one, roles of its people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.credentials import normalize_email
from app.accounts.permissions import Role
from app.accounts.views.attempts import count_invitations
from app.accounts.views.members import flash_invited
from app.core.clock import local_to_utc
from app.core.db import now
from app.core.errors import DomainError, Invalid
from app.core.paging import Page
from app.core.web.errors import error_status, error_text
from app.core.web.forms import select_choices, typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language, plain
from app.delegations.forms import FIRST_MINUTE, LAST_MINUTE, NEW_CHAMBER, NO_CHAMBER, DelegationForm
from app.delegations.queries.chamber_home import HomeCompany, get_chamber_home
from app.delegations.queries.delegations import get_leader_emails, list_chambers, list_delegation_rows
from app.delegations.services import delegations as services
from app.delegations.views.blueprint import blueprint
from app.delegations.views.company_links import (
    DelegationAddress,
    get_list_arguments,
    get_part,
    get_selected_row,
    link_card,
)
from app.delegations.wording import DELEGATE_ROLE_LABELS
from app.events.models import Event
from app.events.scopes import an_event
from app.events.services.changing import HoursInUse
from app.events.views.hours_questions import impact_sentence, render_hours_question
from app.registrations.delegate_roles import DelegateRole
from app.registrations.forms.registrations import get_form_values, list_group_choices
from app.registrations.models import Delegation
from app.registrations.queries.company_rows import CompanyRow, list_company_rows
from app.registrations.queries.delegation_members import (
    DelegationLeader,
    get_leaders,
    get_roles_of_members,
    list_members,
    list_own_delegations,
)
from app.registrations.scopes import a_delegation
from app.registrations.views.blueprint import DELEGATION_ROLES


def set_delegation_tab() -> None:
    """Pages about a delegation lie below its home, and for an organizer below the list of them."""
    g.tab = "delegations.delegations" if Role.ORGANIZER in current_roles() else "delegations.delegation"


@blueprint.get("/events/<slug:event>/delegations/<int:delegation_id>")
@allow(*DELEGATION_ROLES, of=a_delegation)
def delegation(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Six steps, where the firms stand, links to hand over, who misses what."""
    home = get_chamber_home(event, delegation, sees_all=Role.ORGANIZER in current_roles())
    links, missing = get_part(delegation, home.without_mail, "links"), get_part(delegation, home.lacking, "missing")
    chosen = get_selected_row(home.without_mail, home.companies)
    shown = {link.id for link in (*links, *missing, *([chosen] if chosen else []))}
    rows = {row.id: row for row in list_company_rows(event.id, shown)}
    return render_template(
        "delegations/delegation.html",
        event=event,
        delegation=delegation,
        home=home,
        listed=home.without_mail,
        links_page=_fill_page(links, rows),
        missing_page=_fill_page(missing, rows),
        q=request.args.get("q", ""),
        address=DelegationAddress("delegations.delegation", event, delegation),
        kept=get_list_arguments(),
        today=now().astimezone(ZoneInfo(event.zone)).date(),
        **link_card(rows.get(chosen.id) if chosen else None, delegation, event),
        here="delegations.delegation",
    )


def _fill_page(page: Page[HomeCompany], rows: Mapping[int, CompanyRow]) -> Page[CompanyRow]:
    """The page with all that its rows show."""
    return Page([rows[company.id] for company in page if company.id in rows], page.number, page.size, page.total)


PLAIN_FIELDS = (
    "name_zh",
    "name_fr",
    "origin",
    "organising_body",
    "head_name",
    "head_email",
    "deputy_name",
    "deputy_email",
)
LIMIT_FIELDS = ("quota", "people_quota")
"""What the organizer alone sets."""


@blueprint.get("/events/<slug:event>/delegations")
@allow(Role.ORGANIZER, Role.CHAMBER, Role.DELEGATION_HEAD, of=an_event)
def delegations(event: Event) -> ResponseReturnValue:
    """All delegations for the organizer; for a chamber those that it brings."""
    runs = Role.ORGANIZER in current_roles()
    only = None if runs else [own_delegation.id for own_delegation in list_own_delegations(current_user.id, event)]
    rows = list_delegation_rows(event, only=only)
    led = get_leaders([row.delegation for row in rows])
    return render_template("delegations/index.html", event=event, rows=rows, led=led, runs=runs)


@blueprint.route("/events/<slug:event>/delegations/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHAMBER, of=an_event)
def new_delegation(event: Event) -> ResponseReturnValue:
    """Register a delegation; the organizer may bring in its chamber with it."""
    form = _create_form(event)
    if not form.is_submitted():
        return _delegation_page(event, form, None), 200
    if not form.validate():
        return _delegation_page(event, form, None), 422
    try:
        services.require_new_delegation(event, typed_text(form.name_en))
        _count_invitations(form)
        made, invited = services.register_delegation(
            event, _create_details(event, form, _get_or_invite_chamber(event, form)), by=current_user.id
        )
    except DomainError as refused:
        form.form_errors.append(error_text(refused))
        return _delegation_page(event, form, None), error_status(refused)
    flash(gettext("%(name)s is registered.", name=made.name_en), "good")
    for email, url in invited.items():
        flash_invited(email, url, event)
    return redirect(url_for("delegations.delegation", event=event, delegation_id=made.id))


@blueprint.route("/events/<slug:event>/delegations/<int:delegation_id>/settings", methods=["GET", "POST"])
@allow(*DELEGATION_ROLES, of=a_delegation)
def edit_delegation(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Change names, head and deputy, stay, quotas, group."""
    form = _create_form(event, delegation)
    if not form.is_submitted() or form.act.data == "preview":
        return _delegation_page(event, form, delegation), 200
    if not form.validate():
        return _delegation_page(event, form, delegation), 422
    try:
        details = _create_details(event, form, delegation.organisation_id, delegation)
        _count_invitations(form, delegation)
        impacts, invited = services.change_delegation(
            delegation,
            details,
            seen=form.seen.data or "",
            by=current_user.id,
            confirmed=typed_text(form.confirmed),
            keep=form.keeps_clashes,
        )
    except HoursInUse as asked:
        return render_hours_question(event, asked, crumb={"label": plain(delegation.name), "url": request.path}), 409
    except DomainError as refused:
        form.form_errors.append(error_text(refused))
        form.seen.data = services.delegation_fingerprint(delegation)
        return _delegation_page(event, form, delegation), error_status(refused)
    flash(gettext("The delegation is saved."), "good")
    if "group" not in form and _changes_limits(delegation):
        flash(gettext("The organizer sets the side, the most firms and people: they stayed as they were."), "info")
    for email, url in invited.items():
        flash_invited(email, url, event)
    if lost := impact_sentence(impacts):
        flash(lost, "wait")
    return redirect(url_for("delegations.delegation", event=event, delegation_id=delegation.id))


def _count_invitations(form: DelegationForm, delegation: Delegation | None = None) -> None:
    """Count each address that is new here, whether it has an account or not. Raises TooMany."""
    known = get_leader_emails(delegation) if delegation is not None else ()
    fields = [form.head_email, form.deputy_email, *([form.user_email] if form.names_a_new_chamber else [])]
    count_invitations(len({normalize_email(typed_text(field)) for field in fields if field.data}.difference(known)))


def _delegation_page(event: Event, form: DelegationForm, delegation: Delegation | None) -> str:
    return render_template(
        "delegations/delegation_form.html",
        event=event,
        form=form,
        delegation=delegation,
        side=delegation.group.names if delegation is not None else None,
        roles=current_roles(),
    )


def _changes_limits(delegation: Delegation) -> bool:
    """Whether a number or a side was sent that is not the one that stands."""
    stands = {name: str(getattr(delegation, name) or "") for name in (*LIMIT_FIELDS, "group_id")}
    stands["group"] = stands.pop("group_id")
    return any(request.form.get(name, value) != value for name, value in stands.items())


def _create_form(event: Event, delegation: Delegation | None = None) -> DelegationForm:
    """The form for this reader: the limits, and the side once it is chosen, are the organizer's alone."""
    form = DelegationForm(
        **({} if request.method == "POST" or delegation is None else _get_form_values(event, delegation))
    )
    runs = Role.ORGANIZER in current_roles()
    if not runs:
        del form.quota, form.people_quota
    if delegation is not None and not runs:
        del form.group
    else:
        form.group.choices = list_group_choices(event)
    if delegation is not None:
        form.organisation.choices = select_choices([(str(delegation.organisation_id), "")])
        form.organisation.data = delegation.organisation_id
        form.led = get_roles_of_members(delegation)
        return form
    known = [(str(chamber.id), chamber.name_en) for chamber in list_chambers(event, current_user.id, organizer=runs)]
    open_choice = [(str(NO_CHAMBER), gettext("Choose one"))] if runs or len(known) > 1 else []
    new = [(str(NEW_CHAMBER), gettext("a new one; write its name"))] if runs else []
    form.organisation.choices = select_choices([*open_choice, *known, *new])
    return form


def _get_form_values(event: Event, delegation: Delegation) -> dict[str, Any]:
    """The delegation as the form shows it, times on the clocks of the event."""
    zone = ZoneInfo(event.zone)
    arrives, departs = (at.astimezone(zone) if at else None for at in (delegation.arrives_at, delegation.departs_at))
    head_email, deputy_email = get_leader_emails(delegation)
    return {
        **{name: getattr(delegation, name, None) for name in ("name_en", *LIMIT_FIELDS, *PLAIN_FIELDS)},
        "head_email": head_email,
        "deputy_email": deputy_email,
        "seen": services.delegation_fingerprint(delegation),
        "group": delegation.group_id,
        "arrives_on": arrives.date() if arrives else None,
        "arrives_at": arrives.time() if arrives else None,
        "departs_on": departs.date() if departs else None,
        "departs_at": departs.time() if departs else None,
    }


def _create_details(
    event: Event, form: DelegationForm, organisation_id: int, delegation: Delegation | None = None
) -> services.DelegationDetails:
    return services.DelegationDetails(
        organisation_id=organisation_id,
        group_id=_get_group_id(form, delegation),
        quota=_get_limit("quota", form, delegation),
        people_quota=_get_limit("people_quota", form, delegation),
        name_en=typed_text(form.name_en),
        arrives_at=_parse_instant(event, form.arrives_on.data, form.arrives_at.data, FIRST_MINUTE),
        departs_at=_parse_instant(event, form.departs_on.data, form.departs_at.data, LAST_MINUTE),
        **get_form_values(form, *PLAIN_FIELDS),
    )


def _get_group_id(form: DelegationForm, delegation: Delegation | None) -> int:
    if "group" in form and form.group.data is not None:
        return int(form.group.data)
    return delegation.group_id if delegation is not None else 0


def _get_limit(name: str, form: DelegationForm, delegation: Delegation | None) -> int | None:
    """What the organizer sets; for others it stays as it is."""
    if name in form:
        return form[name].data or None
    return getattr(delegation, name) if delegation is not None else None


def _parse_instant(event: Event, day: dt.date | None, at: dt.time | None, otherwise: dt.time) -> datetime | None:
    return local_to_utc(day, at or otherwise, event.zone) if day else None


def _get_or_invite_chamber(event: Event, form: DelegationForm) -> int:
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


ROLE_FIELD_PREFIX = "role"
"""Fields of the form are called so, with the person's number after it."""


@blueprint.route("/events/<slug:event>/delegations/<int:delegation_id>/people", methods=["GET", "POST"])
@allow(*DELEGATION_ROLES, of=a_delegation)
def party(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Who comes, with which part; head and deputy are chosen here."""
    set_delegation_tab()
    if request.method == "GET":
        return _roles_page(event, delegation)
    sent: dict[int, DelegateRole | None] = {}
    for member in list_members(delegation.id):
        word = request.form.get(f"{ROLE_FIELD_PREFIX}{member.id}")
        if word is not None:
            sent[member.id] = DelegateRole(word) if word in list(DelegateRole) else None
    try:
        changed = services.assign_roles(delegation, sent, by=current_user.id)
    except Invalid as refused:
        return _roles_page(event, delegation, refused=error_text(refused), sent=sent), 422
    flash(gettext("The parts are saved.") if changed else gettext("Nothing was changed."), "good")
    return redirect(url_for("delegations.party", event=event, delegation_id=delegation.id))


@blueprint.app_template_global()
def leaders(delegation: Delegation) -> dict[str, DelegationLeader]:
    """Head and deputy of a delegation, as far as they are known."""
    return dict(get_leaders([delegation])[delegation.id])


def _roles_page(
    event: Event, delegation: Delegation, *, refused: str = "", sent: dict[int, DelegateRole | None] | None = None
) -> str:
    members = list_members(delegation.id)
    return render_template(
        "delegations/party.html",
        event=event,
        delegation=delegation,
        members=members,
        chosen={member.id: (sent or {}).get(member.id, member.role) for member in members},
        parts=DELEGATE_ROLE_LABELS,
        field=ROLE_FIELD_PREFIX,
        refused=refused,
    )
