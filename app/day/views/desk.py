"""The desk: who is here, who is not, and whom the words that were typed find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Role
from app.core.db import now
from app.core.web.guards import allow, current_roles
from app.core.web.pages import page_links, requested_page
from app.day.queries.ahead import Ahead, ahead_for, ahead_of
from app.day.queries.interpreting import voices_at
from app.day.queries.late import late_at
from app.day.queries.late_groups import late_groups_at
from app.day.queries.people import Here, Person, found_by, not_admitted, people_of
from app.day.queries.presence import delegations_at, desks_of, tally_of
from app.day.queries.vips import vips_just_in
from app.day.queries.waiting import waiting_at
from app.day.typed import Typed, read_typed
from app.day.views.blueprint import DESK, STAFF, day, desk_name
from app.events.models import Event
from app.events.phases import EventAct
from app.events.scopes import an_event
from app.events.views.blueprint import may
from app.registrations.queries.party import Firm

SIZE = 25
SHOWN = ("", "missing", "here", "vip")
"""Which part of the list: all with who is missing first, who is missing, who is here, VIPs to come."""


@dataclass(frozen=True, slots=True)
class FoundFirm:
    """A firm with those of its people that were found; ``ahead``: None for one without meetings before it."""

    id: int
    firm: Firm
    people: list[Person]
    ahead: Ahead | None


@day.get(DESK)
@allow(*STAFF, of=an_event)
def desk(event: Event) -> ResponseReturnValue:
    """``q``: what was typed; ``show`` and ``delegation`` narrow the list; ``just``: the check-in that was just made."""
    people = people_of(event.id)
    typed = read_typed(request.args.get("q", ""))
    show, delegation = request.args.get("show", ""), request.args.get("delegation", 0, type=int)
    page = requested_page(listed(people, show, delegation), size=SIZE)
    outside = found_by(not_admitted(event.id), typed) if typed != Typed() else []
    return render_template(
        "day/desk.html",
        event=event,
        tally=tally_of(people),
        typed=typed,
        words=request.args.get("q", ""),
        found=_grouped(event, found_by(people, typed) if typed != Typed() else []),
        outside=outside,
        may_admit=Role.ORGANIZER in current_roles(),
        just=_just(people),
        page=page,
        ways=page_links(page),
        ahead=ahead_for(event.id, [one.id for one in page], now()),
        show=show,
        delegation=delegation,
        delegations=delegations_at(event.id),
        late=_late(event, people) if may(event, EventAct.CHECK_IN) else 0,
        vips=vips_just_in(event.id, now()),
        waiting=waiting_at(event.id, people),
        desks=desks_of(event.id),
        voices=voices_at(event.id, now()),
        desk_name=desk_name(),
        at=now(),
    )


def listed(people: Sequence[Person], show: str, delegation: int) -> list[Person]:
    """The part of the list that was asked for; of all of it who is missing comes first, VIPs before others."""
    rows = [one for one in people if not delegation or one.delegation_id == delegation]
    if show == "here":
        return sorted(
            (one for one in rows if one.here), key=lambda one: one.here.at if one.here else now(), reverse=True
        )
    if show in ("missing", "vip"):
        rows = [one for one in rows if one.here is None and (one.vip or show == "missing")]
    return sorted(rows, key=lambda one: (one.here is not None, not one.vip))


def _here_among(people: Sequence[Person]) -> list[tuple[Person, Here]]:
    return [(one, one.here) for one in people if one.here is not None]


def _just(people: Sequence[Person]) -> Person | None:
    """Whom the last scan was of, as long as it stands."""
    wanted = request.args.get("just", 0, type=int)
    return next((one for one in people if one.here and one.here.check_in_id == wanted), None)


def _grouped(event: Event, people: Sequence[Person]) -> list[FoundFirm]:
    """By firm, the best found first; all of a firm's people that were found stand together."""
    firms = {one.registration_id: one.firm for one in people}
    ahead = ahead_of(event.id, list(firms), now()) if firms else {}
    return [
        FoundFirm(number, firm, [one for one in people if one.registration_id == number], ahead.get(number))
        for number, firm in firms.items()
    ]


def _late(event: Event, people: Sequence[Person]) -> int:
    """How many meetings, of two and of groups, lack somebody."""
    return len(late_at(event.id, people, now())) + len(late_groups_at(event.id, people, now()))
