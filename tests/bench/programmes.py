"""The printed programme of a large delegation: 40 firms with 8 meetings each, a tour and three buses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.core.db import db
from app.delegations.services import visits
from app.delegations.services.visits import VisitDetails
from app.meetings import services
from app.meetings.services.documents import render_programme
from app.registrations.models import Delegation
from tests import factories
from tests.bench.clocks import took
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.support.instances import in_context

FIRMS, MEETINGS = 40, 8
MOST_SECONDS = 10.0


def measure(ground: Ground) -> None:
    with in_context(ground.new_instance("programme").app):
        delegation_id = _brought()
        ground.say(Section(f"Programme of {FIRMS} firms, {MEETINGS} meetings each", list(_figures(delegation_id))))


def _figures(delegation_id: int) -> Iterator[Figure]:
    for language in ("en", "zh"):
        done = took(partial(_set, delegation_id, language), times=3)
        yield Figure(f"pdf, {language}", done.wall, "s", MOST_SECONDS, note=f"{done.answer} kB; {done.note}")


def _set(delegation_id: int, language: str) -> int:
    """How many kilobytes it has."""
    db.session.rollback()
    delegation = db.session.get_one(Delegation, delegation_id)
    return len(render_programme(delegation.event, delegation, language)) // 1024


def _brought() -> int:
    by = factories.user().id
    event = factories.event("large", slots=MEETINGS + 1, tables=FIRMS)
    delegation = factories.delegation(event)
    chinese = {"name_zh": "新加坡某某控股有限公司"}
    firms = [factories.firm(event, delegation_id=delegation.id, company_values=chinese, people=2) for _ in range(FIRMS)]
    partners = [factories.firm(event, "Chongqing", company_values={"name_zh": "重庆某某有限公司"}) for _ in firms]
    for round_, slot in enumerate(event.slots[:MEETINGS]):
        for place, firm in enumerate(firms):
            partner = partners[(place + round_) % FIRMS]
            services.arrange(event.id, firm.id, partner.id, by=by, slot_id=slot.id)
    last = event.slots[-1]
    tour = VisitDetails(label="Port tour", starts_at=last.starts_at, ends_at=last.ends_at, buses=["1", "2", "3"])
    visits.add_visit(delegation, tour, by=by)
    return delegation.id
