"""Rows to be pasted into a spreadsheet."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.lists.models import ExportLog
from tests.lists.views.pages import export
from tests.lists.views.test_exporting import file_of


def test_what_is_to_be_pasted_stands_on_the_page_to_copy_and_is_logged(client, here):
    client.as_user(here.chamber)

    made = export(client, here, {"kind": "tsv"}, column="company", order="company", task="contacts")
    page = client.get(made.location)

    assert "Delegation\tCompany\tCompany, Chinese\tRepresentative" in page.text
    assert "Copy the rows" in page.text
    assert db.session.scalars(select(ExportLog)).one().format == "tsv"


def test_cells_to_be_pasted_are_in_the_words_that_their_headings_are_in(client, here):
    client.as_user(here.organizer)
    asked = {"use": "running", "where": "company.has.agreed"}

    pasted = client.get(export(client, here, {"kind": "tsv", "language": "fr"}, **asked).location).text
    (row,) = file_of(
        client, here, client.get(export(client, here, {"kind": "csv", "language": "fr"}, **asked).location)
    )

    assert "\tapprouvée\tEntreposage et stockage\tanglais\toui (l’entreprise elle-même)" in pasted
    assert (row["registration_state"], row["languages"], row["consent_list"]) == ("approved", "en", "yes (self)")
