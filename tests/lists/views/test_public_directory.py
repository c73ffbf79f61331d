"""The public directory, read by nobody in particular."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

import pytest
from PIL import Image

from app.companies.models import Company
from app.companies.names.search import search_key
from app.companies.services import save_logo
from app.core.db import now, transaction
from app.registrations.models import Consent
from app.registrations.services import consents, profiles
from tests import factories
from tests.architecture.test_query_counts import counted
from tests.support.pages import read

YES = {"attendee_list": True, "contacts": True, "cross_border": True, "public_directory": True}
VALUES = {
    "country": "SG",
    "city": "Singapore",
    "website": "www.ych.example",
    "offers_en": "Cold storage. Write to boss@ych.example or +65 6123 4567",
    "about_en": "Family firm since 1955",
    "sectors": {"is_in": ["5210"], "seeks": ["6419"]},
    "holds": ["iso_9001"],
}


@pytest.fixture
def event(app):
    return factories.event("fair", directory="public")


def a_firm(event, name="YCH Group", name_zh="叶水福集团", side="Singapore", **values):
    """An approved firm with a person, which agreed to everything."""
    about = {**VALUES, "name_zh": name_zh, **values}
    made = factories.firm(event, side, name=name, people=0, company_values=about)
    with transaction() as session:
        session.get_one(Company, made.company_id).folded = search_key(name, name_zh)
    factories.representative(made, display_name="Tan Secret", email="boss@ych.example", phone="+65 6123 4567")
    consents.save_consents(made, YES, language="en")
    return made


def names(client, **asked):
    page = client.get("/events/fair/directory", query_string=asked)
    body = read(page).find("tbody")
    return [row.find("th")[0].find("a")[0].text for row in body[0].find("tr")] if body else []


def address(client):
    """Where the first firm of the directory has its page."""
    found = re.search(r"/events/fair/directory/[0-9a-f]{20}", client.get("/events/fair/directory").text)
    assert found is not None
    return found[0]


def test_anybody_reads_of_a_firm_that_agreed_and_of_none_of_its_people(client, event):
    a_firm(event)

    listed = client.get("/events/fair/directory")
    page = client.get(address(client))

    for answer in (listed, page):
        assert answer.status_code == 200
        for word in ("YCH Group", "叶水福集团", "Singapore", "Cold storage"):
            assert word in answer.text
        for word in ("Tan Secret", "boss@ych", "6123", "since 1955"):
            assert word not in answer.text
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in answer.text
    assert "ISO 9001" in page.text
    assert 'href="https://www.ych.example" rel="noopener noreferrer nofollow"' in page.text


def test_a_certificate_that_is_over_by_the_event_is_not_shown_as_held(client, event):
    firm = a_firm(event)
    for standard, day in (("ccc", "2020-01-31"), ("ce", "2099-12-31")):
        profiles.add_certificate(firm, standard, {"valid_until": dt.date.fromisoformat(day)}, by=None)

    page = client.get(address(client)).text

    assert {word: word in page for word in ("ISO 9001", "CE marking", "CCC")} == {
        "ISO 9001": True,
        "CE marking": True,
        "CCC": False,
    }


def test_who_has_not_agreed_or_is_not_approved_is_absent_and_not_counted(client, event):
    a_firm(event)
    homely = a_firm(event, "Homely", "")
    consents.save_consents(homely, {"public_directory": False}, language="en")
    told_before = factories.firm(event, name="Told before")
    with transaction() as session:
        session.add_all(as_was_said(told_before, purpose) for purpose in YES if purpose != "public_directory")
        a_firm(event, "Waiting", "").state = "waiting"
    factories.firm(event, name="Never asked")

    page = client.get("/events/fair/directory")

    assert names(client) == ["YCH Group"]
    assert "1 firm" in page.text
    for word in ("Homely", "Told before", "Waiting", "Never asked", "2 firms", "5 firms"):
        assert word not in page.text


def as_was_said(firm, purpose):
    """In the words of the version that spoke of a directory within other purposes."""
    words = {"text_version": "2", "text_hash": "0" * 64, "language": "en", "source": "self"}
    return Consent(event_id=firm.event_id, registration_id=firm.id, purpose=purpose, given=True, **words)


def test_a_consent_that_is_taken_back_takes_the_firm_and_its_page_away_at_once(client, event):
    firm = a_firm(event)
    page = address(client)

    consents.withdraw_consents(firm, "public_directory", people=[], by=None)

    assert names(client) == []
    assert client.get(page).status_code == 404


def test_a_firm_is_found_in_any_spelling_by_pinyin_and_by_filters(client, event):
    a_firm(event)
    a_firm(event, "Banque Lune", "", "Chongqing", country="FR", sectors={"is_in": ["6419"]}, holds=[])

    assert names(client, q="yeshuifu") == names(client, q="ysf") == names(client, q="ＹＣＨ") == ["YCH Group"]
    assert names(client, q="葉水福") == names(client, sector="H") == names(client, country="sg") == ["YCH Group"]
    assert names(client, certificate="iso_9001") == ["YCH Group"]
    assert names(client, sector="L", side="seeks") == ["YCH Group"]
    assert names(client, group=factories.group(event, "Chongqing").id) == ["Banque Lune"]
    assert names(client, country="DE") == []
    assert "叶水福集团" in names(client, lang="zh")


@pytest.mark.parametrize(
    "asked", [{"page": "x"}, {"page": "99999999999"}, {"group": "1e9"}, {"country": "'--"}, {"q": "\0%"}]
)
def test_odd_addresses_are_answered(client, event, asked):
    a_firm(event)

    assert client.get("/events/fair/directory", query_string=asked).status_code == 200


def test_there_is_no_directory_where_the_event_wants_none_or_is_a_draft(client, app):
    closed = factories.event("quiet")
    draft = factories.event("draft", directory="public", phase="draft")
    for event in (closed, draft):
        a_firm(event)

        assert client.get(f"/events/{event.slug}/directory").status_code == 404


def test_it_is_gone_when_the_people_of_the_event_are_erased(client, event):
    a_firm(event)
    with transaction():
        event.phase, event.erased_at = "closed", now()

    assert client.get("/events/fair/directory").status_code == 404


def test_a_firm_has_no_page_at_another_event_and_none_by_its_number(client, event):
    firm = a_firm(event)
    factories.event("other", directory="public")
    mark = address(client).rpartition("/")[2]

    for path in (
        f"/events/other/directory/{mark}",
        f"/events/fair/directory/{firm.id}",
        "/events/fair/directory/" + "0" * 20,
    ):
        assert client.get(path).status_code == 404


def test_search_engines_may_keep_it_only_where_the_event_wants_that(client, app):
    event = factories.event("fair", directory="indexed")
    a_firm(event)

    page = client.get("/events/fair/directory")

    assert "X-Robots-Tag" not in page.headers
    assert "noindex" not in page.text


def test_the_logo_is_shown_and_goes_with_the_consent(client, event):
    firm, drawn = a_firm(event), BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    with transaction():
        save_logo(firm.company, drawn.getvalue(), by=None)
    logo = address(client) + "/logo"

    shown = client.get(logo)
    consents.withdraw_consents(firm, "public_directory", people=[], by=None)

    assert (shown.status_code, shown.mimetype, shown.headers["X-Robots-Tag"]) == (200, "image/png", "noindex, nofollow")
    assert client.get(logo).status_code == 404


def test_the_page_of_the_event_leads_to_its_directory_alone(client, event):
    factories.event("quiet")

    assert "/events/fair/directory" in client.get("/events/fair").text
    assert "/directory" not in client.get("/events/quiet").text


@pytest.mark.full
def test_a_page_of_the_directory_costs_the_same_for_one_firm_and_for_thirty(client, event):
    a_firm(event)
    client.get("/events/fair/directory?q=ych")
    with counted() as few:
        client.get("/events/fair/directory?q=ych")
    for number in range(30):
        a_firm(event, f"YCH {number}", "")
    with counted() as many:
        client.get("/events/fair/directory?q=ych")

    assert len(many) == len(few) <= 7
