"""Migrations go down and up again on both databases, with rows in the tables."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from uuid import uuid4

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from app.accounts.models import EndedSession, Organisation
from app.accounts.services import create_organisation
from app.accounts.services.sessions import end_session
from app.db import Model, db, transaction
from app.events import services
from app.events.drafts import DraftItem, DraftZone
from app.events.models import Event
from app.floor import notices
from app.floor.jobs.queue import perform
from app.floor.models import JobRun, Notice, StoredFile
from app.floor.spreadsheets import read_workbook
from app.kernel.localized import LANGUAGES, Localized
from app.matching.queries.rankings import latest_ranking
from app.matching.queries.suggested import suggestions_for
from app.matching.services import rank
from app.registrations.models import Delegation, ImportBatch, Registration
from app.registrations.queries.memories import remembered_by
from app.registrations.services.memories import remember
from app.registrations.services.undoing import undo
from tests import factories
from tests.events.drafts import usual
from tests.registrations.imports.batches import everything, firms, imported
from tests.registrations.sheets import xlsx
from tests.support.instances import Instance, Instances, in_context


@pytest.fixture
def apart(database: str, instances: Instances) -> Iterator[Instance]:
    """An instance that no other test uses: its schema goes down."""
    with closing(instances.new(database, f"migrating_{uuid4().hex}")) as made, in_context(made.app):
        yield made


def test_labels_of_breaks_and_slots_survive_the_way_down_and_up(apart):
    office = factories.organisation("Port zone office")
    event_id = services.create_event(usual(), organisation_id=office.id, by=None).id
    db.session.remove()

    downgrade(revision="0002")
    kept = db.session.execute(text("SELECT label FROM breaks ORDER BY starts")).scalars().all()
    db.session.remove()
    upgrade()

    event = db.session.get_one(Event, event_id)
    assert kept == ["Lunch, hall 2", "Tea, foyer"]
    assert [pause.label for pause in event.breaks] == [Localized("Lunch, hall 2"), Localized("Tea, foyer")]
    assert [slot.label for slot in event.slots if slot.kind == "break"] == [pause.label for pause in event.breaks]


@pytest.mark.parametrize(
    ("name", "zone", "place"),
    [
        (Localized("Day", "对接会", "Rencontre"), Localized("Ground floor"), Localized("", "门厅")),
        (Localized("", "对接会", "Rencontre"), Localized("", "Hall A"), Localized("", "Foyer")),
        (Localized("", "", "Rencontre"), Localized("", "", "Rez-de-chaussée"), Localized("", "", "Foyer")),
        (Localized(), *(Localized(*[text] * 3) for text in ("Salon", "Foyer"))),
    ],
)
def test_one_text_for_a_place_becomes_one_in_the_first_language_of_its_event(apart, name, zone, place):
    office = factories.organisation("Port zone office")
    item = DraftItem(Localized("Welcome"), dt.time(9), dt.time(9, 30), place=place)
    draft = usual(tables=(DraftZone(zone, "A1–A2", "sg"),), programme=(item, replace(item, place=Localized())))
    event_id = services.create_event(draft, organisation_id=office.id, by=None).id
    with transaction() as session:
        session.execute(update(Event).values({f"name_{one}": name.exactly(one) or None for one in LANGUAGES}))

    downgrade(revision="0009")
    kept = db.session.execute(text("SELECT zone FROM tables UNION ALL SELECT place FROM programme_items")).scalars()
    assert set(kept) == {zone.in_language("en")[0], place.in_language("en")[0], None}
    db.session.remove()
    upgrade()

    event = db.session.get_one(Event, event_id)
    assert [table.zone for table in event.tables] == [zone, zone]
    assert sorted(item.place for item in event.programme) == [Localized(), place]


def test_slots_still_never_overlap_after_the_way_up(apart):
    office = factories.organisation("Port zone office")
    services.create_event(usual(), organisation_id=office.id, by=None)
    db.session.remove()

    downgrade(revision="0002")
    upgrade()

    twice = (
        "INSERT INTO slots (event_id, starts_at, ends_at, kind) "
        "SELECT event_id, '2032-03-18 01:31:00', ends_at, kind FROM slots ORDER BY starts_at LIMIT 1"
    )
    with pytest.raises(DBAPIError):
        db.session.execute(text(twice))
    db.session.rollback()


def test_lists_of_suggestions_are_computed_anew_after_the_way_down_and_up(apart):
    apart.app.config["JOBS"] = "queue"
    event = factories.event()
    bank = factories.firm(event, "Singapore", company_values={"sectors": {"offers": ["6419"], "seeks": ["5210"]}})
    factories.firm(event, "Chongqing", company_values={"sectors": {"offers": ["5210"], "seeks": ["6419"]}})
    event_id, bank_id = event.id, bank.id
    rank(event_id)
    db.session.remove()

    downgrade(revision="0004")
    upgrade()

    waiting = db.session.scalars(select(JobRun).where(JobRun.kind == "rank", JobRun.state == "queued")).all()
    perform(apart.app, "job", waiting[-1].id)
    db.session.rollback()
    ranking = latest_ranking(event_id)
    assert ranking is not None
    assert (ranking.version, len(suggestions_for(bank_id, ranking))) == (2, 1)


def test_no_table_of_sqlite_gives_a_number_twice(apart):
    numbered = {table.name for table in Model.metadata.tables.values() if "id" in table.c}
    sqlite = db.engine.dialect.name == "sqlite"

    assert counting() == (numbered if sqlite else set())
    downgrade(revision="0006")
    assert counting() == set()
    upgrade()
    assert counting() == (numbered if sqlite else set())


def test_rows_indexes_and_triggers_survive_the_way_to_numbers_that_are_given_once(apart):
    services.create_event(usual(), organisation_id=factories.organisation("Port zone office").id, by=None)
    before = schema(), everything()
    db.session.remove()

    downgrade(revision="0006")
    upgrade()

    assert (schema(), everything()) == before


def test_a_firm_that_was_gone_before_the_migration_leaves_its_number_and_link_to_nobody(apart):
    event = factories.event()
    delegation = factories.delegation(event, of=factories.organisation("Singapore chamber"))
    batch = imported(event, delegation, xlsx(("Company", "Contact"), ("Alpha Pte Ltd", "Desk")))
    (alpha,) = firms(delegation)
    gone = numbers_of(alpha)
    event_id, delegation_id = event.id, delegation.id
    undo(batch.id, batch.version, by=None)
    db.session.remove()

    downgrade(revision="0006")
    upgrade()

    event, delegation = db.session.get_one(Event, event_id), db.session.get_one(Delegation, delegation_id)
    imported(event, delegation, xlsx(("Company", "Contact"), ("Beta Pte Ltd", "Desk")))
    (beta,) = firms(delegation)
    assert all(later > earlier for later, earlier in zip(numbers_of(beta), gone, strict=True))


def numbers_of(firm: Registration) -> tuple[int, int, int]:
    """The numbers of a firm's registration, company and first representative."""
    assert firm.company is not None
    return firm.id, firm.company.id, firm.representatives[0].id


