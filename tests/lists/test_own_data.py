"""One's own data as a file: all of one's own, nothing of anybody else's, no secret."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.accounts.permissions import Role
from app.companies.models import CompanyProduct
from app.core.db import Model, db, transaction
from app.core.jobs.runs import JOB_KINDS
from app.importing.queries.undo import EDIT_NOTICE_KINDS
from app.lists.queries.own_data import (
    ACTOR_COLUMNS,
    COMPANY_ROWS,
    NAMING_COLUMNS,
    OMITTED_COLUMNS,
    PERSONAL_ROWS,
    foreign_keys_to,
    own_data,
)
from app.lists.services.own_data import FIELD_LABELS, PROGRAM_COLUMNS, field_text, is_read_by_people
from app.lists.wording import OWN_DATA_HEADINGS
from app.meetings.lifecycle import GROUP_PREFIX
from app.registrations.models import Consent, Representative
from app.registrations.queries.answers import GATE_LIST_EXPORTED
from app.registrations.queries.mailings import INVITED
from app.registrations.queries.registration_list import DECISION_NOTICES
from app.registrations.services import profiles
from app.scheduling.services.publishing import NOTIFIED_KIND
from tests import factories
from tests.architecture.house import ROOT
from tests.support.pages import text_of

CANARY = "canary-of-somebody-else"


def consent(person, given=True):
    said = {"text_version": "1", "text_hash": "abc", "language": "en", "source": "self"}
    with transaction() as session:
        session.add(
            Consent(event_id=person.event_id, representative_id=person.id, purpose="attendee_list", given=given, **said)
        )


def somebody(event, name, user):
    firm = factories.firm(event, name=f"{name} Pte Ltd", users=[user], people=0)
    person = factories.representative(firm, display_name=name, phone="+65 6000 0000", user_id=user.id)
    consent(person)
    return person


def test_it_is_decided_of_each_column_that_points_to_a_person_whether_its_row_is_about_them(app):
    about = {pair for pairs in PERSONAL_ROWS.values() for pair in pairs}

    assert foreign_keys_to(PERSONAL_ROWS) - about == ACTOR_COLUMNS
    assert {table for table, _column in {*about, *COMPANY_ROWS}} | {"users"} == set(OWN_DATA_HEADINGS)


def test_the_file_holds_what_is_kept_about_its_owner_and_nothing_of_anybody_else(app, client):
    event, host = factories.event("fair"), factories.organisation("Port office")
    me, other = factories.member(host, Role.CHAMBER, name="Tan Mei Ling"), factories.user(CANARY)
    person = somebody(event, "Tan Mei Ling", me)
    somebody(event, CANARY, other)
    with transaction():
        me.password_hash = "argon2-canary"

    answer = client.as_user(me).get("/account/data.zip?lang=zh")

    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/zip",
        "no-store",
    )
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        told = json.loads(packed.read("qiao-own-data.json"))
        page = packed.read("qiao-own-data.html").decode()
    assert told == json.loads(json.dumps(own_data(me.id)))
    assert [row["phone"] for row in told["representatives"]] == ["+65 6000 0000"]
    assert told["consents"][0] | {"purpose": "attendee_list", "given": True} == told["consents"][0]
    assert told["representations"][0]["registration_id says"]["company_id says"]["name"] == "Tan Mei Ling Pte Ltd"
    assert told["memberships"][0]["organisation_id says"]["name_en"] == "Port office"
    assert ("Tan Mei Ling" in page, f"({len(told['consents'])})" in page, 'lang="zh' in page) == (True, True, True)
    for text in (json.dumps(told), page):
        assert CANARY not in text
        assert "argon2-canary" not in text
    assert person.user_id == me.id


def test_each_column_has_a_word_on_the_page_or_is_for_programs_alone(app):
    columns = [column for table in OWN_DATA_HEADINGS for column in Model.metadata.tables[table].c]
    kept = {column.name for column in columns if column.name not in OMITTED_COLUMNS}
    said = {one.name for one in columns if any(key.column.table.name in NAMING_COLUMNS for key in one.foreign_keys)}

    assert {name for name in kept if is_read_by_people(name)} | said == set(FIELD_LABELS)
    assert kept >= PROGRAM_COLUMNS


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("en", ["Name, as on the badge", "I may stand in the attendee list", "themselves", "Guest of honour"]),
        ("zh", ["姓名（胸牌上显示）", "可将我列入参会名单", "贵宾"]),
        ("fr", ["Nom, comme sur le badge", "Invité d’honneur"]),
    ],
)
def test_the_page_tells_people_in_their_language_and_keeps_what_programs_read_to_the_other_file(
    app, client, said, words
):
    me = factories.user(name="Tan Mei Ling", zone="Asia/Singapore")
    somebody(factories.event("fair"), "Tan Mei Ling", me)
    with transaction():
        db.session.scalars(select(Representative)).one().created_at = dt.datetime(2032, 3, 1, 20, 5, tzinfo=dt.UTC)

    answer = client.as_user(me).get(f"/account/data.zip?lang={said}")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        page = " ".join(text_of(packed.read("qiao-own-data.html").decode(), "main").split())
    assert [word for word in words if word.lower() not in page.lower()] == []
    assert [raw for raw in ("created at", "says", "event id", "T20:05", "user id", "sha256") if raw in page] == []
    assert {"en": "2 March 2032, 04:05", "zh": "2032年3月2日 04:05", "fr": "2 mars 2032, 4 h 05"}[said] in page


def test_who_chose_no_zone_reads_times_on_the_clocks_of_the_event(app, client):
    me = factories.user(name="Tan Mei Ling", zone=None)
    somebody(factories.event("fair"), "Tan Mei Ling", me)
    with transaction():
        db.session.scalars(select(Representative)).one().created_at = dt.datetime(2032, 3, 1, 20, 5, tzinfo=dt.UTC)

    answer = client.as_user(me).get("/account/data.zip")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        page = packed.read("qiao-own-data.html").decode()
    assert ("Times are in Asia/Shanghai" in page, "2 March 2032, 04:05" in page) == (True, True)


@pytest.mark.parametrize("said", ["en", "zh_Hans", "fr"])
def test_every_kind_of_act_that_the_log_knows_is_said_in_words(app, said):
    """As they are written in the code: of those that are put together the part before the dot."""
    source = "\n".join(one.read_text() for one in (ROOT / "app").rglob("*.py"))
    found = re.findall(r'log_action(?:_later)?\(\s*f?"([a-z_]+\.[a-z_]*)', source)
    kinds = {
        *found,
        *DECISION_NOTICES,
        *EDIT_NOTICE_KINDS,
        INVITED,
        GATE_LIST_EXPORTED,
        NOTIFIED_KIND,
        f"{GROUP_PREFIX}seat",
    }

    with app.test_request_context(), force_locale(said):
        ours = {kind for kind, one in JOB_KINDS.items() if one.work.__module__.startswith("app.")}
        told = {kind: field_text("kind", kind) for kind in kinds | ours}

    assert len(kinds) > 100
    assert [kind for kind, words in told.items() if words == kind or "_" in words] == []


def test_what_has_names_of_its_own_is_told_by_these(app):
    with app.test_request_context():
        said = field_text("value", {"q": "ask Mei", "languages": ["en", "zh"], "left": {"name": None}})

    assert said == "q: ask Mei; languages: English, Chinese; left: name: None"


def test_the_account_leads_to_the_file(app, client):
    assert 'href="/account/data.zip"' in client.as_user(factories.user()).get("/account").text
    db.session.rollback()


@pytest.mark.full
def test_it_tells_what_the_firms_show_that_its_owner_acts_for(app):
    me = factories.user()
    mine, other = factories.firm(factories.event("fair"), users=[me]), factories.firm(factories.event("day"))
    for firm in (mine, other):
        profiles.add_showcase_item(firm, CompanyProduct, {"name_en": f"Cell of {firm.id}"}, by=None)
        profiles.add_certificate(firm, "aeo", {"number": f"CN-{firm.id}"}, by=None)

    found = own_data(me.id)

    assert [row["name_en"] for row in found["company_products"]] == [f"Cell of {mine.id}"]
    assert [row["number"] for row in found["company_certificates"]] == [f"CN-{mine.id}"]
