"""What meetings hold while they hold time: table, people, interpreter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.companies.wording import company_label
from app.core.db import db
from app.core.localized import Localized
from app.core.parsing import web_address
from app.events.models import Interpreter, Table
from app.meetings.models import Claim
from app.registrations.models import Representation, Representative
from app.registrations.queries.party import Firm

ZONE = (Table.zone_en, Table.zone_zh, Table.zone_fr)
PERSON = (Claim.representative_id, Representative.display_name, Representative.name_zh)
_HELD = (
    select(
        *(Claim.meeting_id, Claim.slot_id, *PERSON, Representation.registration_id),
        *(Representative.languages, Claim.interpreter_id, Interpreter.name, Table.video_url, Table.label, *ZONE),
    )
    .outerjoin(Table, Table.id == Claim.table_id)
    .outerjoin(Representative, Representative.id == Claim.representative_id)
    .outerjoin(Representation, Representation.representative_id == Representative.id)
    .outerjoin(Interpreter, Interpreter.id == Claim.interpreter_id)
    .order_by(Claim.meeting_id, Claim.id)
)
_HELD_BY = _HELD.where(Claim.meeting_id.in_(bindparam("meetings", expanding=True)))
_HELD_AT = _HELD.where(Claim.event_id == bindparam("event_id"))
"""Made once, as every page about meetings asks it."""


@dataclass(frozen=True)
class Held:
    """Table, people and interpreter of a meeting, and its ``slots``; ``video_url``: where it takes place, if online.
    ``people`` are named in the reader's script; ``sitters``: their names by id; ``stand``: by firm who is of it;
    ``speak``: by firm the languages of who sits there for it, where they are known; ``interpreters``: ids."""

    table: str = ""
    zone: Localized = field(default_factory=Localized)
    people: tuple[str, ...] = ()
    interpreter: str = ""
    video_url: str = ""
    slots: Set[int] = frozenset()
    sitters: Mapping[int, Firm] = field(default_factory=dict)
    stand: Mapping[int, Set[int]] = field(default_factory=dict)
    speak: Mapping[int, Sequence[str]] = field(default_factory=dict)
    interpreters: Set[int] = frozenset()


def held_by(meeting_ids: Sequence[int]) -> dict[int, Held]:
    """Table, people and interpreter of each meeting that holds time."""
    if not meeting_ids:
        return {}
    return dict.fromkeys(meeting_ids, Held()) | _held(_HELD_BY, meetings=list(meeting_ids))


def held_at(event_id: int) -> dict[int, Held]:
    """The same of all meetings of an event, one-to-one and of groups; who holds nothing is absent."""
    return _held(_HELD_AT, event_id=event_id)


def _held(claims: Select[*tuple[Any, ...]], **asked: Any) -> dict[int, Held]:
    by_meeting = groupby(db.session.execute(claims, asked), key=attrgetter("meeting_id"))
    return {meeting_id: _of_one(list(theirs)) for meeting_id, theirs in by_meeting}


def _of_one(claims: Sequence[Any]) -> Held:
    people: dict[int, Firm] = {}
    stand: dict[int, set[int]] = defaultdict(set)
    speak: dict[int, Sequence[str]] = {}
    for claim in claims:
        if claim.representative_id is not None:
            people[claim.representative_id] = Firm(claim.display_name, claim.name_zh)
        if claim.registration_id is not None:
            stand[claim.registration_id].add(claim.representative_id)
        if claim.registration_id is not None and claim.languages:
            speak[claim.registration_id] = claim.languages
    table = next((claim for claim in claims if claim.label), None)
    return Held(
        table.label if table is not None else "",
        Localized(table.zone_en or "", table.zone_zh or "", table.zone_fr or "") if table is not None else Localized(),
        people=tuple(company_label(person) for person in people.values()),
        interpreter=next((claim.name for claim in claims if claim.name), ""),
        video_url=next((web_address(claim.video_url) for claim in claims if claim.video_url), ""),
        slots={claim.slot_id for claim in claims},
        sitters=people,
        stand=stand,
        speak=speak,
        interpreters={claim.interpreter_id for claim in claims if claim.interpreter_id is not None},
    )
