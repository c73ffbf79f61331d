"""The organizer's list of registrations: who is to approve, decisions for many at once, and taking them back."""

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
from app.core.parsing import parse_id
from app.core.signing import shown_rows_token
from app.core.web.errors import error_text
from app.core.web.guards import allow
from app.core.web.locale import in_a_row
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations.forms.firm import AddForm, filled
from app.registrations.queries.answers import asked_of
from app.registrations.queries.deciding import Preview, preview_of
from app.registrations.queries.decisions import last_decision
from app.registrations.queries.doubles import doubles_of
from app.registrations.queries.index import (
    SAID_AS,
    Wanted,
    counts_by_state,
    delegations_to_choose,
    ids_that_fit,
    index_page,
    wanted_in,
)
from app.registrations.queries.places import offered_until
from app.registrations.queries.roster import firms_among
from app.registrations.services import firms, standing
from app.registrations.states import Act, Actor, RegistrationState
from app.registrations.views.blueprint import registrations
from app.registrations.views.firms import DETAILS, may_merge, said

DECISIONS = {"approve": Act.APPROVE, "reject": Act.REJECT, "wait": Act.WAIT}
UNDO_FOR = timedelta(minutes=10)
"""So long may a decision be taken back from the list."""


@registrations.get("/events/<slug:event>/registrations")
@allow(Role.ORGANIZER, of=an_event)
def index(event: Event) -> ResponseReturnValue:
    """All firms of the event, those to approve at hand."""
    wanted = asked_for()
    counts = counts_by_state(event)
    page = index_page(event, wanted, request.args.get("page", 1, type=int), counts)
    return render_template(
        "registrations/index.html",
        event=event,
        wanted=wanted,
        counts=counts,
        page=page,
        kept=offered_until([one.id for one in page if one.state == RegistrationState.WAITING]),
        doubles=doubles_of(event.id, [one.id for one in page]),
        delegations=delegations_to_choose(event),
        required=[question for question in asked_of(event.id) if question.required],
        tree=sector_tree(),
        undo=_undo_of(event),
        address=_address(event, wanted),
        may_merge=may_merge(event),
    )


@registrations.post("/events/<slug:event>/registrations")
@allow(Role.ORGANIZER, of=an_event)
def decide(event: Event) -> ResponseReturnValue:
    """Approve, reject or put on the waiting list all that were chosen, once it was seen what that does; or write to
    them."""
    whole = request.form.get("all") == "yes"
    ids = ids_that_fit(event, asked_for()) if whole else request.form.getlist("firm", type=parse_id)
    here = _same_list(event)
    if not ids:
        flash(gettext("Choose at least one firm first. Nothing was done."), "wait")
        return redirect(here)
    if request.form.get("act") == "invite":
        return redirect(_letters("registrations.event_invitations", event, [] if whole else ids))
    if request.form.get("act") == "remind":
        return redirect(_letters("registrations.event_reminders", event, [] if whole else ids))
    if request.form.get("act") == "write":
        return redirect(_message(event, [] if whole else ids))
    if request.form.get("act") == "merge" and may_merge(event):
        return _to_merge(event, ids)
    if act := DECISIONS.get(request.form.get("act", "")):
        preview = preview_of(event.id, ids, act)
        if request.form.get("sure") != shown_rows_token((one.id for one in preview.going), whole=whole):
            return _preview(event, act, preview, whole=whole)
        names = {row.id: company_label(row.company) for row in firms_among(event.id, ids)}
        moved = standing.act_on_all(event, ids, act, actor=Actor.ORGANIZER, by=current_user.id)
        if moved.before:
            flash(said(act, [names.get(one, "") for one in moved.before]), "good")
        if moved.refused:
            flash(_left(moved.refused.values()), "wait")
    return redirect(here)


