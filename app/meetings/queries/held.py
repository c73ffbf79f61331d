"""What meetings hold while they hold time: table, people, interpreter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select

from app.companies.wording import called
from app.db import db
from app.events.models import Interpreter, Table
from app.kernel.localized import Localized
from app.kernel.web_addresses import web_address
from app.meetings.models import Claim
from app.registrations.models import Representation, Representative
from app.registrations.queries.party import Firm

ZONE = (Table.zone_en, Table.zone_zh, Table.zone_fr)
PERSON = (Claim.representative_id, Representative.display_name, Representative.name_zh)
_HELD = (
    select(
        *(Claim.meeting_id, Claim.slot_id, *PERSON, Representation.registration_id),
        *(Interpreter.name, Table.video_url, Table.label, *ZONE),
    )
    .outerjoin(Table, Table.id == Claim.table_id)
    .outerjoin(Representative, Representative.id == Claim.representative_id)
    .outerjoin(Representation, Representation.representative_id == Representative.id)
    .outerjoin(Interpreter, Interpreter.id == Claim.interpreter_id)
    .where(Claim.meeting_id.in_(bindparam("meetings", expanding=True)))
    .order_by(Claim.meeting_id, Claim.id)
)
"""Made once, as every page about meetings asks it."""


@dataclass(frozen=True)
class Held:
    """Table, people and interpreter of a meeting, and its ``slots``; ``video_url``: where it takes place, if online.
    ``people`` are named in the reader's script; ``sitters``: their names by id; ``stand``: by firm who is of it."""

    table: str = ""
    zone: Localized = field(default_factory=Localized)
    people: tuple[str, ...] = ()
    interpreter: str = ""
    video_url: str = ""
    slots: Set[int] = frozenset()
    sitters: Mapping[int, Firm] = field(default_factory=dict)
    stand: Mapping[int, Set[int]] = field(default_factory=dict)


def held_by(meeting_ids: Sequence[int]) -> dict[int, Held]:
    """Table, people and interpreter of each meeting that holds time."""
    if not meeting_ids:
        return {}
    tables: dict[int, tuple[str, Localized]] = {}
    people: dict[int, dict[int, Firm]] = defaultdict(dict)
    slots: dict[int, set[int]] = defaultdict(set)
    stand: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    interpreters: dict[int, str] = {}
    links: dict[int, str] = {}
    for meeting_id, slot_id, person, name, name_zh, firm, interpreter, link, label, *zone in db.session.execute(
        _HELD, {"meetings": list(meeting_ids)}
    ):
        slots[meeting_id].add(slot_id)
        if interpreter:
            interpreters[meeting_id] = interpreter
        if link:
            links[meeting_id] = web_address(link)
        if label:
            tables[meeting_id] = (label, Localized(*(text or "" for text in zone)))
        if person:
            people[meeting_id][person] = Firm(name, name_zh)
        if person and firm:
            stand[meeting_id][firm].add(person)
    return {
        one: Held(
            *tables.get(one, ("", Localized())),
            people=tuple(called(person) for person in people[one].values()),
            interpreter=interpreters.get(one, ""),
            video_url=links.get(one, ""),
            slots=slots[one],
            sitters=people[one],
            stand=stand[one],
        )
        for one in meeting_ids
    }
