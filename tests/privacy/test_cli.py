"""flask privacy …"""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime

import pytest

from app.accounts.models import User
from app.core.db import db
from app.core.models import Notice
from app.core.personal_data import ERASED_NAME
from tests import factories
from tests.importing.batches import imported
from tests.privacy.remains import hits
from tests.sheets.workbooks import xlsx


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["privacy", *map(str, arguments)])


@pytest.mark.full
def test_somebody_who_asked_the_operator_gets_the_data_and_is_erased(app, tmp_path):
    event = factories.event()
    user = factories.user("Tan Mei Ling", "mei@example.org")
    factories.representative(factories.firm(event, people=0), display_name="Tan Mei Ling", user_id=user.id)

    told = run(app, "own-data", "mei@example.org", tmp_path / "mei.zip")
    planned = run(app, "erase", "mei@example.org", "--dry-run")

    assert told.exit_code == 0, (told.output, told.exception)
    with zipfile.ZipFile(tmp_path / "mei.zip") as packed:
        assert "Tan Mei Ling" in packed.read("qiao-own-data.json").decode()
    assert (told.exit_code, planned.exit_code) == (0, 0)
    assert planned.output.startswith("Would be erased: the account, 1 people at events")
    assert db.session.get_one(User, user.id, populate_existing=True).name == "Tan Mei Ling"

    assert run(app, "erase", "mei@example.org", "--why", "authority").exit_code == 0
    assert db.session.get_one(User, user.id, populate_existing=True).name == ERASED_NAME
    assert run(app, "erase", "mei@example.org").exit_code == 2
    kinds = [
        one.kind
        for one in db.session.query(Notice).order_by(Notice.id)
        if one.kind.startswith(("user.data", "user.erased"))
    ]
    assert kinds == ["user.data_fetched", "user.erased"]


@pytest.mark.full
def test_who_was_imported_and_has_no_account_is_found_by_the_address_of_the_sheet(app, tmp_path):
    """B10: docs/deploy.md promises it for somebody who asks you."""
    house = factories.organisation("Zone office")
    events = [factories.event(slug, run_by=house, phase="registration") for slug in ("one", "two")]
    for event in events:
        imported(
            event,
            factories.delegation(event),
            xlsx(
                ("Company", "Contact", "Email"),
                ("Zorbco Pte Ltd", "Zorblatt Quixel", "Z@Zorbco.example"),
                ("Other Pte Ltd", "Bo", "bo@other.example"),
            ),
        )

    told = run(app, "own-data", "z@zorbco.example", tmp_path / "z.zip")
    at_one = run(app, "erase", "z@zorbco.example", "--event", "one", "--dry-run")
    planned = run(app, "erase", "z@zorbco.example", "--dry-run")

    assert told.exit_code == 0, told.output
    with zipfile.ZipFile(tmp_path / "z.zip") as packed:
        assert packed.read("qiao-own-data.json").decode().count('"Zorblatt Quixel"') == 2
    assert at_one.output.startswith("Would be erased: 1 people at events")
    assert planned.output.startswith("Would be erased: 2 people at events")
    assert ("representatives", "display_name") in hits("Zorblatt")

    assert run(app, "erase", "z@zorbco.example").exit_code == 0
    assert hits("Zorblatt", "z@zorbco.example") == set()
    assert ("representatives", "display_name") in hits("Bo")
    assert run(app, "erase", "z@zorbco.example").exit_code == 2


def test_of_several_who_share_an_address_one_has_to_be_named(app):
    firm = factories.firm(factories.event("one"), people=0)
    for name in ("Ann Lee", "Bo Lim"):
        factories.representative(firm, display_name=name, email="info@alpha.example")

    refused = run(app, "erase", "info@alpha.example")

    assert (refused.exit_code, "Ann Lee, Bo Lim" in refused.output) == (2, True)
    assert run(app, "erase", "info@alpha.example", "--name", "bo lim").exit_code == 0
    assert ("representatives", "display_name") in hits("Ann Lee")
    assert hits("Bo Lim") == set()


def test_what_is_due_is_said_without_writing_anything(app):
    factories.event("fair")
    app.config["CLOCK"] = lambda: datetime(2033, 3, 1, tzinfo=UTC)

    told = run(app, "retention", "--dry-run")

    assert told.output.splitlines() == ["fair: 0 people, on 2033-03-29: tell"]
    assert db.session.query(Notice).filter_by(kind="event.erasure_announced").count() == 0
    assert run(app, "retention").output.splitlines()[-1] == "Events told or begun: 1."
