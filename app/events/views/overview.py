"""The organizer's home: where the event stands, what its figures are, what to do next, what happened lately."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.permissions import Role
from app.db import now
from app.events.models import Event
from app.events.overview import MOST_STEPS, Figure, Step, figure_sources, notice_words, step_sources
from app.events.phases import BookingMode, Mover, Phase, path, phase_moves
from app.events.queries import latest_notices
from app.events.scopes import an_event
from app.events.views.blueprint import events
from app.events.wording import phase_cost, phase_word
from app.floor.web.guards import allow, held_roles
from app.floor.web.locale import zone


@events.get("/events/<slug:event>/overview")
@allow(Role.ORGANIZER, of=an_event)
def overview(event: Event) -> ResponseReturnValue:
    mode, phase = BookingMode(event.booking_mode), Phase(event.phase)
    mover = Mover.ADMINISTRATOR if Role.ADMINISTRATOR in held_roles() else Mover.ORGANIZER
    figures = [figure for source in figure_sources for figure in source(event.id)]
    steps = sorted(
        [*_own_steps(event), *(step for source in step_sources for step in source(event.id))],
        key=lambda step: step.weight,
    )
    return render_template(
        "events/overview.html",
        event=event,
        deck=[(phase_word(one), one) for one in path(mode)],
        moves=[_move(move.target, move.is_forward) for move in phase_moves(phase, mover, mode)],
        figures=[_with_url(event, figure) for figure in figures if _exists(figure.endpoint)],
        steps=[(step, _url(event, step)) for step in steps if _exists(step.endpoint)][:MOST_STEPS],
        days_to_go=(event.days[0].day - now().astimezone(zone()).date()).days if event.days else None,
        lately=[(one, notice_words[one.kind](one.details)) for one in latest_notices(event.id, 8, notice_words)],
    )


def _own_steps(event: Event) -> list[Step]:
    """What the event itself still lacks."""
    found = []
    if not event.tables:
        text = _("Without tables no meeting can be placed.")
        found.append(Step(10, _("Say which tables there are"), text, _("Add tables"), "events.edit"))
    if not event.about and event.phase == Phase.DRAFT:
        text = _("The public page has no sentence about the event yet.")
        found.append(Step(60, _("Say what the event is about"), text, _("Write it"), "events.edit"))
    if event.phase == Phase.DRAFT:
        text = _("Until then nobody else sees the event.")
        found.append(Step(40, _("Look at the public page, then open registration"), text, _("See it"), "events.page"))
    return found


def _move(target: Phase, is_forward: bool) -> dict[str, Any]:
    return {"target": target, "word": phase_word(target), "forward": is_forward, "cost": phase_cost(target, is_forward)}


def _exists(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


def _url(event: Event, part: Figure | Step) -> str:
    return url_for(part.endpoint, event=event, **part.values)


def _with_url(event: Event, figure: Figure) -> dict[str, Any]:
    return {"value": figure.value, "label": figure.label, "of": figure.of, "url": _url(event, figure)}
