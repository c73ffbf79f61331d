"""The firms of a delegation as a list."""

from __future__ import annotations

import re

import pytest

from app.companies.search import searchable
from app.db import db, now, transaction
from app.events.services import set_rehearsal
from app.floor.mail import release
from app.floor.models import Outbox
from app.registrations.models import Consent
from app.registrations.queries.roster import firms_of
from app.registrations.services.links import give_links
from tests import factories
from tests.support.pages import read


def rows(page):
    return re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', page)


def roster(client, brought, **query):
    return client.as_user(brought.chamber).get(f"{brought.address}/roster", query_string=query).text


def act(client, brought, act, *firms):
    return client.as_user(brought.chamber).post(
        f"{brought.address}/roster", data={"act": act, "firm": [firm.id for firm in firms]}
    )


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
        firm.company.folded = searchable("Oversea-Chinese Banking Corporation", "华侨银行")

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


def test_drafts_are_submitted_together_and_the_others_left(client, brought):
    draft, done = brought.firm("Draft", state="draft"), brought.firm("Done", state="approved")

    answer = act(client, brought, "submit", draft, done)
    page = client.get(answer.location).text

    db.session.refresh(draft)
    assert draft.state == "submitted"
    assert "Submitted: Draft." in page
    assert "1 firm was left as it is" in page


def test_without_a_choice_nothing_is_done(client, brought):
    answer = act(client, brought, "submit")

    assert "Choose at least one firm first" in client.get(answer.location).text