def counting() -> set[str]:
    """The tables of SQLite that never give a number twice; none on PostgreSQL, whose sequences never do."""
    if db.engine.dialect.name != "sqlite":
        return set()
    made = db.session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
    db.session.remove()
    return {name for name, sql in made if "PRIMARY KEY AUTOINCREMENT" in sql}


def schema() -> list[tuple[str, str]]:
    """Tables, indexes and triggers of SQLite as they are written down, spaces and quotes apart."""
    if db.engine.dialect.name != "sqlite":
        return []
    made = db.session.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"))
    return [(name, " ".join(sql.replace('"', "").split())) for name, sql in made]


def test_sessions_end_again_after_the_way_down_and_up(apart):
    end_session("a mark of a session")

    downgrade(revision="0007")
    upgrade()

    end_session("another mark")
    assert db.session.scalars(select(EndedSession.mark)).all() == ["another mark"]


def test_the_oldest_schema_can_be_reached_and_left(apart):
    downgrade(revision="base")
    upgrade()

    assert db.session.execute(text("SELECT count(*) FROM events")).scalar() == 0


def test_what_delegations_remembered_of_sheets_survives_the_way_up_down_and_up(apart):
    event = factories.event("remembering")
    delegation = factories.delegation(event)
    house = delegation.organisation_id
    with transaction():
        remember(house, "column", {"diet": "remarks"}, by=None)
        remember(house, "sheet", {"Withdrawn": True}, by=None)
    db.session.remove()

    downgrade(revision="0012")
    kept = db.session.execute(text("SELECT column_choices FROM delegations")).scalar()
    db.session.remove()
    upgrade()

    assert (json.loads(kept) if isinstance(kept, str) else kept) == {
        "columns": {"diet": "remarks"},
        "sheets": {"Withdrawn": True},
    }
    assert remembered_by(house) == {"columns": {"diet": "remarks"}, "sheets": {"Withdrawn": True}, "sectors": {}}
    for values in ("'column', 'diet'", "'thing', 'other'"):
        columns = "organisation_id, kind, key, value, at"
        bad = f"INSERT INTO sheet_memories ({columns}) VALUES ({house}, {values}, '1', '2032-01-01')"
        with pytest.raises(DBAPIError), transaction() as session:
            session.execute(text(bad))


