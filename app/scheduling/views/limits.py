"""What single firms may have, other than all: meetings at least and at most, and how many in a row."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.companies.wording import company_label
from app.core.errors import Invalid
from app.core.parsing import parse_id
from app.core.web.errors import error_status, error_text
from app.core.web.guards import allow
from app.core.web.pages import page_links, requested_page
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.rules import NO_OWN_LIMITS
from app.events.scopes import an_event
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
    chosen = next((one for one in firms if one.id == request.args.get("firm", type=parse_id)), None)
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
        form.form_errors.append(error_text(refused))
        return _page(event, form), error_status(refused)
    name = company_label(firm.company) if firm.company is not None else ""
    said = gettext("The limits of %(firm)s are set. They hold from the next plan on.", firm=name)
    flash(said if changed else gettext("Nothing was changed."), "good" if changed else "info")
    return redirect(url_for("scheduling.limits", event=event), 303)


@scheduling.post(f"{LIMITS}/removal")
@allow(*PLANNERS, of=an_event)
def as_all(event: Event) -> ResponseReturnValue:
    """What is said of a firm alone goes."""
    if (firm := request.form.get("firm", type=parse_id)) is not None:
        limit_firm(event.id, firm, NO_OWN_LIMITS, by=current_user.id)
        flash(gettext("The limits of all firms hold for it again."), "good")
    return redirect(url_for("scheduling.limits", event=event), 303)


def _page(event: Event, form: LimitsForm) -> str:
    own = [(firm, limits) for firm in approved_firms(event.id) if (limits := own_of(firm)) != NO_OWN_LIMITS]
    page = requested_page(own, size=FIRMS_ON_A_PAGE)
    return render_template(
        "scheduling/limits.html",
        event=event,
        form=form,
        of_all=limits_of(event),
        page=page,
        urls=page_links(page),
        may_change=is_allowed(Phase(event.phase), EventAct.CHANGE_TIMES, BookingMode(event.booking_mode)),
    )
