"""Who is late: missed in one tap and taken back in one, and whom the freed time may be offered to."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core.db import now
from app.core.web.guards import allow
from app.day.queries.elsewhere import sat_lately, sitting_now, still_there
from app.day.queries.late import alone_at, late_at, missed_lately
from app.day.queries.late_groups import groups_missed_lately, late_groups_at
from app.day.queries.people import people_of
from app.day.queries.standby import standby_for
from app.day.queries.swapping import ways_back
from app.day.views.blueprint import DESK, STAFF, day
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings.services import attending

SHOWN = 5
"""So many firms that are alone are offered others at a time: each costs a look at the whole hall."""


@day.get(f"{DESK}/late")
@allow(*STAFF, of=an_event)
def late(event: Event) -> ResponseReturnValue:
    g.tab = "day.desk"
    people, at = people_of(event.id), now()
    alone, sat = alone_at(event.id, people, at)[:SHOWN], sat_lately(event.id, at)
    offered = {one.meeting_id for one in alone}
    return render_template(
        "day/late.html",
        event=event,
        late=late_at(event.id, people, at),
        groups=late_groups_at(event.id, people, at),
        elsewhere=sitting_now(sat, people, at),
        still_there=still_there(sat, people, at),
        freed=[(one, standby_for(event, one.registration_id, people, at)) for one in alone],
        missed=[one for one in missed_lately(event.id, people, at) if one.meeting_id not in offered],
        missed_groups=groups_missed_lately(event.id, people, at),
        swaps=ways_back(event, at),
        at=at,
    )


@day.post(f"{DESK}/late/<int:meeting_id>/missed")
@allow(*STAFF, of=an_event)
def missed(event: Event, meeting_id: int) -> ResponseReturnValue:
    attending.note_missed(event.id, meeting_id, by=current_user.id)
    flash(gettext("Noted as missed. What was still ahead of it is free again."), "info")
    return redirect(url_for("day.late", event=event), 303)


@day.post(f"{DESK}/late/<int:meeting_id>/held")
@allow(*STAFF, of=an_event)
def held(event: Event, meeting_id: int) -> ResponseReturnValue:
    attending.note_held(event.id, meeting_id, by=current_user.id)
    flash(gettext("Noted as held."), "good")
    return redirect(url_for("day.late", event=event), 303)


@day.post(f"{DESK}/late/groups/<int:round_id>/guests/<int:other_id>/missed")
@allow(*STAFF, of=an_event)
def guest_missed(event: Event, round_id: int, other_id: int) -> ResponseReturnValue:
    attending.note_guest(event.id, round_id, other_id, came=False, by=current_user.id)
    flash(gettext("Noted. What was still ahead for this firm is free again."), "info")
    return redirect(url_for("day.late", event=event), 303)


@day.post(f"{DESK}/late/groups/<int:round_id>/guests/<int:other_id>/came")
@allow(*STAFF, of=an_event)
def guest_came(event: Event, round_id: int, other_id: int) -> ResponseReturnValue:
    attending.note_guest(event.id, round_id, other_id, came=True, by=current_user.id)
    flash(gettext("Noted: this firm came."), "good")
    return redirect(url_for("day.late", event=event), 303)