def test_reminders_are_looked_at_first(client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")

    answer = act(client, brought, "remind", firm)

    assert answer.location == f"{brought.address}/reminders?firm={firm.id}"
    assert db.session.query(Outbox).count() == 0


def test_a_reminder_goes_out_once_however_often_the_button_is_pressed(client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    client.as_user(brought.chamber)

    for _ in range(2):
        answer = client.post(f"{brought.address}/reminders", data={"firm": [firm.id]})

    page = client.get(answer.location).text
    assert db.session.query(Outbox).count() == 1
    assert "got no second one: Bok Seng" in page


def test_the_page_of_reminders_remembers_whom_it_reminded_and_offers_to_send_again(client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    client.as_user(brought.chamber)
    before = client.get(f"{brought.address}/reminders").text
    client.post(f"{brought.address}/reminders", data={"firm": [firm.id]})

    page = client.get(f"{brought.address}/reminders").text
    mark = re.findall(rf'name="again" value="({firm.id}@[^"]+)"', page)[0]
    for _ in range(2):
        client.post(f"{brought.address}/reminders", data={"again": [mark]})

    assert "Nothing has been sent by mail yet" in before
    assert "By mail so far: 1 firm" in page
    assert "to send again, tick" in page
    assert f'name="firm" value="{firm.id}"' not in page
    assert db.session.query(Outbox).count() == 2


def test_the_page_of_invitations_counts_what_went(client, brought):
    brought.firm("Bok Seng", email="boss@example.org")
    with transaction():
        brought.link(brought.firm("Alpha", email="a@example.org")).mailed_at = now()

    page = client.as_user(brought.chamber).get(f"{brought.address}/invitations").text

    assert "By mail so far: 1 firm" in page
    assert "Nothing has been sent" not in page


@pytest.mark.parametrize("data", [{"again": "x@y"}, {"again": "7"}, {"again": f"{'9' * 40}@z"}, {"firm": "x"}])
def test_a_page_of_letters_takes_nonsense_for_nobody(client, brought, data):
    answer = client.as_user(brought.chamber).post(f"{brought.address}/invitations", data=data)

    assert answer.status_code == 302
    assert db.session.query(Outbox).count() == 0


def test_letters_that_the_rehearsal_holds_are_never_told_as_sent(client, brought):
    firm = brought.firm("Bok Seng", email="boss@example.org")
    set_rehearsal(brought.event.id, on=True, by=None)
    client.as_user(brought.chamber)
    for page in ("invitations", "reminders"):
        client.post(f"{brought.address}/{page}", data={"firm": [firm.id]})

    pages = [client.get(brought.address).text, client.get(f"/events/day/firms/{firm.id}/registration").text]

    assert [page.count("by mail: held by the rehearsal") for page in pages] == [2, 2]
    assert "The last reminder: held by the rehearsal." in pages[0]
    with transaction():
        release(brought.event, by=None)
    assert "by mail: held by the rehearsal" not in client.get(brought.address).text


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


def test_consent_without_evidence_is_refused_with_the_form_kept(client, brought):
    firm = brought.firm("Bok Seng")

    answer = client.as_user(brought.chamber).post(
        f"{brought.address}/consents",
        data={"firms": [firm.id], "attendee_list": "y", "signed_on": "2026-01-20", "paper_language": "en"},
    )

    assert answer.status_code == 422
    assert "Say where the signed papers are kept." in answer.text
    assert db.session.query(Consent).count() == 0


def test_a_firm_is_added_by_hand(client, brought):
    client.as_user(brought.chamber)

    answer = client.post(
        f"{brought.address}/firms/new", data={"name": "New Firm", "person": "Mei Lin", "wechat": "mei"}
    )

    assert answer.status_code == 302
    assert "Mei Lin" in client.get(answer.location).text
    assert rows(roster(client, brought)) == ["New Firm"]


def test_the_same_firm_twice_is_refused_beside_the_form(client, brought):
    brought.firm("New Firm")

    answer = client.as_user(brought.chamber).post(f"{brought.address}/firms/new", data={"name": "NEW FIRM"})

    assert answer.status_code == 409
    assert "is registered at this event already" in answer.text
    assert 'value="NEW FIRM"' in answer.text


def test_a_firm_under_another_spelling_of_a_known_name_is_asked_about_before_it_is_added(client, brought):
    brought.firm("Koala Wool Pte Ltd")
    client.as_user(brought.chamber)
    address, typed = f"{brought.address}/firms/new", {"name": "Koala Wool Private Limited", "person": "Mei Lin"}

    asked = client.post(address, data=typed)
    kept = len(rows(roster(client, brought)))
    no = re.findall(r'name="said" value="(not \d+)"', asked.text)[0]
    other = client.post(address, data={"name": "Koala Wool", "said": no.replace("not", "is")}).status_code
    answer = client.post(address, data={**typed, "said": no})

    assert asked.status_code == 409
    assert "Is it Koala Wool Pte Ltd?" in asked.text
    assert 'value="Mei Lin"' in asked.text
    assert other == 409
    assert (kept, answer.status_code, len(rows(roster(client, brought)))) == (1, 302, 2)


def test_a_firm_known_from_an_earlier_event_is_taken_up_by_the_answer_yes(client, brought):
    earlier = factories.event("before", run_by=brought.event.organisation)
    known = factories.firm(earlier, "Singapore", name="Koala Wool Pte Ltd").company_id
    client.as_user(brought.chamber)
    address, typed = f"{brought.address}/firms/new", {"name": "Koala Wool Private Limited"}

    asked = client.post(address, data=typed).text
    answer = client.post(address, data={**typed, "said": re.findall(r'name="said" value="(is \d+)"', asked)[0]})

    assert answer.status_code == 302
    (line,) = firms_of(brought.delegation)
    assert line.company.id == known


def test_nobody_takes_a_firm_up_that_was_not_asked_about(client, brought):
    earlier = factories.event("before", run_by=brought.event.organisation)
    other = factories.firm(earlier, "Singapore", name="Keppel Harbour Pte Ltd").company_id
    client.as_user(brought.chamber)

    client.post(f"{brought.address}/firms/new", data={"name": "Bok Seng", "said": f"is {other}"})

    (line,) = firms_of(brought.delegation)
    assert (line.company.name, line.company.id == other) == ("Bok Seng", False)


def test_the_chamber_cancels_a_firm_but_does_not_approve_one(client, brought):
    firm = brought.firm("Bok Seng", state="submitted")
    address = f"/events/day/firms/{firm.id}/registration"
    client.as_user(brought.chamber)

    refused = client.post(f"{address}/approval")
    done = client.post(f"{address}/cancellation")

    db.session.refresh(firm)
    assert (refused.status_code, done.status_code, firm.state) == (403, 302, "cancelled")
    assert "Bok Seng" not in roster(client, brought)


def test_a_firms_page_stays_closed_to_others(client, brought):
    firm = brought.firm("Bok Seng", users=[factories.user()])
    rival = factories.firm(brought.event, "Chongqing", users=[factories.user("Rival")])

    answer = client.as_user(factories.member(factories.organisation(), "chamber")).get(
        f"/events/day/firms/{firm.id}/registration"
    )

    assert answer.status_code == 404
    assert rival.id != firm.id


def test_the_page_of_invitations_says_which_address_is_that_of_an_account(client, brought):
    stood = factories.firm(factories.event("before"), name="YCH Group")
    factories.let_in(stood, factories.user(email="before@ych.sg"))
    firm = factories.registration_of(stood.company, brought.event, delegation_id=brought.delegation.id)
    factories.representative(firm, email="entered@ych.sg")
    give_links([firm])

    page = read(client.as_user(brought.chamber).get(f"{brought.address}/invitations")).text

    assert "before@ych.sg account entered@ych.sg" in page
    assert "“account”: somebody signs in for the firm by it" in page


def test_where_all_addresses_were_entered_nothing_is_said_of_accounts(client, brought):
    brought.firm("YCH Group", email="entered@ych.sg")

    assert "“account”" not in client.as_user(brought.chamber).get(f"{brought.address}/invitations").text
