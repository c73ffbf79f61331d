"""One's own data as a file: all of one's own, nothing of anybody else's, no secret."""

from __future__ import annotations

import io
import json
import zipfile

from app.accounts.permissions import Role
from app.companies.models import CompanyProduct
from app.db import db, transaction
from app.lists.own_tables import ABOUT, NOT_ABOUT, OF_FIRMS
from app.lists.queries.own_data import own_data, pointing_to
from app.lists.wording import OWN_DATA
from app.registrations.models import Consent
from app.registrations.services import showcase
from tests import factories

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
    about = {pair for pairs in ABOUT.values() for pair in pairs}

    assert pointing_to(ABOUT) - about == NOT_ABOUT
    assert {table for table, _column in {*about, *OF_FIRMS}} | {"users"} == set(OWN_DATA)


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


def test_the_account_leads_to_the_file(app, client):
    assert 'href="/account/data.zip"' in client.as_user(factories.user()).get("/account").text
    db.session.rollback()


def test_it_tells_what_the_firms_show_that_its_owner_acts_for(app):
    me = factories.user()
    mine, other = factories.firm(factories.event("fair"), users=[me]), factories.firm(factories.event("day"))
    for firm in (mine, other):
        showcase.add(firm, CompanyProduct, {"name_en": f"Cell of {firm.id}"}, by=None)
        showcase.hold(firm, "aeo", {"number": f"CN-{firm.id}"}, by=None)

    found = own_data(me.id)

    assert [row["name_en"] for row in found["company_products"]] == [f"Cell of {mine.id}"]
    assert [row["number"] for row in found["company_certificates"]] == [f"CN-{mine.id}"]
