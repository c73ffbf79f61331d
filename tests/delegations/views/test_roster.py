"""The firms of a delegation as a list."""

from __future__ import annotations

import re

import pytest

from app.companies.names.search import search_key
from app.core.db import db, transaction
from app.registrations.models import Consent
from tests import factories
from tests.delegations.views.rosters import act, roster, rows
from tests.support.pages import read


def test_firms_stand_in_the_order_of_the_sheet(client, brought):
    brought.firm("Second", rank=2)
    brought.firm("First", rank=1)
    brought.firm("By hand")

    assert rows(roster(client, brought)) == ["First", "Second", "By hand"]


def test_by_name_means_by_the_name_that_leads(client, brought):
    brought.firm("Alpha", company_values={"name_zh": "卓越"})
    brought.firm("Zulu", company_values={"name_zh": "安达"})

    assert rows(roster(client, brought, sort="company")) == ["Alpha", "Zulu"]
    with transaction():
        brought.chamber.locale = "zh"
    assert rows(roster(client, brought, sort="company")) == ["安达", "卓越"]


def test_a_name_is_found_in_chinese_and_pinyin(client, brought):
    brought.firm("YCH Group")
    firm = brought.firm("Oversea-Chinese Banking Corporation")
    with transaction():
        firm.company.folded = search_key("Oversea-Chinese Banking Corporation", "华侨银行")

    for typed in ("华侨", "huaqiao", "oversea"):
        assert rows(roster(client, brought, q=typed)) == ["Oversea-Chinese Banking Corporation"]


def test_filters_narrow_and_say_by_how_much(client, brought):
    brought.firm("Ready", state="approved")
    brought.firm("Draft", state="draft")

    page = roster(client, brought, state="draft")

    assert rows(page) == ["Draft"]
    assert "1 of 2" in page


def test_a_filter_without_firms_offers_the_way_out(client, brought):
    brought.firm("Ready", state="approved")

    page = roster(client, brought, state="waiting")

    assert "Show all firms" in page


def test_values_that_mean_nothing_change_nothing(client, brought):
    brought.firm("Ready")

    assert rows(roster(client, brought, state="x", only="'; --", sort="__class__", page="-3")) == ["Ready"]


def test_a_chamber_submits_all_of_its_sheet_together_and_the_others_are_left(client, brought):
    fresh, draft = brought.firm("Fresh", state="invited"), brought.firm("Draft", state="draft")
    done = brought.firm("Done", state="approved")

    answer = act(client, brought, "submit", fresh, draft, done)
    page = client.get(answer.location).text

    for one in (fresh, draft):
        db.session.refresh(one)
        assert one.state == "submitted"
    assert "Submitted: 2 firms." in page
    assert "1 company had been submitted before." in page


def test_without_a_choice_nothing_is_done(client, brought):
    answer = act(client, brought, "submit")

    assert "Choose at least one firm first" in client.get(answer.location).text


def test_consent_from_paper_is_recorded_with_its_evidence(client, brought):
    firm = brought.firm("Bok Seng")
    client.as_user(brought.chamber)
    page = client.get(f"{brought.address}/consents?firm={firm.id}").text
    assert not re.search(
        r'name="(attendee_list|contacts|cross_border)"[^>]*checked|checked[^>]*name="attendee_list"', page
    )

    answer = client.post(
        f"{brought.address}/consents",
        data={
            "firms": [firm.id],
            "attendee_list": "y",
            "signed_on": "2026-01-20",
            "paper_language": "en",
            "evidence": "Binder 3",
        },
    )

    row = db.session.query(Consent).filter_by(registration_id=firm.id, purpose="attendee_list").one()
    assert answer.status_code == 302
    assert (row.given, row.source, row.evidence, row.recorded_by) == (True, "paper", "Binder 3", brought.chamber.id)


PAPER = {"signed_on": "2026-01-20", "paper_language": "en", "evidence": "Binder 3"}


@pytest.mark.parametrize(
    ("ticked", "said"),
    [
        (
            {"asked": ["attendee_list", "contacts", "cross_border"], "attendee_list": "y"},
            {"attendee_list": True, "contacts": False, "cross_border": False},
        ),
        ({"asked": ["attendee_list", "public_directory"]}, {"attendee_list": False, "public_directory": False}),
        ({"public_directory": "y"}, {"public_directory": True}),
    ],
)
def test_of_what_a_paper_does_not_ask_nothing_is_recorded(client, brought, ticked, said):
    firm = brought.firm("Bok Seng")
    client.as_user(brought.chamber)
    page = read(client.get(f"{brought.address}/consents?firm={firm.id}"))

    client.post(f"{brought.address}/consents", data={"firms": [firm.id], **PAPER, **ticked})

    rows = db.session.query(Consent).filter_by(registration_id=firm.id)
    assert {row.purpose: row.given for row in rows} == said
    ticks = [box.attributes["value"] for box in page.find("[name=asked]") if "checked" in box.attributes]
    assert ticks == ["attendee_list", "contacts", "cross_border"]


def test_a_paper_that_asks_nothing_is_refused(client, brought):
    firm = brought.firm("Bok Seng")

    answer = client.as_user(brought.chamber).post(f"{brought.address}/consents", data={"firms": [firm.id], **PAPER})

    assert answer.status_code == 422
    assert "Tick at least one question" in answer.text
    assert db.session.query(Consent).count() == 0


def test_consent_signed_on_a_day_to_come_is_refused(client, brought):
    firm = brought.firm("Bok Seng")
    data = {"firms": [firm.id], "attendee_list": "y", "signed_on": "2199-01-20", "evidence": "Binder 3"}

    answer = client.as_user(brought.chamber).post(f"{brought.address}/consents", data=data)

    assert answer.status_code == 422
    assert "This day is still to come" in answer.text
    assert db.session.query(Consent).count() == 0


def test_consent_without_evidence_is_refused_with_the_form_kept(client, brought):
    firm = brought.firm("Bok Seng")

    answer = client.as_user(brought.chamber).post(
        f"{brought.address}/consents",
        data={"firms": [firm.id], "attendee_list": "y", "signed_on": "2026-01-20", "paper_language": "en"},
    )

    assert answer.status_code == 422
    assert "Say where the signed papers are kept." in answer.text
    assert db.session.query(Consent).count() == 0


def test_the_chamber_cancels_a_firm_but_does_not_approve_one(client, brought):
    firm = brought.firm("Bok Seng", state="submitted")
    address = f"/events/day/companies/{firm.id}/registration"
    client.as_user(brought.chamber)

    refused = client.post(f"{address}/approval")
    done = client.post(f"{address}/cancellation")
    told = client.get(done.location).text

    db.session.refresh(firm)
    assert (refused.status_code, done.status_code, firm.state) == (403, 302, "cancelled")
    assert ("Cancelled: Bok Seng." in told, "Its partners are told" in told) == (True, False)
    assert "Bok Seng" not in roster(client, brought)


def test_a_firms_page_stays_closed_to_others(client, brought):
    firm = brought.firm("Bok Seng", users=[factories.user()])
    rival = factories.firm(brought.event, "Chongqing", users=[factories.user("Rival")])

    answer = client.as_user(factories.member(factories.organisation(), "chamber")).get(
        f"/events/day/companies/{firm.id}/registration"
    )

    assert answer.status_code == 404
    assert rival.id != firm.id
