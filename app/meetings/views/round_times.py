"""The times at which a host can hold a group, as the pages show them: who could come, or why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext, ngettext

from app.events.models import Event
from app.meetings.availability import Option
from app.meetings.queries.round_parties import topics_of
from app.meetings.round_seating import RoundOption
from app.meetings.views.times import Part, parts_of
from app.meetings.wording import option_note


def round_parts(
    event: Event,
    options: Sequence[RoundOption],
    met: Mapping[int, str],
    guests: Mapping[int, str],
    *,
    here: int | None = None,
) -> list[Part]:
    """``met``: whom the host meets, by meeting; ``guests``: who has a seat, by registration, with what it is called;
    ``here``: where the meeting is now."""
    topics = topics_of({one.meeting_id for one in options if one.meeting_id and one.meeting_id not in met})
    notes = {one.slot_id: (_note(one, met, topics, guests), one.is_free) for one in options}
    return parts_of(event, notes, here=here)


def _note(option: RoundOption, met: Mapping[int, str], topics: Mapping[int, str], guests: Mapping[int, str]) -> str:
    seat = option.seat
    if seat is None:
        known = Option(option.slot_id, reason=option.reason, meeting_id=option.meeting_id)
        return option_note(known, met.get(option.meeting_id or 0, ""), topics.get(option.meeting_id or 0, ""))
    if seat.lost:
        names = str(gettext(", ")).join(guests[one] for one in seat.lost if one in guests)
        return str(gettext("Cannot come: %(firms)s", firms=names))
    if guests:
        return str(gettext("All can come"))
    return str(ngettext("%(num)d table left", "%(num)d tables left", option.tables_left))