@registrations.post("/events/<slug:event>/registrations/undo")
@allow(Role.ORGANIZER, of=an_event)
def undo_decision(event: Event) -> ResponseReturnValue:
    """Put the firms of the last decision back to where they were."""
    before = _undo_of(event)
    count = standing.undo(event, before, by=current_user.id) if before else 0
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
    form = AddForm()
    form.group.offer(event)
    status, asked = 200, None
    if form.validate_on_submit():
        new = firms.NewFirm(**filled(form, *DETAILS), languages=form.languages.data or [])
        try:
            added = firms.add_alone(
                event, new, group_id=int(form.group.data), said=request.form.get("said", ""), by=current_user.id
            )
        except firms.MayBeKnown as refused:
            asked, status = refused.details, 409
        except Conflict as refused:
            form.form_errors.append(error_text(refused))
            status = 409
        else:
            flash(gettext("%(firm)s is in the list.", firm=new.name), "good")
            return redirect(url_for("registrations.registration", event=event, registration_id=added.id))
    elif form.errors:
        status = 422
    return render_template("registrations/add_firm.html", event=event, form=form, asked=asked), status


def _to_merge(event: Event, ids: list[int]) -> ResponseReturnValue:
    """On to the two firms side by side, the one that was there first to be kept."""
    companies = sorted({row.company.id for row in firms_among(event.id, ids)})
    if len(companies) != 2:
        flash(gettext("Choose exactly two firms to merge. Nothing was done."), "wait")
        return redirect(_same_list(event))
    kept, gone = companies
    page = url_for("registrations.look_at_both", organisation_id=event.organisation_id, kept_id=kept, gone_id=gone)
    return redirect(page)


def asked_for() -> Wanted:
    """Which of the event's firms the address asks for."""
    return wanted_in(request.args)


def _preview(event: Event, act: Act, preview: Preview, *, whole: bool) -> str:
    """What would be done, before it is; also where it is another by now than was looked at."""
    g.tab = "registrations.index"
    return render_template(
        "registrations/decision.html",
        event=event,
        act=act,
        preview=preview,
        sure=shown_rows_token((one.id for one in preview.going), whole=whole),
        whole=whole,
        here=_same_list(event),
        again="sure" in request.form,
    )


def _left(reasons: Collection[str]) -> str:
    full = sum(1 for one in reasons if one == "places_full")
    told = []
    if full:
        no_place = ngettext(
            "%(num)d firm was left as it is: no place is free on its side. Set more places, or put it on the waiting "
            "list.",
            "%(num)d firms were left as they are: no place is free on their sides. Set more places, or put them on the "
            "waiting list.",
            full,
        )
        told.append(no_place)
    if len(reasons) > full:
        not_open = ngettext(
            "%(num)d company was left as it is: it has been decided before, or has cancelled.",
            "%(num)d companies were left as they are: they have been decided before, or have cancelled.",
            len(reasons) - full,
        )
        told.append(not_open)
    return in_a_row(told)


def _undo_of(event: Event) -> dict[int, str]:
    """What may still be taken back, from whichever browser it was decided: registration → state before."""
    return last_decision(event.id, by=current_user.id, since=now() - UNDO_FOR)


def _letters(endpoint: str, event: Event, ids: list[int]) -> str:
    """The page of letters to these firms, or to all that fit the list's filters."""
    kept = {name: request.args[name] for name in SAID_AS[:-1] if request.args.get(name)}
    return url_for(endpoint, event=event, **({"firm": ids} if ids else kept))


def _message(event: Event, ids: list[int]) -> str:
    """The page on which a message to these firms begins, or to all that fit the list's filters."""
    kept = {name: request.args[name] for name in SAID_AS[:-1] if request.args.get(name)}
    if ids:
        return url_for("messages.new_message", event=event, list="firms", firm=ids)
    return url_for("messages.new_message", event=event, list="firms", **kept)  # type: ignore[arg-type]


def _same_list(event: Event) -> str:
    kept = {name: request.args[name] for name in (*SAID_AS, "page") if request.args.get(name)}
    return url_for("registrations.index", event=event, **kept)  # type: ignore[arg-type]


def _address(event: Event, wanted: Wanted) -> object:
    """Writes the address of this list with something changed: ``address(state="approved")``."""
    kept = {
        "q": wanted.name,
        "state": wanted.state,
        "group": wanted.group,
        "delegation": wanted.delegation,
        "sector": wanted.sector,
        "sort": wanted.order,
    }

    def address(**changed: object) -> str:
        values = {name: value for name, value in {**kept, **changed}.items() if value}
        return url_for("registrations.index", event=event, **values)  # type: ignore[arg-type]

    return address
