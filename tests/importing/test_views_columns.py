"""What the preview says of the columns of a sheet."""

from __future__ import annotations

from app.accounts.models import User
from app.registrations.models import Delegation
from tests.importing.pages import address, only_batch, send, text_of
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor


def test_the_count_of_columns_tells_what_is_not_taken(client: Visitor, user: User, delegation: Delegation) -> None:
    client.as_user(user)
    rows = (("Company", "Firm", "Fax", "Shoe size", "E-mail"), ("Alpha", "x", "1234", "42", "a@a.example.org"))

    send(client, delegation, xlsx(*rows))

    shown = text_of(client.get(address(delegation, only_batch().id)))
    assert "2 of 5 taken. 3 left out: Firm, Fax, Shoe size. What you choose is remembered" in shown
