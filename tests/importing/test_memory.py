"""What a chamber says of columns and of words for sectors holds for its next sheet, until it is forgotten."""

from __future__ import annotations

from app.accounts.models import Organisation, User
from app.core.db import transaction
from app.events.models import Event
from app.importing.queries.imports import get_remembered_choices
from app.importing.services.undo import undo_import
from app.registrations.models import Delegation
from tests import factories
from tests.importing.batches import everything, one_firm
from tests.importing.pages import act, address, html_of, newest_batch, send, text_of
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor
from tests.support.pages import read

HEAD = ("Company", "Trade", "SSIC", "Diet")
SHEET = xlsx(
    HEAD,
    ("Alpha Pte Ltd", "Fintech", None, "Halal"),
    ("Beta Pte Ltd", None, 46900, None),
    ("Gamma Pte Ltd", None, 62011, None),
)


def sectors_of(name: str) -> list[str]:
    company = one_firm(name).company
    return [one.code for one in company.sectors] if company else []


def test_words_and_codes_become_sectors_once_they_are_confirmed_and_are_remembered(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    before = everything()
    client.as_user(user)
    send(client, delegation, SHEET)
    batch = newest_batch()
    shown = text_of(client.get(address(delegation, batch.id)))
    assert "converted from SSIC 2020" in shown
    assert "SSIC 2020: means several, choose" in shown

    keys = ["fintech", "46900", "62011"]
    ticked = ["6499:fintech", "4690:46900", "6219:62011"]
    act(client, delegation, batch, "rows", act="sectors", sectors_shown=keys, sector=ticked)
    act(client, delegation, newest_batch(), "run")

    assert [sectors_of(f"{name} Pte Ltd") for name in ("Alpha", "Beta", "Gamma")] == [["6499"], ["4690"], ["6219"]]
    assert get_remembered_choices(delegation.organisation_id)["sectors"] == {"fintech": ["6499"], "62011": ["6219"]}
    batch = newest_batch()
    undo_import(batch.id, batch.version, by=None)
    after = everything()
    assert {table: rows for table, rows in after.items() if rows != before[table]}.keys() == {"sheet_memories"}


def test_the_codes_proposed_for_all_offers_and_needs_are_confirmed_in_one_press_and_undone_with_the_import(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    before = everything()
    rows = [(f"Firm {number} Pte Ltd", f"Cheese, {number} kg", "Cold storage") for number in range(30)]
    client.as_user(user)
    send(client, delegation, xlsx(("Company", "Offers", "Seeks"), *rows))
    assert "Confirm all proposals" in text_of(client.get(address(delegation, newest_batch().id)))

    act(client, delegation, newest_batch(), "rows", act="sectors_all")
    act(client, delegation, newest_batch(), "run")

    for number in (0, 29):
        company = one_firm(f"Firm {number} Pte Ltd").company
        assert company is not None
        assert sorted((one.kind, one.code) for one in company.sectors) == [("offers", "1050"), ("seeks", "5210")]
        assert company.offers.en == f"Cheese, {number} kg"
    batch = newest_batch()
    undo_import(batch.id, batch.version, by=None)
    assert {table for table, kept in everything().items() if kept != before[table]} == {"sheet_memories"}


def test_a_choice_of_a_column_holds_for_the_organisations_next_delegation_until_it_is_forgotten(
    client: Visitor, event: Event, chamber: Organisation, user: User, delegation: Delegation
) -> None:
    client.as_user(user)
    send(client, delegation, SHEET)
    page = read(client.get(address(delegation, newest_batch().id)))
    name = str(page.find("[aria-label=Diet becomes]")[0].attributes["name"])
    act(client, delegation, newest_batch(), "columns", **{name: "remarks"})

    other = factories.delegation(event, of=chamber, name="Second delegation")
    with transaction():
        other.origin = "Singapore"
    send(client, other, SHEET)
    assert "remembered Forget" in text_of(client.get(address(other, newest_batch().id)))
    act(client, other, newest_batch(), "columns", forget="column:diet")

    assert "remembered Forget" not in text_of(client.get(address(other, newest_batch().id)))
    assert get_remembered_choices(chamber.id)["columns"] == {}
    assert "Diet becomes" in html_of(client, other, newest_batch())


def test_the_name_given_to_a_row_with_a_broken_one_is_remembered_where_the_row_has_moved(
    client: Visitor, user: User, delegation: Delegation
) -> None:
    head = ("Company", "Contact", "E-mail")
    broken = ('=HYPERLINK("http://evil.example.org","Evil Pte Ltd")', "Mr Ong", "ong@evil.example.org")
    alpha = ("Alpha Pte Ltd", "Ms Tan", "tan@alpha.example.org")
    beta = ("Beta Pte Ltd", "Mr Li", "li@beta.example.org")
    client.as_user(user)
    send(client, delegation, xlsx(head, alpha, beta, broken))
    batch = newest_batch()
    act(client, delegation, batch, "rows", act="save_all", **{"company-4 Firms": "Evil Pte Ltd"})
    act(client, delegation, newest_batch(), "run")
    assert newest_batch().state == "imported"

    send(client, delegation, xlsx(head, alpha, broken, beta), "later.xlsx")

    shown = text_of(client.get(address(delegation, newest_batch().id)))
    assert "0 need a look before you can import" in shown
    assert "no longer in the sheet" not in shown
