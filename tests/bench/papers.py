"""Papers for the day: 200 agendas of eight meetings each, slips and signs; 2,000 badges."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.core.db import db
from app.day.paper.models import PaperKind, PrintRequest
from app.day.paper.services.printing import list_sheets, print_pack
from app.events.models import Event
from app.meetings import services
from tests import factories
from tests.bench.clocks import took
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.support.instances import in_context

FIRMS, MEETINGS, BADGES = 50, 8, 2_000
MOST_SECONDS = 10.0


def measure(ground: Ground) -> None:
    with in_context(ground.new_instance("papers").app):
        event_id, by = _a_day(), factories.user().id
        ground.say(Section(f"Papers for {4 * FIRMS} people, {MEETINGS} meetings each", list(_figures(event_id, by))))


def _figures(event_id: int, by: int) -> Iterator[Figure]:
    for size in ("a4", "a5"):
        done = took(partial(_made, event_id, by, PrintRequest(PaperKind.AGENDAS, size=size)), times=3)
        yield Figure(f"agendas, {size}", done.wall, "s", MOST_SECONDS, note=f"{done.answer} sheets; {done.note}")
    done = took(partial(_counted, event_id), times=3)
    yield Figure("sheets of all kinds counted", done.wall, "s", note=f"{done.answer} sheets; {done.note}")
    for kind in (PaperKind.TICK_SLIPS, PaperKind.TABLE_SIGNS, PaperKind.HALL_PLAN):
        done = took(partial(_made, event_id, by, PrintRequest(kind)), times=1)
        yield Figure(kind.value.replace("_", " "), done.wall, "s", note=f"{done.answer} sheets; {done.note}")
    event = factories.event("crowd")
    firms = [factories.firm(event, people=0) for _ in range(20)]
    for firm in firms:
        for _ in range(BADGES // len(firms)):
            factories.representative(firm, name_zh="陈美玲", title="Managing Director")
    crowd = event.id
    done = took(partial(_made, crowd, by, PrintRequest(PaperKind.BADGES)), times=1)
    yield Figure("badges", done.wall, "s", note=f"{done.answer} sheets; {done.note}")


def _made(event_id: int, by: int, asked: PrintRequest) -> int:
    """How many sheets it has."""
    db.session.rollback()
    return print_pack(db.session.get_one(Event, event_id), asked.fitting(), reader="en", by=by)[0].sheets


def _counted(event_id: int) -> int:
    """How many sheets there are of all kinds."""
    db.session.rollback()
    asked = [PrintRequest(kind).fitting() for kind in PaperKind]
    return sum(len(sheets) for sheets in list_sheets(db.session.get_one(Event, event_id), asked).values())


def _a_day() -> int:
    by = factories.user().id
    event = factories.event("large", slots=MEETINGS + 1, tables=FIRMS)
    delegation = factories.delegation(event)
    chinese = {"name_zh": "新加坡某某控股有限公司"}
    firms = [factories.firm(event, delegation_id=delegation.id, company_values=chinese, people=2) for _ in range(FIRMS)]
    partners = [
        factories.firm(event, "Chongqing", company_values={"name_zh": "重庆某某有限公司"}, languages=["zh"], people=2)
        for _ in firms
    ]
    for round_, slot in enumerate(event.slots[:MEETINGS]):
        for place, firm in enumerate(firms):
            services.arrange(event.id, firm.id, partners[(place + round_) % FIRMS].id, by=by, slot_id=slot.id)
    return event.id
