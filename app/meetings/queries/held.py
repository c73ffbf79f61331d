"""What meetings hold while they hold time: table, people, interpreter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select

from app.companies.wording import called
from app.db import db
from app.events.models import Interpreter, Table
from app.kernel.localized import Localized
from app.kernel.web_addresses import web_address
from app.meetings.models import Claim
from app.registrations.models import Representative
from app.registrations.queries.party import Firm

ZONE = (Table.zone_en, Table.zone_zh, Table.zone_fr)
PERSON = (Claim.representative_id, Representative.display_name, Representative.name_zh)
_HELD = (
    select(Claim.meeting_id, *PERSON, Interpreter.name, Table.video_url, Table.label, *ZONE)
    .outerjoin(Table, Table.id == Claim.table_id)
    .outerjoin(Representative, Representative.id == Claim.representative_id)
    .outerjoin(Interpreter, Interpreter.id == Claim.interpreter_id)
    .where(Claim.meeting_id.in_(bindparam("meetings", expanding=True)))
    .order_by(Claim.meeting_id, Claim.id)
)
"""Made once, as every page about meetings asks it."""


@dataclass(frozen=True)
class Held:
    """Table, people and interpreter of a meeting; ``video_url``: where it takes place, if online. People are named in
    the reader's script."""

    table: str = ""
    zone: Localized = field(default_factory=Localized)
    people: tuple[str, ...] = ()
    interpreter: str = ""
    video_url: str = ""


def held_by(meeting_ids: Sequence[int]) -> dict[int, Held]:
    """Table, people and interpreter of each meeting that holds time."""
    if not meeting_ids:
        return {}
    tables: dict[int, tuple[str, Localized]] = {}
    people: dict[int, dict[int, str]] = defaultdict(dict)
    interpreters: dict[int, str] = {}
    links: dict[int, str] = {}
    for meeting_id, person, name, name_zh, interpreter, link, label, *zone in db.session.execute(
        _HELD, {"meetings": list(meeting_ids)}
    ):
        if interpreter:
            interpreters[meeting_id] = interpreter
        if link:
            links[meeting_id] = web_address(link)
        if label:
            tables[meeting_id] = (label, Localized(*(text or "" for text in zone)))
        if person:
            people[meeting_id][person] = called(Firm(name, name_zh))
    return {
        one: Held(
            *(*tables.get(one, ("", Localized())), tuple(people[one].values())),
            *(interpreters.get(one, ""), links.get(one, "")),
        )
        for one in meeting_ids
    }
