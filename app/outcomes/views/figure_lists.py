"""The lists behind the figures: meetings, firms, people, each as long as its figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Role
from app.companies.sectors import tree
from app.events.models import Event
from app.events.scopes import an_event
from app.floor.web.guards import allow
from app.floor.web.paging import asked_page, ways
from app.outcomes.counted import Narrowing
from app.outcomes.queries.ground import ground_of
from app.outcomes.services.reporting import days_of
from app.outcomes.stages import Stage, Standing
from app.outcomes.views.blueprint import outcomes
from app.outcomes.views.figures import FIGURES, OF_DELEGATION, OWN_SIDE, list_url, section_said
from app.outcomes.views.narrowing import arguments, asked
from app.registrations.models import Delegation
from app.registrations.scopes import a_delegation

SIZE = 50


@outcomes.get(f"{FIGURES}/meetings")
@allow(Role.ORGANIZER, of=an_event)
def meetings(event: Event) -> ResponseReturnValue:
    return _list("meetings", event, None)


@outcomes.get(f"{FIGURES}/firms")
@allow(Role.ORGANIZER, of=an_event)
def firms(event: Event) -> ResponseReturnValue:
    return _list("firms", event, None)


@outcomes.get(f"{FIGURES}/people")
@allow(Role.ORGANIZER, of=an_event)
def people(event: Event) -> ResponseReturnValue:
    return _list("people", event, None)


@outcomes.get(f"{OF_DELEGATION}/meetings")
@allow(*OWN_SIDE, of=a_delegation)
def delegation_meetings(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _list("meetings", event, delegation)


@outcomes.get(f"{OF_DELEGATION}/firms")
@allow(*OWN_SIDE, of=a_delegation)
def delegation_firms(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _list("firms", event, delegation)


@outcomes.get(f"{OF_DELEGATION}/people")
@allow(*OWN_SIDE, of=a_delegation)
def delegation_people(event: Event, delegation: Delegation) -> ResponseReturnValue:
    return _list("people", event, delegation)


def _list(kind: str, event: Event, delegation: Delegation | None) -> str:
    g.tab = "events.overview" if delegation is None else "registrations.delegation"
    wanted = asked(request.args)
    ground = ground_of(event, delegation.id if delegation is not None else None)
    lists: dict[str, Callable[[Narrowing], Sequence[Any]]] = {
        "meetings": ground.meetings_of,
        "firms": ground.firms_of,
        "people": ground.people_of,
    }
    page = asked_page(lists[kind](wanted), size=SIZE)
    kept = {name: value for name, value in arguments(wanted).items() if name in ("at", "currency", "look", "guests")}
    return render_template(
        f"outcomes/{kind}.html",
        event=event,
        delegation=delegation,
        wanted=wanted,
        page=page,
        ways=ways(page),
        ground=ground,
        kept=kept,
        sides={one.id: one.names for one in event.groups},
        days=days_of(event),
        sections=[(code, section_said(code)) for code in (*tree().sections, "none")],
        section_said=section_said,
        stages=list(Stage),
        standings=list(Standing),
        list_url=lambda what, narrowing: list_url(what, narrowing, event, delegation),
    )
