"""The organizer’s list of registrations: who is to approve, decisions for many at once, and undoing them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.sectors.tree import sector_tree
from app.companies.wording import company_label
from app.core.db import now
from app.core.errors import Conflict
from app.core.signing import shown_rows_token
from app.core.web.errors import error_text
from app.core.web.forms import typed_text
from app.core.web.guards import allow
from app.core.web.locale import in_a_row
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations.forms.registrations import AddCompanyForm, DecisionForm, get_form_values
from app.registrations.queries.answers import list_question_definitions
from app.registrations.queries.capacity import get_offer_deadlines
from app.registrations.queries.company_rows import list_company_rows
from app.registrations.queries.duplicate_candidates import find_event_duplicates
from app.registrations.queries.registration_list import (
    FILTER_PARAMETERS,
    DecisionPreview,
    RegistrationFilter,
    count_by_state,
    get_last_decision,
    get_list_page,
    list_delegation_choices,
    list_matching_ids,
    parse_filter,
    preview_decision,
)
from app.registrations.services import registering, transitions
from app.registrations.states import RegistrationAct, RegistrationActor, RegistrationState
from app.registrations.views.blueprint import registrations
from app.registrations.views.registration import COMPANY_FIELDS, describe_act, may_merge

DECISION_ACTS = {"approve": RegistrationAct.APPROVE, "reject": RegistrationAct.REJECT, "wait": RegistrationAct.WAIT}
UNDO_PERIOD = timedelta(minutes=10)
"""So long may a decision be taken back from the list."""


@registrations.get("/events/<slug:event>/registrations")
@allow(Role.ORGANIZER, of=an_event)
def index(event: Event) -> ResponseReturnValue:
    """All firms of the event, those to approve at hand."""
    wanted = get_current_filter()
    counts = count_by_state(event)
    page = get_list_page(event, wanted, request.args.get("page", 1, type=int), counts)
    return render_template(
        "registrations/index.html",
        event=event,
        wanted=wanted,
        counts=counts,
        page=page,
        kept=get_offer_deadlines([row.id for row in page if row.state == RegistrationState.WAITING]),
        doubles=find_event_duplicates(event.id, [row.id for row in page]),
        delegations=list_delegation_choices(event),
        required=[question for question in list_question_definitions(event.id) if question.required],
        tree=sector_tree(),
        undo=_get_undoable(event),
        address=_list_address(event, wanted),
        may_merge=may_merge(event),
    )


@registrations.post("/events/<slug:event>/registrations")
@allow(Role.ORGANIZER, of=an_event)
def decide(event: Event) -> ResponseReturnValue:
    """Approve, reject or put on the waiting list all that were chosen, once it was seen what that does; or write to
    them."""
    form = DecisionForm()
    whole, pressed = form.all.data == "yes", typed_text(form.act)
    ids = list_matching_ids(event, get_current_filter()) if whole else form.firm.data
    here = _list_url(event)
    if not ids:
        flash(gettext("Choose at least one firm first. Nothing was done."), "wait")
        return redirect(here)
    if pressed == "invite":
        return redirect(_mailing_url("delegations.event_invitations", event, [] if whole else ids))
    if pressed == "remind":
        return redirect(_mailing_url("delegations.event_reminders", event, [] if whole else ids))
    if pressed == "write":
        return redirect(_message_url(event, [] if whole else ids))
    if pressed == "merge" and may_merge(event):
        return _redirect_to_merge(event, ids)
    if act := DECISION_ACTS.get(pressed):
        preview = preview_decision(event.id, ids, act)
        if form.sure.data != shown_rows_token((company.id for company in preview.going), whole=whole):
            return _render_decision(event, act, preview, whole=whole, again=bool(form.sure.raw_data))
        names = {row.id: company_label(row.company) for row in list_company_rows(event.id, ids)}
        moved = transitions.transition_all(event, ids, act, actor=RegistrationActor.ORGANIZER, by=current_user.id)
        if moved.before:
            flash(describe_act(act, [names.get(company, "") for company in moved.before]), "good")
        if moved.refused:
            flash(_describe_refused(moved.refused.values()), "wait")
    return redirect(here)


@registrations.post("/events/<slug:event>/registrations/undo")
@allow(Role.ORGANIZER, of=an_event)
def undo_decision(event: Event) -> ResponseReturnValue:
    """Put the firms of the last decision back to where they were."""
    before = _get_undoable(event)
    count = transitions.undo_decision(event, before, by=current_user.id) if before else 0
    if count:
        flash(ngettext("Taken back for %(num)d firm.", "Taken back for %(num)d firms.", count), "good")
    else:
        flash(gettext("There is nothing to take back any more. Nothing was changed."), "wait")
    return redirect(url_for("registrations.index", event=event))


@registrations.route("/events/<slug:event>/registrations/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=an_event)
def add_firm(event: Event) -> ResponseReturnValue:
    """The organizer adds a firm that comes without a delegation."""
    g.tab = "registrations.index"
    form = AddCompanyForm()
    form.group.offer(event)
    status, asked = 200, None
    if form.validate_on_submit():
        new = registering.NewCompany(**get_form_values(form, *COMPANY_FIELDS), languages=form.languages.data or [])
        try:
            added = registering.add_company(
                event, new, group_id=int(form.group.data), answer=typed_text(form.said), by=current_user.id
            )
        except registering.CompanyMayBeKnown as refused:
            asked, status = refused.details, 409
        except Conflict as refused:
            form.form_errors.append(error_text(refused))
            status = 409
        else:
            flash(gettext("%(firm)s is in the list.", firm=new.name), "good")
            return redirect(url_for("registrations.registration", event=event, registration_id=added.id))
    elif form.errors:
        status = 422
    return render_template("registrations/add_company.html", event=event, form=form, asked=asked), status


def _redirect_to_merge(event: Event, ids: list[int]) -> ResponseReturnValue:
    """On to the two firms side by side, the one that was there first to be kept."""
    companies = sorted({row.company.id for row in list_company_rows(event.id, ids)})
    if len(companies) != 2:
        flash(gettext("Choose exactly two firms to merge. Nothing was done."), "wait")
        return redirect(_list_url(event))
    surviving_id, duplicate_id = companies
    page = url_for(
        "registrations.look_at_both", organisation_id=event.organisation_id, kept_id=surviving_id, gone_id=duplicate_id
    )
    return redirect(page)


def get_current_filter() -> RegistrationFilter:
    """Which of the event's firms the address asks for."""
    return parse_filter(request.args)


