"""What single firms may have, other than all: meetings at least and at most, and how many in a row."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.companies.wording import called
from app.events.models import Event
from app.events.phases import Act, BookingMode, Phase, allows
from app.events.rules import AS_ALL
from app.events.scopes import an_event
from app.floor.web.errors import explain, status_of
from app.floor.web.guards import allow
from app.floor.web.paging import asked_page, ways
from app.kernel.errors import Invalid
from app.kernel.whole import an_id
from app.meetings.queries.tallies import limits_of, own_of
from app.meetings.services.limiting import limit_firm
from app.registrations.queries.firms import approved_firms
from app.scheduling.forms import LimitsForm, limits_form, own_in
from app.scheduling.views.blueprint import PLAN, PLANNERS, scheduling

LIMITS = f"{PLAN}/limits"
FIRMS_ON_A_PAGE = 50


@scheduling.get(LIMITS)
@allow(*PLANNERS, of=an_event)
def limits(event: Event) -> ResponseReturnValue:
    """``?firm=``: the one to be changed."""
    firms = approved_firms(event.id)
    chosen = next((one for one in firms if one.id == request.args.get("firm", type=an_id)), None)
    return _page(event, limits_form(firms, chosen))


@scheduling.post(LIMITS)
@allow(*PLANNERS, of=an_event)
def limit(event: Event) -> ResponseReturnValue:
    firms = approved_firms(event.id)
    form = limits_form(firms)
    if not form.validate_on_submit():
        return _page(event, form), 422
    firm = next(one for one in firms if str(one.id) == form.firm.data)
    try:
        changed = limit_firm(event.id, firm.id, own_in(form), by=current_user.id)
    except Invalid as refused:
        form.form_errors.append(explain(refused))
        return _page(event, form), status_of(refused)
    name = called(firm.company) if firm.company is not None else ""
    said = gettext("The limits of %(firm)s are set. They hold from the next plan on.", firm=name)
    flash(said if changed else gettext("Nothing was changed."), "good" if changed else "info")
    return redirect(url_for("scheduling.limits", event=event), 303)


@scheduling.post(f"{LIMITS}/removal")
@allow(*PLANNERS, of=an_event)
def as_all(event: Event) -> ResponseReturnValue:
    """What is said of a firm alone goes."""
    if (firm := request.form.get("firm", type=an_id)) is not None:
        limit_firm(event.id, firm, AS_ALL, by=current_user.id)
        flash(gettext("The limits of all firms hold for it again."), "good")
    return redirect(url_for("scheduling.limits", event=event), 303)


def _page(event: Event, form: LimitsForm) -> str:
    own = [(firm, limits) for firm in approved_firms(event.id) if (limits := own_of(firm)) != AS_ALL]
    page = asked_page(own, size=FIRMS_ON_A_PAGE)
    return render_template(
        "scheduling/limits.html",
        event=event,
        form=form,
        of_all=limits_of(event),
        page=page,
        urls=ways(page),
        may_change=allows(Phase(event.phase), Act.CHANGE_TIMES, BookingMode(event.booking_mode)),
    )
