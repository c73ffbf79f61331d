"""The organizer's home: where the event stands, what its figures are, what to do next, what happened lately."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.permissions import Role
from app.db import now
from app.events.drafts import Dates
from app.events.due import NextPhase, due_since, next_phase
from app.events.models import Event
from app.events.overview import (
    MOST_STEPS,
    Figure,
    Step,
    automatic_kinds,
    cost_sources,
    figure_sources,
    notice_words,
    panel_sources,
    step_sources,
)
from app.events.phases import BookingMode, Mover, Phase, path, phase_moves
from app.events.queries import latest_notices
from app.events.scopes import an_event
from app.events.views.blueprint import events
from app.events.views.lately import exists, told, url_at
from app.events.views.steps import Over, phase_act, phase_cost, phase_warning
from app.events.wording import phase_word
from app.floor.web.guards import allow, held_roles
from app.floor.web.locale import in_a_row, local, short_day, zone
from app.kernel.clock import local_to_utc

LATELY = 5
PHASES = "phases"
"""The id of the buttons that take the event from phase to phase."""


@events.get("/events/<slug:event>/overview")
@allow(Role.ORGANIZER, of=an_event)
def overview(event: Event) -> ResponseReturnValue:
    mode, phase = BookingMode(event.booking_mode), Phase(event.phase)
    mover = Mover.ADMINISTRATOR if Role.ADMINISTRATOR in held_roles() else Mover.ORGANIZER
    figures = [figure for source in figure_sources for figure in source(event.id)]
    following = next_phase(phase, mode, _dates(event), tuple(day.day for day in event.days), _today())
    steps = sorted(
        [*_own_steps(event, following), *(step for source in step_sources for step in source(event.id))],
        key=lambda step: (not step.is_due, step.weight),
    )
    acts = notice_words.keys() - automatic_kinds
    return render_template(
        "events/overview.html",
        event=event,
        deck=[(phase_word(one), one) for one in path(mode)],
        moves=[_move(event, move.target, move.is_forward) for move in phase_moves(phase, mover, mode)],
        following=following,
        since=due_since(following, _dates(event), local(event.created_at).date()) if following else None,
        moves_first=bool(steps) and steps[0].values.get("_anchor") == PHASES and steps[0].is_due,
        figures=[_with_url(event, figure) for figure in figures if exists(figure.endpoint)],
        steps=[(step, url_at(event, step)) for step in steps if exists(step.endpoint)],
        most_steps=MOST_STEPS,
        panels=[panel for source in panel_sources for panel in source(event.id)],
        days_to_go=(event.days[0].day - _today()).days if event.days else None,
        lately=told(event, latest_notices(event.id, LATELY, acts)),
        log_url=url_for("dashboard.log", event=event) if exists("dashboard.log") else "",
    )


def _dates(event: Event) -> Dates:
    return Dates(*(getattr(event, name) for name in vars(Dates())))


def _today() -> date:
    return now().astimezone(zone()).date()


def _phase_step(following: NextPhase) -> Step:
    """To the buttons of the phases, where the step itself is taken."""
    weight = 5 if following.target in (Phase.RUNNING, Phase.CLOSED) else 25
    cost, act = phase_cost(following.target, True), phase_act(following.target)
    if following.is_due or following.on is None:
        return Step(weight, act, cost, _("To the phases"), "events.overview", {"_anchor": PHASES}, following.is_due)
    title = _("%(act)s on %(day)s", act=act, day=short_day(following.on))
    return Step(90, title, cost, _("To the phases"), "events.overview", {"_anchor": PHASES}, is_due=False)


def _own_steps(event: Event, following: NextPhase | None) -> list[Step]:
    """What the event itself still lacks, and its next phase."""
    found = [_phase_step(following)] if following else []
    if not event.about and event.phase == Phase.DRAFT:
        text = _("The public page has no sentence about the event yet.")
        found.append(Step(60, _("Say what the event is about"), text, _("Write it"), "events.edit"))
    if event.phase == Phase.DRAFT:
        text = _("It is what firms read first; a draft is seen by nobody else.")
        found.append(Step(40, _("Look at the public page"), text, _("See it"), "events.page"))
    if event.phase in (Phase.DRAFT, Phase.REGISTRATION) and not event.rehearsal:
        text = _("All letters are held while you try things out; you read them before anybody else does.")
        button, at = _("To the rehearsal"), {"_anchor": "rehearsal"}
        found.append(Step(70, _("Run a rehearsal"), text, button, "events.edit", at, is_due=False))
    return found


def _move(event: Event, target: Phase, is_forward: bool) -> dict[str, Any]:
    days = [day.day for day in event.days]
    early = phase_warning(target, days, _today(), is_over=_is_over(event)) if is_forward else ""
    undone = [told for source in cost_sources for told in source(event.id, target)] if is_forward else []
    return {
        "target": target,
        "word": phase_word(target),
        "forward": is_forward,
        "early": bool(early or undone),
        "cost": in_a_row((early, phase_cost(target, is_forward, _days_over(event)), *undone)),
    }


def _days_over(event: Event) -> Over:
    today = _today()
    return Over(
        registration=event.registration_closes_on is not None and event.registration_closes_on < today,
        requests=event.requests_until is not None and event.requests_until < today,
    )


def _is_over(event: Event) -> bool:
    """Whether the last hour of the last day has passed."""
    ends = [local_to_utc(day.day, day.closes, event.zone) for day in event.days[-1:]]
    return bool(ends) and ends[0] <= now()


def _with_url(event: Event, figure: Figure) -> dict[str, Any]:
    return {"value": figure.value, "label": figure.label, "of": figure.of, "url": url_at(event, figure)}
