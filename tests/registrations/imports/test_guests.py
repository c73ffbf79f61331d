"""Guests of a sheet become guests, with the import's own preview, record and undo."""

from __future__ import annotations

from app.db import db
from app.events.models import Event
from app.registrations.models import Delegation
from app.registrations.queries.guests import guests_of
from app.registrations.services.undoing import undo
from tests.registrations.imports.batches import everything, firms, imported
from tests.registrations.sheets import xlsx

SHEET = xlsx(
    ("Company", "Contact", "Title", "E-mail", "Category"),
    ("Alpha Pte Ltd", "Ann Lee", "CEO", "a@a.example.org", "Company"),
    ("Ministry of Trade", "Boon Lee", "Director", "boon@mti.example.org", "Official"),
    ("The Straits Gazette", "Ann Koh", "Reporter", "ann@sg.example.org", "Press"),
)


def test_guests_are_written_as_guests_once_and_an_undo_takes_them_back(event: Event, delegation: Delegation) -> None:
    before = everything()
    batch = imported(event, delegation, SHEET)

    there = guests_of(event, only=[delegation.id])
    told = [(one.category, one.institution, one.state, one.representatives[0].display_name) for one in there]
    assert told == [
        ("official", "Ministry of Trade", "approved", "Boon Lee"),
        ("press", "The Straits Gazette", "approved", "Ann Koh"),
    ]
    assert [one.company.name for one in firms(delegation) if one.company] == ["Alpha Pte Ltd"]
    assert (batch.written["counts"]["new"], batch.written["counts"]["guests"]) == (1, 2)

    again = imported(event, delegation, SHEET)
    assert (again.written["counts"]["guests"], len(guests_of(event))) == (0, 2)

    undo(batch.id, batch.version, by=None)
    db.session.expire_all()
    assert everything() == before
