"""After any sequence of changes each list is what ranking all firms anew would show."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import delete, select, update

from app.companies.models import CompanySector
from app.db import db, transaction
from app.events.models import GroupRule
from app.events.signals import event_rules_changed
from app.matching import services
from app.matching.exposure import DEFAULT
from app.matching.information import from_json
from app.matching.models import Suggestion
from app.matching.packed import unpacked
from app.matching.queries.basis import basis_of
from app.matching.queries.rankings import latest_ranking
from app.matching.ranking import rank
from app.matching.services import ranking
from app.registrations.models import Registration
from app.registrations.signals import profile_saved, registration_approved, registration_cancelled
from tests import factories

CODES = ["5210", "5224", "6419", "2720", "1010", "52", "27"]


@pytest.fixture
def event(app, monkeypatch):
    monkeypatch.setattr(ranking, "RARITY_KEPT_FROM", 4)  # any event is large enough to keep its count of sectors
    return factories.event()


def stored(event):
    shown = select(Suggestion.registration_id, Suggestion.places).where(
        Suggestion.event_id == event.id, Suggestion.until.is_(None)
    )
    return {
        row.registration_id: [(place.other, place.score, place.widened) for place in unpacked(row.places)]
        for row in db.session.execute(shown)
    }


def anew(event):
    basis, latest = basis_of(event.id), latest_ranking(event.id)
    assert latest is not None
    found = rank(basis.firms, basis.allowed, basis.barred, frozen=from_json(latest.rarity), exposure=DEFAULT)
    return {
        key: [(place.other, place.score, widened) for place, widened in zip(found.of(key), flags, strict=True)]
        for key in found
        if len(flags := found.widened[found.starts[found.rows[key]] : found.starts[found.rows[key] + 1]].tolist())
    }


def some(draw):
    return {kind: draw.sample(CODES, draw.randint(0, 2)) for kind in ("offers", "seeks")}


def comes(event, draw):
    made = factories.firm(event, draw.choice(["Singapore", "Chongqing"]), company_values={"sectors": some(draw)})
    with transaction():
        registration_approved.send(made)


def says_otherwise(event, draw, one):
    with transaction() as session:
        session.execute(delete(CompanySector).where(CompanySector.company_id == one.company_id))
        for kind, codes in some(draw).items():
            session.add_all(CompanySector(company_id=one.company_id, code=code, kind=kind) for code in codes)
        profile_saved.send(one)


def goes(event, draw, one):
    with transaction() as session:
        session.execute(update(Registration).where(Registration.id == one.id).values(state="cancelled"))
        registration_cancelled.send(one)


def says_never(event, draw, one, other):
    services.say(one, other.id, draw.choice(["never", "hidden", "known"]), by=None)


def may_meet_within(event, draw):
    side = draw.choice(event.groups).id
    with transaction() as session:
        within = session.scalar(select(GroupRule).where(GroupRule.from_id == side, GroupRule.to_id == side))
        if within is None:
            session.add(GroupRule(event_id=event.id, from_id=side, to_id=side))
        else:
            session.delete(within)
        session.flush()
        event_rules_changed.send(event)


def test_each_change_shows_in_all_lists_that_it_touches(event, request):
    draw = random.Random(2)
    for _ in range(5):
        comes(event, draw)
    for _ in range(60 if request.config.getoption("--full") else 7):
        there = db.session.scalars(
            select(Registration).where(Registration.event_id == event.id, Registration.state == "approved")
        ).all()
        one, other = draw.sample(there, 2)
        draw.choice(
            [
                lambda: comes(event, draw),
                lambda: says_otherwise(event, draw, one),  # noqa: B023 called at once
                lambda: goes(event, draw, one),  # noqa: B023
                lambda: says_never(event, draw, one, other),  # noqa: B023
                lambda: may_meet_within(event, draw),
            ]
        )()

        assert stored(event) == anew(event)
