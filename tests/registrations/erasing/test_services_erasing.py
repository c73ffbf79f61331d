"""Whoever is erased stands nowhere any more: no row, no file, no log, no letter."""

from __future__ import annotations

import pytest

from app.core.db import db
from app.meetings.models import CalendarFeed
from app.registrations.erasure import Why
from app.registrations.queries import erasing as queries
from app.registrations.services.erasing import erase
from tests.architecture.personal import FIRM, PERSON, TEXT, personal
from tests.registrations.erasing.aviary import OF_FIRM, OF_PERSON, aviary
from tests.registrations.erasing.remains import files_holding, hits, letters_as_files

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.mark.full
def test_a_person_and_then_a_firm_that_are_erased_stand_in_no_row_no_file_and_no_log(app, logged, capfd):
    at = aviary()
    assert at.firm.company is not None
    assert hits(*OF_PERSON) >= personal(PERSON, TEXT), "plant the new column in tests/registrations/erasing/aviary.py"
    assert hits(*OF_FIRM) >= personal(FIRM, TEXT), "plant the new column in tests/registrations/erasing/aviary.py"
    assert list(letters_as_files())
    assert db.session.query(CalendarFeed).count() == 1

    erase(queries.of_user(at.user.id, Why.ITSELF, by=at.user.id))

    assert hits(*OF_PERSON) == set()
    assert files_holding(*OF_PERSON) == set()
    assert hits(*OF_FIRM) != set()
    assert db.session.query(CalendarFeed).count() == 0

    erase(queries.of_company(at.firm.company, Why.ASKED_IN_WRITING, by=at.organizer.id))

    assert hits(*OF_FIRM) == set()
    assert files_holding(*OF_FIRM) == set()
    assert not any(needle in "".join((*capfd.readouterr(), logged.text)).lower() for needle in (*OF_PERSON, *OF_FIRM))
