"""Whoever was erased on request does not come back with the chamber's old sheet."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db
from app.importing.planner import leave_out_erased
from app.importing.services.execution import execute_import
from app.importing.services.uploads import upload_list
from app.privacy.erasure import ErasureReason
from app.privacy.queries import erasure as queries
from app.privacy.services.erasure import erase_data
from app.registrations.erased_people import ErasedPeople, create_marks
from app.registrations.models import ErasedMark, Representative
from app.sheets.row_values import RowValues
from tests import factories

SHEET = b"""Company,Contact,E-mail,Phone
Alpha Pte Ltd,Tan Ah Kow,Kow@alpha.example.org,+65 6123 4567
Beta Pte Ltd,Lim Bee Lian,lim@beta.example.org,+65 6765 4321
"""


@pytest.fixture
def event(app):
    return factories.event()


@pytest.fixture
def delegation(event):
    return factories.delegation(event)


def named(name: str) -> list[Representative]:
    return list(db.session.scalars(select(Representative).where(Representative.display_name == name)))


def imported(event, delegation, content):
    batch = upload_list(event, delegation, content, "firms.csv", by=None)
    return execute_import(batch.id, batch.version, by=None)


def erased(event, why):
    [person] = named("Tan Ah Kow")
    erase_data(queries.create_person_erasure(event, person, why, by=None))
    db.session.expire_all()


@pytest.mark.full
@pytest.mark.parametrize("why", [ErasureReason.ASKED_IN_WRITING, ErasureReason.ITSELF])
def test_a_person_erased_on_request_is_left_out_of_the_same_sheet_and_the_row_says_so(event, delegation, why):
    imported(event, delegation, SHEET)
    erased(event, why)

    again = imported(event, delegation, SHEET + b"Gamma Pte Ltd,Ng,ng@gamma.example.org,\n")

    assert named("Tan Ah Kow") == []
    assert len(named("Lim Bee Lian")) == 1
    assert len(named("Ng")) == 1
    assert "kow@" not in repr(db.session.scalars(select(ErasedMark.mark)).all())
    assert again.state == "imported"


@pytest.mark.full
def test_who_takes_part_again_by_hand_is_known_to_the_sheet_again(event, delegation):
    imported(event, delegation, SHEET)
    erased(event, ErasureReason.ASKED_IN_WRITING)
    firm = factories.firm(event)
    factories.representative(firm, display_name="Tan Ah Kow", email="kow@alpha.example.org", phone="+6561234567")

    imported(event, delegation, SHEET + b"Gamma Pte Ltd,Ng,ng@gamma.example.org,\n")

    assert len(named("Tan Ah Kow")) == 2


@pytest.mark.full
def test_another_event_of_the_same_chamber_is_not_concerned(event, delegation):
    imported(event, delegation, SHEET)
    erased(event, ErasureReason.ASKED_IN_WRITING)
    other = factories.event("next-year", run_by=event.organisation)

    imported(other, factories.delegation(other), SHEET)

    assert [one.event_id for one in named("Tan Ah Kow")] == [other.id]


@pytest.mark.parametrize(
    ("phone", "left"), [("+65 6123-4567", False), ("6123 4567", False), ("+65 6123 4568", True), ("", True)]
)
def test_a_number_is_known_however_it_is_written(phone, left):
    known = ErasedPeople(b"secret", 7, create_marks(b"secret", 7, ["61234567"]))
    read = RowValues(values={"company": "Alpha", "representative": "Tan", "phone": phone})

    leave_out_erased(read, known)

    assert ("representative" in read.values) is left
    assert read.notes == ([] if left else ["person_erased"])
    assert read.values["company"] == "Alpha"
