"""A chamber imports the sheet that it has, hands links over, invites by letter, and takes the attendee list home."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.core.models import Outbox
from app.importing.fixes import row_key
from app.registrations.models import CompanyLink, Registration
from tests import factories
from tests.journeys.ways import Way, usual_way
from tests.sheets.workbooks import DATA, FILE, SHEET, firms_of_truth
from tests.support.browsing import DESKTOP

HOME = "/events/matching-day/delegations/{}"
TYPED = {13: ("email", "bd@serialsystem.example.org"), 30: ("email", "bd@raffles.example.org"), 42: ("code", "1E3")}
"""What a person writes beside the rows that need a look."""


@pytest.fixture
def chamber(app):
    """A chamber with a delegation that holds no firm yet: (user, the address of its home)."""
    event = factories.event("matching-day", phase="registration")
    house = factories.organisation("Singapore chamber")
    delegation = factories.delegation(event, of=house)
    with transaction():
        delegation.origin = "Singapore"
    return factories.member(house, Role.CHAMBER), HOME.format(delegation.id)


@usual_way(Way("fr", DESKTOP))
def test_a_chamber_brings_its_delegation(arrive, way, chamber, tmp_path):
    user, home = chamber
    person = arrive(home, user=user)

    upload(person)
    fix(person)
    imported = bring_in(person)
    hand_a_link_over(person, home)
    invite(person, home)
    rows = take_the_list(person, tmp_path)

    assert imported == len(set(firms_of_truth().values()))
    assert rows["xlsx"] == rows["csv"]
    assert len(rows["csv"]) >= imported


def upload(person):
    person.follow('main a.btn-primary[href$="/imports"]')
    person.at('[name="file"]').set_input_files(DATA / FILE)
    person.follow("form:has([name='file']) button")


def fix(person):
    """Settle each row beside it: nothing can be imported before."""
    assert person.at('button[formaction$="/run"]').is_disabled()
    for row, (name, value) in TYPED.items():
        field = f'[name="{name}-{row_key(SHEET, row)}"]'
        person.at(field).fill(value)
        person.follow(f'tr:has({field}) [value="save"]')
    person.follow(f'tr:has([name="same_as-{row_key(SHEET, 46)}"]) [value="same"]')
    person.follow('button[value="without_all"]')


def bring_in(person):
    """Import the rows; how many firms there are then. The way back is offered."""
    preview = person.path
    person.follow('button[formaction$="/run"]')
    done = person.page.locator('form[action$="/undo"]')
    for _ in range(0 if person.way.javascript else 120):  # a page with scripts looks again by itself and leads on
        if done.count():
            break
        person.page.wait_for_timeout(250)
        person.go(preview)
    expect(done.first).to_be_attached()
    person.look()
    person.open("#undo summary")
    expect(person.at('form[action$="/undo"] button')).to_be_visible()
    db.session.rollback()
    return db.session.query(Registration).count()


def hand_a_link_over(person, home):
    """The text for WeChat is copied by a script or by hand; the tick says that it went."""
    person.go(home)
    if person.page.locator('form[action$="/links"] button').count():
        person.follow('form[action$="/links"] button')
        person.go(home)
    person.follow("#links tbody td.q-corner a")
    assert "/f/" in person.page.locator("#wechat").input_value()
    if person.way.javascript:
        person.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        person.open('[data-copy="wechat"]')
        expect(person.page.locator("#wechat-copied")).to_have_text(
            person.at('[data-copy="wechat"]').get_attribute("data-done")
        )
    person.follow('form[action*="/link/tick"] button')
    db.session.rollback()
    assert db.session.query(CompanyLink).filter(CompanyLink.sent_by_me_at.is_not(None)).count() == 1


def invite(person, home):
    """Each person of the ticked firms who has an address gets one letter, as the page says."""
    person.go(home)
    person.follow('main a[href$="/invitations"]')
    shown = person.page.locator("main tr:has(:checked) td:nth-child(3)").all_inner_texts()
    person.follow("main form:has(table) button.btn-primary")
    person.follow_result()
    db.session.rollback()
    written = [recipient for (recipient,) in db.session.query(Outbox.recipient).filter_by(kind="invitation")]
    assert sorted(written) == sorted(" ".join(shown).split())


def take_the_list(person, folder):
    """The firms of the list, as each kind of file holds them."""
    return {"xlsx": read_xlsx(export(person, "xlsx", folder)), "csv": read_csv(export(person, "csv", folder))}


def export(person, kind, folder):
    person.go("/events/matching-day/attendees")
    person.open('details:has(form[action*="/exports"]) > summary')
    person.choose("kind", kind)
    person.fill(reason="Badges and table cards")
    person.follow('form[action*="/exports"] button.btn-primary')
    with person.page.expect_download() as download:
        person.open('[role="status"] a[href*="/files/"], .q-notice a[href*="/files/"]')
    file = folder / f"list.{kind}"
    download.value.save_as(file)
    return file


def read_xlsx(file: Path):
    head, *rows = load_workbook(file).worksheets[0].iter_rows(values_only=True)
    return [row[head.index("company")] for row in rows]


def read_csv(file: Path):
    rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
    return [row["company"] for row in rows]
