"""How many firms a delegation brings, and how many people each of them: kept wherever one comes in."""

from __future__ import annotations

import pytest

from app.core.db import transaction
from app.delegations.services import delegations
from app.delegations.services.delegations import DelegationDetails, delegation_fingerprint
from app.importing.services.execution import PeopleExceeded
from app.registrations.services import people, transitions
from app.registrations.services.delegation_members import PeopleQuotaFull, PeopleQuotaTooLow, QuotaFull
from app.registrations.states import RegistrationAct, RegistrationActor
from tests import factories
from tests.importing.batches import firms, imported, uploaded
from tests.sheets.workbooks import xlsx
from tests.support.pages import read

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def limited(brought, **quotas):
    with transaction():
        for name, most in quotas.items():
            setattr(brought.delegation, name, most)


def save(brought, **values):
    said = DelegationDetails(
        organisation_id=brought.house.id,
        group_id=brought.delegation.group_id,
        name_en=brought.delegation.name_en,
        **values,
    )
    delegations.change_delegation(
        brought.delegation, said, seen=delegation_fingerprint(brought.delegation), by=brought.organizer.id
    )


@pytest.mark.full
def test_a_firm_names_no_more_people_than_each_may(brought):
    firm = brought.firm()
    limited(brought, people_quota=2)
    people.add_person(firm, {"display_name": "Ms Two"}, by=None)

    with pytest.raises(PeopleQuotaFull) as refused:
        people.add_person(firm, {"display_name": "Mr Three"}, by=None)

    assert refused.value.details == {"quota": 2, "people": 3}
    assert len(firm.representatives) == 2


def test_somebody_else_may_come_where_all_are_named(brought):
    firm = brought.firm()
    limited(brought, people_quota=1)

    people.replace_person(firm, firm.representatives[0].id, {"display_name": "Ms Other"}, by=None)

    assert [one.display_name for one in firm.representatives] == ["Ms Other"]


def test_a_sheet_with_more_people_of_a_firm_is_refused_whole_and_names_it(brought):
    limited(brought, people_quota=1)
    sheet = xlsx(
        ("Company", "Contact", "E-mail"),
        ("Alpha Pte Ltd", "Ms A", "a@alpha.example.org"),
        ("Beta Pte Ltd", "Ms B", "b@beta.example.org"),
        ("Beta Pte Ltd", "Mr C", "c@beta.example.org"),
    )

    with pytest.raises(PeopleExceeded) as refused:
        imported(brought.event, brought.delegation, sheet)

    assert refused.value.details == {"quota": 1, "people": 2, "firm": "Beta Pte Ltd"}
    assert firms(brought.delegation) == []


def test_the_preview_of_such_a_sheet_says_so_before_anything_is_pressed(client, brought):
    limited(brought, people_quota=1)
    batch = uploaded(
        brought.event,
        brought.delegation,
        xlsx(
            ("Company", "Contact", "E-mail"),
            ("Beta Pte Ltd", "Ms B", "b@beta.example.org"),
            ("Beta Pte Ltd", "Mr C", "c@beta.example.org"),
        ),
    )

    page = client.as_user(brought.chamber).get(f"/events/{brought.event.slug}/imports/{batch.id}")

    assert "with this sheet Beta Pte Ltd would bring 2" in read(page).text


def test_the_organizer_may_raise_it_but_not_lower_it_below_what_a_firm_brings(brought):
    firm = brought.firm("Alpha")
    factories.representative(firm)

    with pytest.raises(PeopleQuotaTooLow) as refused:
        save(brought, people_quota=1)
    assert refused.value.details == {"quota": 1, "people": 2, "firm": "Alpha"}

    save(brought, people_quota=2)
    with pytest.raises(PeopleQuotaFull):
        people.add_person(firm, {"display_name": "Mr Three"}, by=None)
    save(brought, people_quota=3)
    assert people.add_person(firm, {"display_name": "Mr Three"}, by=None).id


def test_who_was_rejected_is_opened_again_only_where_there_is_room(brought):
    rejected = brought.firm(state="rejected")
    brought.firm()
    limited(brought, quota=1)

    with pytest.raises(QuotaFull):
        transitions.transition(
            brought.event, rejected.id, RegistrationAct.REOPEN, actor=RegistrationActor.CHAMBER, by=None
        )

    assert rejected.state == "rejected"
