"""The organizer's home: where the event stands, its figures, what to do next, what happened lately."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.permissions import Role
from app.core.clock import local_to_utc
from app.core.db import now
from app.core.localized import Localized
from app.core.web.guards import allow, current_roles
from app.core.web.locale import in_a_row, local, long_day, short_day, zone
from app.core.web.translations import lazy_gettext as _l
from app.events.drafts import EventDates, NextPhase, next_phase, waiting_since
from app.events.models import Event
from app.events.overview import (
    MOST_STEPS,
    OverviewFigure,
    OverviewLink,
    OverviewNotice,
    OverviewStep,
    automatic_kinds,
    company_sources,
    cost_sources,
    figure_sources,
    notice_links,
    notice_words,
    panel_sources,
    step_sources,
)
from app.events.phases import BookingMode, Mover, Phase, phase_moves, phase_path
from app.events.queries import latest_notices
from app.events.scopes import an_event
from app.events.views.blueprint import events
from app.events.wording import phase_name

_FORWARD_COSTS = {
    Phase.REGISTRATION: _l("The public page opens. Firms register and complete their profiles."),
    Phase.BOOKING: _l("Firms may ask each other for meetings from now on."),
    Phase.PLANNING: _l(
        "Registration and new requests close. You arrange what is missing and plan the timetable; firms see it once "
        "you publish."
    ),
    Phase.PUBLISHED: _l(
        "Agreed meetings get their times from now on, from you or from the firms. There is no way back to planning."
    ),
    Phase.RUNNING: _l("The day has begun: check-in opens, and meetings are noted as held or missed."),
    Phase.CLOSED: _l("Nothing is asked for, booked or changed any more; lists and feedback stay open."),
}
_BACKWARD_COSTS = {
    Phase.DRAFT: _l("The public page closes again, also for firms that have registered. What they wrote is kept."),
    Phase.REGISTRATION: _l("Firms can no longer ask or answer. Requests and meetings stay as they are."),
    Phase.PUBLISHED: _l("Check-in closes again. What was noted stays."),
    Phase.RUNNING: _l("The event opens again for corrections of what was held or missed."),
}


@dataclass(frozen=True)
class DaysOver:
    """Which last days of an event have passed: those for registrations, and for requests."""

    registration: bool = False
    requests: bool = False


_REOPENED_COSTS = {
    DaysOver(): _l("Firms may register and ask again. What is agreed or booked stays."),
    DaysOver(registration=True): _l(
        "Firms may ask again; the last day for registrations has passed. What is agreed or booked stays."
    ),
    DaysOver(requests=True): _l(
        "Firms may register again; the last day for requests has passed. What is agreed or booked stays."
    ),
    DaysOver(registration=True, requests=True): _l(
        "The last days for registrations and requests have passed: firms can do neither until you set later days. "
        "What is agreed or booked stays."
    ),
}
"""What the step back to booking lets firms do."""

_PHASE_ACTS = {
    Phase.REGISTRATION: _l("Open registration"),
    Phase.BOOKING: _l("Open booking"),
    Phase.PLANNING: _l("Close requests and plan"),
    Phase.PUBLISHED: _l("Publish, and let times be chosen"),
    Phase.RUNNING: _l("Open the day"),
    Phase.CLOSED: _l("Close the event"),
}


def phase_act(target: Phase) -> str:
    """What a step forward to this phase is called."""
    return str(_PHASE_ACTS[target])


def phase_cost(target: Phase, is_forward: bool, over: DaysOver | None = None) -> str:
    """What a step to this phase changes, in a sentence; ``over``: last days passed, for the step back."""
    if target is Phase.BOOKING and not is_forward:
        return str(_REOPENED_COSTS[over or DaysOver()])
    return str((_FORWARD_COSTS if is_forward else _BACKWARD_COSTS)[target])


def phase_warning(target: Phase, days: Sequence[dt.date], today: dt.date, *, is_over: bool) -> str:
    """That a step forward comes before its day, and what that takes away; "" where it does not."""
    if not days:
        return ""
    if target is Phase.RUNNING and today < days[0]:
        return str(_("It is early: the event begins on %(day)s.", day=long_day(days[0])))
    if target is Phase.CLOSED and not is_over:
        return str(
            _(
                "It is early: the event ends on %(day)s. Meetings that are still ahead can no longer be moved, "
                "cancelled or noted as held, and only an administrator can open the event again.",
                day=long_day(days[-1]),
            )
        )
    return ""


@dataclass(frozen=True)
class OverviewEntry:
    """An act in words, with its link ("" for none) and the firms it is about, each with its own."""

    at: datetime
    by: str | None
    words: str
    url: str
    companies: Sequence[tuple[Localized, str]]


def overview_entries(event: Event, notices: Sequence[OverviewNotice]) -> list[OverviewEntry]:
    """Each of these acts, with the firms that it is about."""
    companies: dict[int, Sequence[OverviewLink]] = {}
    for source in company_sources:
        companies |= source(notices)
    return [
        OverviewEntry(
            notice.at,
            notice.by,
            notice_words[notice.kind](notice.details),
            overview_url(event, place) if (place := notice_links.get(notice.kind)) and has_page(place.endpoint) else "",
            [
                (company.name, overview_url(event, company))
                for company in companies.get(notice.id, ())
                if has_page(company.endpoint)
            ],
        )
        for notice in notices
    ]


def has_page(endpoint: str) -> bool:
    """Whether the page is built in."""
    return endpoint in current_app.view_functions


def overview_url(event: Event, part: OverviewFigure | OverviewStep | OverviewLink) -> str:
    """Where a part of the overview leads."""
    return url_for(part.endpoint, event=event, **part.values)


LATEST_NOTICES = 5
PHASES_ANCHOR = "phases"
"""The id of the buttons that take the event from phase to phase."""


@events.get("/events/<slug:event>/overview")
@allow(Role.ORGANIZER, of=an_event)
def overview(event: Event) -> ResponseReturnValue:
    mode, phase = BookingMode(event.booking_mode), Phase(event.phase)
    mover = Mover.ADMINISTRATOR if Role.ADMINISTRATOR in current_roles() else Mover.ORGANIZER
    figures = [figure for source in figure_sources for figure in source(event.id)]
    following = next_phase(phase, mode, _event_dates(event), tuple(day.day for day in event.days), _today())
    steps = sorted(
        [*_own_steps(event, following), *(step for source in step_sources for step in source(event.id))],
        key=lambda step: (not step.is_due, step.weight),
    )
    acts = notice_words.keys() - automatic_kinds
    return render_template(
        "events/overview.html",
        event=event,
        deck=[(phase_name(deck_phase), deck_phase) for deck_phase in phase_path(mode)],
        moves=[_move_values(event, move.target, move.is_forward) for move in phase_moves(phase, mover, mode)],
        following=following,
        since=waiting_since(following, _event_dates(event), local(event.created_at).date()) if following else None,
        moves_first=bool(steps) and steps[0].values.get("_anchor") == PHASES_ANCHOR and steps[0].is_due,
        figures=[_figure_values(event, figure) for figure in figures if has_page(figure.endpoint)],
        steps=[(step, overview_url(event, step)) for step in steps if has_page(step.endpoint)],
        most_steps=MOST_STEPS,
        panels=[panel for source in panel_sources for panel in source(event.id)],
        days_to_go=(event.days[0].day - _today()).days if event.days else None,
        lately=overview_entries(event, latest_notices(event.id, LATEST_NOTICES, acts)),
        log_url=url_for("dashboard.log", event=event) if has_page("dashboard.log") else "",
    )


def _event_dates(event: Event) -> EventDates:
    return EventDates(*(getattr(event, name) for name in vars(EventDates())))


def _today() -> date:
    return now().astimezone(zone()).date()


def _phase_step(following: NextPhase) -> OverviewStep:
    """To the buttons of the phases, where the step itself is taken."""
    weight = 5 if following.target in (Phase.RUNNING, Phase.CLOSED) else 25
    cost, act = phase_cost(following.target, True), phase_act(following.target)
    if following.is_due or following.on is None:
        return OverviewStep(
            weight, act, cost, _("To the phases"), "events.overview", {"_anchor": PHASES_ANCHOR}, following.is_due
        )
    title = _("%(act)s on %(day)s", act=act, day=short_day(following.on))
    return OverviewStep(
        90, title, cost, _("To the phases"), "events.overview", {"_anchor": PHASES_ANCHOR}, is_due=False
    )


def _own_steps(event: Event, following: NextPhase | None) -> list[OverviewStep]:
    """What the event itself still lacks, and its next phase."""
    steps = [_phase_step(following)] if following else []
    if not event.about and event.phase == Phase.DRAFT:
        text = _("The public page has no sentence about the event yet.")
        steps.append(OverviewStep(60, _("Say what the event is about"), text, _("Write it"), "events.edit"))
    if event.phase == Phase.DRAFT:
        text = _("It is what firms read first; a draft is seen by nobody else.")
        steps.append(OverviewStep(40, _("Look at the public page"), text, _("See it"), "events.page"))
    if event.phase in (Phase.DRAFT, Phase.REGISTRATION) and not event.rehearsal:
        text = _("All letters are held while you try things out; you read them before anybody else does.")
        button, at = _("To the rehearsal"), {"_anchor": "rehearsal"}
        steps.append(OverviewStep(70, _("Run a rehearsal"), text, button, "events.edit", at, is_due=False))
    return steps


def _move_values(event: Event, target: Phase, is_forward: bool) -> dict[str, Any]:
    days = [day.day for day in event.days]
    early = phase_warning(target, days, _today(), is_over=_is_over(event)) if is_forward else ""
    undone = [sentence for source in cost_sources for sentence in source(event.id, target)] if is_forward else []
    return {
        "target": target,
        "word": phase_name(target),
        "forward": is_forward,
        "early": bool(early or undone),
        "cost": in_a_row((early, phase_cost(target, is_forward, _days_over(event)), *undone)),
    }


def _days_over(event: Event) -> DaysOver:
    today = _today()
    return DaysOver(
        registration=event.registration_closes_on is not None and event.registration_closes_on < today,
        requests=event.requests_until is not None and event.requests_until < today,
    )


def _is_over(event: Event) -> bool:
    """Whether the last hour of the last day has passed."""
    ends = [local_to_utc(day.day, day.closes, event.zone) for day in event.days[-1:]]
    return bool(ends) and ends[0] <= now()


def _figure_values(event: Event, figure: OverviewFigure) -> dict[str, Any]:
    return {"value": figure.value, "label": figure.label, "of": figure.of, "url": overview_url(event, figure)}
