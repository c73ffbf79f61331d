"""The firms of a delegation as a list: filters, bulk acts, print."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.companies.wording import company_label
from app.core.paging import Page, clip_page
from app.core.web.guards import allow
from app.core.web.locale import language
from app.delegations.queries.roster import (
    CompanyProgress,
    RosterFilter,
    RosterRow,
    count_progress,
    filter_companies,
    list_progress,
    list_roster_rows,
)
from app.delegations.views.blueprint import blueprint
from app.events.models import Event
from app.registrations.forms.registrations import ChosenCompaniesForm
from app.registrations.models import Delegation
from app.registrations.queries.company_rows import list_delegation_company_rows
from app.registrations.scopes import a_delegation
from app.registrations.services import transitions
from app.registrations.states import RegistrationAct, RegistrationActor
from app.registrations.views.blueprint import DELEGATION_ROLES
from app.registrations.views.registration import describe_act

ROSTER_PAGE_SIZE = 50


@blueprint.get("/events/<slug:event>/delegations/<int:delegation_id>/roster")
@allow(*DELEGATION_ROLES, of=a_delegation)
def roster(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Who comes, how complete each firm is, what is missing."""
    companies = list_progress(delegation)
    wanted = get_roster_filter()
    return render_template(
        "delegations/roster.html",
        event=event,
        delegation=delegation,
        figures=count_progress(companies),
        wanted=wanted,
        page=_create_page(event, filter_companies(delegation, companies, wanted)),
        address=_address_writer(event, delegation, wanted),
    )


@blueprint.post("/events/<slug:event>/delegations/<int:delegation_id>/roster")
@allow(*DELEGATION_ROLES, of=a_delegation)
def roster_act(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """What to do with the firms that were chosen in the list."""
    own = {row.id: company_label(row.company) for row in list_delegation_company_rows(delegation)}
    form = ChosenCompaniesForm()
    ids = [registration_id for registration_id in form.firm.data if registration_id in own]
    here = url_for("delegations.roster", event=event, delegation_id=delegation.id)
    if not ids:
        flash(gettext("Choose at least one firm first. Nothing was done."), "wait")
        return redirect(here)
    match form.act.data:
        case "remind":
            here = url_for("delegations.reminders", event=event, delegation_id=delegation.id, firm=ids)
        case "write":
            here = url_for("messages.new_message", event=event, list="roster", of=delegation.id, firm=ids)
        case "consent":
            here = url_for("registrations.paper_consents", event=event, delegation_id=delegation.id, firm=ids)
        case "behalf" if len(ids) == 1:
            here = url_for("registrations.profile", event=event, registration_id=ids[0])
        case "behalf":
            flash(gettext("You act on behalf of one firm at a time. Choose one."), "wait")
        case "submit":
            _submit_companies(event, ids, own)
    return redirect(here)


def get_roster_filter() -> RosterFilter:
    """Which of a delegation's firms the address asks for."""
    return RosterFilter(language(), *(request.args.get(name, "") for name in ("q", "state", "only", "sort")))


def _submit_companies(event: Event, ids: list[int], names: Mapping[int, str]) -> None:
    moved = transitions.transition_all(
        event, ids, RegistrationAct.SUBMIT, actor=RegistrationActor.CHAMBER, by=current_user.id
    )
    if moved.before:
        flash(
            describe_act(RegistrationAct.SUBMIT, [names[registration_id] for registration_id in moved.before]), "good"
        )
    if moved.refused:
        count = len(moved.refused)
        rest = ngettext(
            "%(num)d company had been submitted before.",
            "%(num)d companies had been submitted before.",
            count,
        )
        flash(rest, "wait")


def _create_page(event: Event, companies: list[CompanyProgress]) -> Page[RosterRow]:
    number = clip_page(request.args.get("page", 1, type=int), size=ROSTER_PAGE_SIZE, total=len(companies))
    return Page(
        list_roster_rows(event.id, companies[(number - 1) * ROSTER_PAGE_SIZE : number * ROSTER_PAGE_SIZE]),
        number,
        ROSTER_PAGE_SIZE,
        len(companies),
    )


def _address_writer(event: Event, delegation: Delegation, wanted: RosterFilter) -> object:
    """Writes the address of this list with something changed: ``address(sort="-profile")``."""

    def address(**changed: object) -> str:
        values = {name: value for name, value in {**wanted.query, **changed}.items() if value}
        return url_for("delegations.roster", event=event, delegation_id=delegation.id, **values)  # type: ignore[arg-type]

    return address
