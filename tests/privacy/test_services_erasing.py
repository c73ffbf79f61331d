"""Whoever is erased stands nowhere any more: no row, no file, no log, no letter."""

from __future__ import annotations

import pytest

from app.calendars.models import CalendarFeed
from app.core.db import db
from app.privacy.erasure import ErasureReason
from app.privacy.queries import erasure as queries
from app.privacy.services.erasure import erase_data
from tests.architecture.personal import FIRM, PERSON, TEXT, personal
from tests.privacy.aviary import OF_FIRM, OF_PERSON, aviary
from tests.privacy.remains import files_holding, hits, letters_as_files

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.mark.full
def test_a_person_and_then_a_firm_that_are_erased_stand_in_no_row_no_file_and_no_log(app, logged, capfd):
    at = aviary()
    assert at.firm.company is not None
    assert hits(*OF_PERSON) >= personal(PERSON, TEXT), "plant the new column in tests/privacy/aviary.py"
    assert hits(*OF_FIRM) >= personal(FIRM, TEXT), "plant the new column in tests/privacy/aviary.py"
    assert list(letters_as_files())
    assert db.session.query(CalendarFeed).count() == 1

    erase_data(queries.create_user_erasure(at.user.id, ErasureReason.ITSELF, by=at.user.id))

    assert hits(*OF_PERSON) == set()
    assert files_holding(*OF_PERSON) == set()
    assert hits(*OF_FIRM) != set()
    assert db.session.query(CalendarFeed).count() == 0

    erase_data(queries.create_company_erasure(at.firm.company, ErasureReason.ASKED_IN_WRITING, by=at.organizer.id))

    assert hits(*OF_FIRM) == set()
    assert files_holding(*OF_FIRM) == set()
    assert not any(needle in "".join((*capfd.readouterr(), logged.text)).lower() for needle in (*OF_PERSON, *OF_FIRM))