def _render_decision(event: Event, act: RegistrationAct, preview: DecisionPreview, *, whole: bool, again: bool) -> str:
    """What would be done, before it is; also where it is another by now than was looked at."""
    g.tab = "registrations.index"
    return render_template(
        "registrations/decision.html",
        event=event,
        act=act,
        preview=preview,
        sure=shown_rows_token((item.id for item in preview.going), whole=whole),
        whole=whole,
        here=_list_url(event),
        again=again,
    )


def _describe_refused(reasons: Collection[str]) -> str:
    full = sum(1 for reason in reasons if reason == "places_full")
    sentences = []
    if full:
        no_place = ngettext(
            "%(num)d firm was left as it is: no place is free on its side. Set more places, or put it on the waiting "
            "list.",
            "%(num)d firms were left as they are: no place is free on their sides. Set more places, or put them on the "
            "waiting list.",
            full,
        )
        sentences.append(no_place)
    if len(reasons) > full:
        not_open = ngettext(
            "%(num)d company was left as it is: it has been decided before, or has cancelled.",
            "%(num)d companies were left as they are: they have been decided before, or have cancelled.",
            len(reasons) - full,
        )
        sentences.append(not_open)
    return in_a_row(sentences)


def _get_undoable(event: Event) -> dict[int, str]:
    """What may still be taken back, from whichever browser it was decided: registration → state before."""
    return get_last_decision(event.id, by=current_user.id, since=now() - UNDO_PERIOD)


def _mailing_url(endpoint: str, event: Event, ids: list[int]) -> str:
    """The page of letters to these firms, or to all that fit the list's filters."""
    arguments = {name: request.args[name] for name in FILTER_PARAMETERS[:-1] if request.args.get(name)}
    return url_for(endpoint, event=event, **({"firm": ids} if ids else arguments))


def _message_url(event: Event, ids: list[int]) -> str:
    """The page on which a message to these firms begins, or to all that fit the list's filters."""
    arguments = {name: request.args[name] for name in FILTER_PARAMETERS[:-1] if request.args.get(name)}
    if ids:
        return url_for("messages.new_message", event=event, list="firms", firm=ids)
    return url_for("messages.new_message", event=event, list="firms", **arguments)  # type: ignore[arg-type]


def _list_url(event: Event) -> str:
    arguments = {name: request.args[name] for name in (*FILTER_PARAMETERS, "page") if request.args.get(name)}
    return url_for("registrations.index", event=event, **arguments)  # type: ignore[arg-type]


def _list_address(event: Event, wanted: RegistrationFilter) -> object:
    """Writes the address of this list with something changed: ``address(state="approved")``."""
    arguments = {
        "q": wanted.name,
        "state": wanted.state,
        "group": wanted.group,
        "delegation": wanted.delegation,
        "sector": wanted.sector,
        "sort": wanted.order,
    }

    def address(**changed: object) -> str:
        values = {name: value for name, value in {**arguments, **changed}.items() if value}
        return url_for("registrations.index", event=event, **values)  # type: ignore[arg-type]

    return address
