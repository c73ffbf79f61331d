"""A chamber brings its sheet again after firms have left it: each is kept or cancelled, and an undo brings back."""

from __future__ import annotations

import pytest

from app.accounts.models import User
from app.core.db import db, transaction
from app.events.models import Event
from app.importing.services.undo import undo_import
from app.meetings.models import Meeting
from app.registrations.models import Delegation, Registration
from app.registrations.states import RegistrationState
from tests import factories
from tests.importing.batches import firms, imported
from tests.importing.pages import act, address, newest_batch, send, text_of
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor

HEAD = ("Company", "Contact", "E-mail")


def row(name: str) -> tuple[str, str, str]:
    return f"{name} Pte Ltd", f"Ms {name}", f"a@{name.lower()}.example.org"


@pytest.fixture
def three(event: Event, delegation: Delegation) -> list[Registration]:
    imported(event, delegation, xlsx(HEAD, row("Alpha"), row("Beta"), row("Gamma")))
    return firms(delegation)


def states(delegation: Delegation) -> dict[str, str]:
    db.session.expire_all()
    return {one.company.name.split()[0]: one.state for one in firms(delegation) if one.company}


def test_firms_that_a_later_sheet_leaves_out_are_kept_or_cancelled_with_their_meetings_named(
    client: Visitor, event: Event, user: User, delegation: Delegation, three: list[Registration]
) -> None:
    partner = factories.firm(event, "Chongqing", name="Changan Automobile")
    beta = three[1]
    with transaction() as session:
        low, high = sorted((beta.id, partner.id))
        session.add(Meeting(event_id=event.id, low_id=low, high_id=high, asker_id=beta.id, awaiting_id=partner.id))
    client.as_user(user)
    send(client, delegation, xlsx(HEAD, row("Alpha"), row("Alpha")), "later.xlsx")
    shown = text_of(client.get(address(delegation, newest_batch().id)))
    assert "2 firms no longer in the sheet" not in shown

    send(client, delegation, xlsx(HEAD, row("Alpha"), row("Gamma"), row("Delta")), "later.xlsx")
    batch = newest_batch()
    shown = text_of(client.get(address(delegation, batch.id)))
    assert "1 firm no longer in the sheet" in shown
    assert "Changan Automobile" in shown

    pressed = act(client, delegation, batch, "rows", act="save_all", **{f"gone-{beta.id}": "cancel"})
    assert pressed.status_code == 302
    assert "Import 3 rows, cancel 1 firm" in text_of(client.get(address(delegation, batch.id)))
    act(client, delegation, batch, "run")

    assert states(delegation) == {"Alpha": "invited", "Beta": "cancelled", "Gamma": "invited", "Delta": "invited"}
    assert "stays cancelled: its meetings ended" in text_of(client.get(address(delegation, batch.id)))


def test_a_firm_that_leaves_makes_room_for_one_that_comes_in_a_delegation_that_is_full(
    client: Visitor, user: User, delegation: Delegation, three: list[Registration]
) -> None:
    with transaction():
        delegation.quota = 3
    client.as_user(user)
    send(client, delegation, xlsx(HEAD, row("Alpha"), row("Gamma"), row("Delta")))
    batch = newest_batch()
    assert "its firms would be 4" in text_of(client.get(address(delegation, batch.id)))

    act(client, delegation, batch, "rows", act="save_all", **{f"gone-{three[1].id}": "cancel"})
    assert "its firms would be 4" not in text_of(client.get(address(delegation, batch.id)))
    act(client, delegation, newest_batch(), "run")

    assert states(delegation) == {"Alpha": "invited", "Beta": "cancelled", "Gamma": "invited", "Delta": "invited"}


def test_a_firm_that_nobody_cancels_stays_and_is_not_asked_about_again(
    event: Event, delegation: Delegation, three: list[Registration], client: Visitor, user: User
) -> None:
    imported(event, delegation, xlsx(HEAD, row("Alpha"), row("Beta")))
    client.as_user(user)

    send(client, delegation, xlsx(HEAD, row("Alpha"), row("Beta")))

    assert states(delegation)["Gamma"] == "invited"
    assert "no longer in the sheet" not in text_of(client.get(address(delegation, newest_batch().id)))


def test_an_undone_import_brings_back_whom_it_cancelled(
    client: Visitor, event: Event, user: User, delegation: Delegation, three: list[Registration]
) -> None:
    gamma = three[2]
    client.as_user(user)
    send(client, delegation, xlsx(HEAD, row("Alpha"), row("Beta")), "later.xlsx")
    act(client, delegation, newest_batch(), "rows", act="cancel_all", **{f"gone-{gamma.id}": "keep"})
    act(client, delegation, newest_batch(), "run")
    assert states(delegation)["Gamma"] == RegistrationState.CANCELLED
    batch = newest_batch()

    assert "1 cancelled firm takes part again." in text_of(client.get(address(delegation, batch.id)))
    plan = undo_import(batch.id, batch.version, by=None)

    assert (plan.returning, plan.staying) == ((gamma.id,), ())
    assert states(delegation)["Gamma"] == "invited"


def test_who_comes_back_by_an_undo_is_asked_about_by_the_same_sheet_once_more(
    client: Visitor, event: Event, user: User, delegation: Delegation, three: list[Registration]
) -> None:
    later = xlsx(HEAD, row("Alpha"), row("Beta"))
    client.as_user(user)
    send(client, delegation, later, "later.xlsx")
    act(client, delegation, newest_batch(), "rows", act="save_all", **{f"gone-{three[2].id}": "cancel"})
    act(client, delegation, newest_batch(), "run")
    first = newest_batch()
    send(client, delegation, later, "again.xlsx")
    act(client, delegation, newest_batch(), "run")
    undo_import(first.id, first.version, by=None)
    assert states(delegation)["Gamma"] == "invited"

    send(client, delegation, later, "once more.xlsx")

    assert "1 firm no longer in the sheet" in text_of(client.get(address(delegation, newest_batch().id)))


def test_a_gone_firm_is_cancelled_by_the_press_that_imports(
    client: Visitor, user: User, delegation: Delegation, three: list[Registration]
) -> None:
    client.as_user(user)
    send(client, delegation, xlsx(HEAD, row("Alpha"), row("Gamma")), "later.xlsx")

    answer = act(client, delegation, newest_batch(), "run", **{f"gone-{three[1].id}": "cancel"})

    assert answer.status_code == 302
    assert newest_batch().state == "imported"
    assert states(delegation) == {"Alpha": "invited", "Beta": "cancelled", "Gamma": "invited"}
