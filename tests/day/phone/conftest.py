from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.db import transaction
from app.meetings.services import arrange
from tests import factories
from tests.factories import FIRST_SLOT


@pytest.fixture
def walker(app):
    return factories.user("Wang Li", email="wang@example.org")


@pytest.fixture
def firms(event, walker):
    """Two that keep their tables, in zones four minutes apart, and one that walks from the first to the second."""
    with transaction():
        event.walk_minutes = 4
        for table in event.tables[:2]:
            table.zone_en, table.zone_zh, table.zone_fr = "Ground floor", "一楼", "Rez-de-chaussée"
        for table in event.tables[2:]:
            table.zone_en, table.zone_zh, table.zone_fr = "First floor", "二楼", "Premier étage"
    hosts = [
        factories.firm(event, name=name, company_values={"name_zh": zh}, home_table_id=event.tables[at].id)
        for at, name, zh in ((0, "San Yang Ma", "三羊马"), (3, "C.Q. Pharma", "重药控股"))
    ]
    return [*hosts, factories.firm(event, "Chongqing", name="Chongqing Port", users=[walker])]


@pytest.fixture
def at(app):
    """``at(-10)``: it is ten minutes before the first slot."""

    def go(minutes: float) -> None:
        app.config["CLOCK"] = lambda: FIRST_SLOT + timedelta(minutes=minutes)

    yield go
    app.config.pop("CLOCK", None)


@pytest.fixture
def meetings(event, firms, at):
    """The walker meets the first host in the first slot, the second in the third; arranged on the day before."""
    at(-24 * 60)
    by = factories.user().id
    made = [arrange(event.id, firms[i].id, firms[2].id, by=by, slot_id=event.slots[2 * i].id) for i in range(2)]
    at(-28)
    return made


@pytest.fixture
def agenda(event, firms):
    return f"/events/{event.slug}/companies/{firms[2].id}/agenda"