def test_sheets_that_were_kept_lose_the_numbers_of_passports(apart):
    event = factories.event()
    delegation = factories.delegation(event)
    told = xlsx(
        ("Company", "Contact", "Passport No.", "E-mail"), ("Alpha Pte Ltd", "Ms Tan", "E1234567X", "t@a.example.org")
    )
    batch = imported(event, delegation, told)
    with transaction() as session:
        file = session.get_one(StoredFile, batch.file_id)
        file.content = told
        batch.sheets = [sheet.to_plain() for sheet in read_workbook(told, file.name)]
    number = batch.id
    assert "E1234567X" in str(batch.sheets)
    db.session.remove()

    downgrade(revision="0034")
    upgrade()

    waiting = db.session.scalars(select(JobRun).where(JobRun.kind == "registrations.forget_numbers")).all()
    for run in waiting:
        perform(apart.app, "job", run.id)
    db.session.rollback()
    batch = db.session.get_one(ImportBatch, number)
    assert [run.arguments for run in waiting] == [{"batch_id": number}]
    assert ("E1234567X" in str(batch.sheets), "t@a.example.org" in str(batch.sheets)) == (False, True)
    assert db.session.get_one(StoredFile, batch.file_id).content == b""


def test_the_log_learns_for_whom_it_was_done_as_well_as_can_be_known(apart):
    office, house = factories.organisation("Port zone office"), factories.organisation("Chamber")
    event = factories.event(run_by=office)
    delegation = factories.delegation(event, of=house)
    organizer, delegate = factories.member(office, "organizer"), factories.member(house, "chamber")
    own, left = factories.user(), factories.user()
    factories.let_in(firm := factories.firm(event, users=[own], delegation_id=delegation.id), delegate)
    other = factories.firm(event)
    acts = ((organizer, firm), (delegate, other), (delegate, firm), (own, firm), (left, firm))
    with transaction():
        for user, whose in acts:
            notices.write("meeting.accept", whose, event_id=event.id, by=user.id, answerer=whose.id)
    before, office_id, house_id = _for_whom(), office.id, house.id
    db.session.remove()

    downgrade(revision="0038")
    upgrade()

    assert _for_whom() == before == [office_id, house_id, None, None, None]
    with pytest.raises(DBAPIError, match="append_only"), transaction() as session:
        session.execute(update(Notice).values(organisation_id=None))


def _for_whom():
    return db.session.scalars(
        select(Notice.organisation_id).where(Notice.kind == "meeting.accept").order_by(Notice.id)
    ).all()


def test_chambers_go_to_the_organisation_whose_events_they_came_to(apart):
    office, other = factories.organisation("Port zone office"), factories.organisation("Park office")
    chambers = [factories.organisation(f"Chamber {number}") for number in range(3)]
    events = [factories.event(slug, run_by=host) for slug, host in (("a", office), ("b", other))]
    factories.delegation(events[0], of=chambers[0])
    for event in events:
        factories.delegation(event, of=chambers[1], name="Both")
    factories.delegation(events[1], name="Host", of=office)
    ids = (office.id, other.id, *(each.id for each in chambers))
    db.session.remove()

    downgrade(revision="0073")
    upgrade()

    owners = {each.id: each.owner_id for each in db.session.scalars(select(Organisation))}
    assert [owners[each] for each in ids] == [None, None, ids[0], None, None]


def test_chambers_of_one_name_keep_apart_on_the_way_down(apart):
    owner = factories.organisation("Port zone office")
    for owner_id in (None, owner.id):
        create_organisation("Chamber", owner_id=owner_id)
    db.session.remove()

    downgrade(revision="0073")
    names = db.session.execute(text("SELECT name_en FROM organisations ORDER BY id")).scalars().all()
    db.session.remove()
    upgrade()

    assert names == ["Port zone office", "Chamber", "Chamber (3)"]


def test_a_chamber_of_one_event_keeps_apart_from_its_owners_on_the_way_down(apart):
    owner = factories.organisation("Port zone office")
    event = factories.event(run_by=owner)
    for event_id in (None, event.id):
        create_organisation("Chamber", owner_id=owner.id, event_id=event_id)
    db.session.remove()

    downgrade(revision="0078")
    names = db.session.execute(text("SELECT name_en FROM organisations ORDER BY id")).scalars().all()
    db.session.remove()
    upgrade()

    assert names == ["Port zone office", "Chamber", "Chamber (3)"]
