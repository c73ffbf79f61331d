"""B5: people whom a later version of a sheet no longer names are told, and kept unless somebody says otherwise."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db
from app.events.models import Event
from app.importing.services.undo import undo_import
from app.meetings.models import Claim
from app.meetings.services import accept, book, request_meeting
from app.registrations.models import Delegation, Registration
from tests import factories
from tests.importing.batches import firms, imported
from tests.importing.pages import act, address, newest_batch, send, text_of
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor

HEAD = ("Company", "Contact", "Title", "E-mail")
ASTER = ("Aster Pte Ltd", "Tan Ah Kow", "CEO", "tan@aster.example.org")
LIM = ("", "Lim Bee", "CFO", "lim@aster.example.org")
ERICA = ("Erica Education Pte Ltd", "Pua Kim", "Dean", "pua@erica.example.org")
SIM = ("Erica Education Pte Ltd", "Sim Lay", "Rector", "sim@erica.example.org")
DAHLIA = ("Dahlia Bank Ltd", "Ong Mei", "VP", "ong@dahlia.example.org")


@pytest.fixture
def two(event: Event, delegation: Delegation) -> list[Registration]:
    imported(event, delegation, xlsx(HEAD, ASTER, LIM, ERICA, DAHLIA))
    return firms(delegation)


def people(delegation: Delegation) -> dict[str, list[str]]:
    db.session.expire_all()
    return {
        one.company.name.split()[0]: [person.display_name for person in one.representatives]
        for one in firms(delegation)
        if one.company
    }


def number_of(delegation: Delegation, name: str) -> int:
    return next(one.id for firm in firms(delegation) for one in firm.representatives if one.display_name == name)


def test_people_that_no_row_names_any_more_are_listed_and_kept(
    client: Visitor, user: User, delegation: Delegation, two: list[Registration]
) -> None:
    client.as_user(user)
    send(client, delegation, xlsx(HEAD, ASTER, SIM, DAHLIA), "later.xlsx")

    shown = text_of(client.get(address(delegation, newest_batch().id)))
    act(client, delegation, newest_batch(), "run")

    assert "2 people no longer in the sheet" in shown
    assert "Lim Bee" in shown
    assert "Pua Kim" in shown
    assert people(delegation)["Aster"] == ["Tan Ah Kow", "Lim Bee"]
    assert sorted(people(delegation)["Erica"]) == ["Pua Kim", "Sim Lay"]
    send(client, delegation, xlsx(HEAD, ASTER, SIM, DAHLIA), "again.xlsx")
    assert "no longer in the sheet" not in text_of(client.get(address(delegation, newest_batch().id)))


def test_who_is_removed_gives_the_meetings_to_who_is_new_and_an_undo_brings_the_others_back(
    client: Visitor, event: Event, user: User, delegation: Delegation, two: list[Registration]
) -> None:
    erica = two[1]
    for firm in two:
        factories.let_in(firm, factories.user())
    partner = factories.firm(event, "Chongqing", name="Changan")
    lim, pua = number_of(delegation, "Lim Bee"), number_of(delegation, "Pua Kim")
    _booked(event, erica, partner)
    client.as_user(user)
    send(client, delegation, xlsx(HEAD, ASTER, SIM, DAHLIA), "later.xlsx")
    shown = text_of(client.get(address(delegation, newest_batch().id)))
    assert "Changan" in shown
    assert "Remove, who is new takes the meetings" in shown

    said = {f"gone-person-{lim}": "remove", f"gone-person-{pua}": "remove"}
    act(client, delegation, newest_batch(), "rows", act="save_all", **said)
    act(client, delegation, newest_batch(), "run")

    assert people(delegation) == {"Aster": ["Tan Ah Kow"], "Erica": ["Sim Lay"], "Dahlia": ["Ong Mei"]}
    sim = number_of(delegation, "Sim Lay")
    assert sim in set(db.session.scalars(select(Claim.representative_id).where(Claim.representative_id.is_not(None))))
    batch = newest_batch()
    undo_import(batch.id, batch.version, by=None)
    assert people(delegation)["Aster"] == ["Tan Ah Kow", "Lim Bee"]


def test_a_sheet_without_people_asks_about_none(
    client: Visitor, user: User, delegation: Delegation, two: list[Registration]
) -> None:
    client.as_user(user)

    send(client, delegation, xlsx(("Company",), ("Aster Pte Ltd",), ("Erica Education Pte Ltd",), ("Dahlia Bank Ltd",)))

    assert "no longer in the sheet" not in text_of(client.get(address(delegation, newest_batch().id)))


def test_the_command_line_tells_the_firms_and_the_people_that_are_gone(app, tmp_path, delegation, two) -> None:
    sheet, out = tmp_path / "later.xlsx", tmp_path / "out.json"
    sheet.write_bytes(xlsx(HEAD, ASTER, SIM))

    told = app.test_cli_runner().invoke(
        args=["registrations", "import", "matching-day", str(sheet), "--dry-run", "--json", str(out)]
    )

    assert told.exit_code == 0, told.output
    assert "No longer in the sheet, stays: Dahlia Bank Ltd" in told.output
    assert "No longer in the sheet, stays: Lim Bee (Aster Pte Ltd)" in told.output
    found = json.loads(out.read_text())
    assert [one["company"] for one in found["gone"]] == ["Dahlia Bank Ltd"]
    assert [one["person"] for one in found["gone_people"]] == ["Lim Bee", "Pua Kim"]


def _booked(event: Event, one: Registration, other: Registration) -> None:
    from app.core.db import transaction
    from app.registrations.models import Registration as Firm

    with transaction() as session:
        for firm in (one, other):
            session.get_one(Firm, firm.id).state = "approved"
        session.get_one(Event, event.id).phase = "booking"
    made = request_meeting(event.id, one.id, other.id, by=None)
    accept(made, other.id, by=None)
    book(made, one.id, event.slots[1].id, by=None)
