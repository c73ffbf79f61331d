"""The ledger of consents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.core.db import db, now
from app.core.errors import Invalid
from app.core.models import Outbox
from app.registrations.consent_texts import CONSENT_TEXTS
from app.registrations.models import Consent
from app.registrations.queries.consents import get_consents, get_ledger, get_unlisted_people, is_consent_given
from app.registrations.queries.reach import get_company_consents
from app.registrations.services import consents
from tests import factories

SIGNED = datetime(2032, 1, 20, 4, tzinfo=UTC)
YES = {"attendee_list": True, "contacts": True, "cross_border": False}


def test_paper_is_recorded_with_evidence_day_and_who_did_it(brought):
    firm = brought.firm()

    count = consents.save_paper_consents(
        [firm], YES, language="zh", evidence="Binder 3", at=SIGNED, by=brought.chamber.id
    )

    first = get_ledger(firm)[0]
    assert count == 1
    assert (first.purpose, first.given, first.source, first.at) == ("attendee_list", True, "paper", SIGNED)
    assert (first.evidence, first.recorded_by) == ("Binder 3", "Ms Chamber")


def test_the_words_that_were_agreed_to_can_be_told_later(brought):
    firm = brought.firm()
    consents.save_consents(firm, YES, language="fr")

    row = db.session.query(Consent).filter_by(registration_id=firm.id, purpose="attendee_list").one()

    assert row.text_hash == CONSENT_TEXTS["attendee_list"].hash_in("fr")
    assert row.text_hash != CONSENT_TEXTS["attendee_list"].hash_in("en")
    assert row.text_version == "3"


def test_what_is_personal_is_kept_for_each_person(brought):
    firm = brought.firm()
    consents.save_consents(firm, YES, language="en")

    person = firm.representatives[0]
    personal = db.session.query(Consent).filter_by(representative_id=person.id)
    assert {row.purpose: row.given for row in personal} == {"contacts": True, "cross_border": False}


def test_paper_without_evidence_is_refused(brought):
    with pytest.raises(Invalid, match="consent_evidence_missing"):
        consents.save_paper_consents(
            [brought.firm()], YES, language="en", evidence=" ", at=SIGNED, by=brought.chamber.id
        )

    assert db.session.query(Consent).count() == 0


def test_the_newest_word_counts_and_the_older_one_stays(brought):
    firm = brought.firm()
    consents.save_consents(firm, {"attendee_list": True}, language="en")
    consents.save_consents(firm, {"attendee_list": False}, language="en")

    assert get_company_consents([firm.id]) == {firm.id: False}
    assert db.session.query(Consent).count() == 2


def test_a_firm_that_was_never_asked_has_said_nothing(brought):
    firm = brought.firm()

    assert get_company_consents([firm.id]) == {}
    assert [said.given for said in get_ledger(firm)] == [None, None, None, None]


def said_now(firm):
    db.session.expire_all()
    return {one.purpose: one.given for one in get_ledger(firm)}["attendee_list"], get_company_consents([firm.id])[
        firm.id
    ]


@pytest.mark.parametrize("takes_back", [False, True])
def test_a_paper_that_is_older_than_a_firms_own_no_is_refused_with_the_firms_name(brought, takes_back):
    firm, other = brought.firm("Alpha"), brought.firm("Beta")
    said, signed = now() - timedelta(days=30), now() - timedelta(days=10 if takes_back else 40)
    consents.save_consents(firm, {"attendee_list": takes_back}, language="en", at=said)
    if takes_back:
        consents.withdraw_consents(firm, "attendee_list", people=[], by=None)

    with pytest.raises(Invalid, match="consent_spoken_since") as refusal:
        consents.save_paper_consents(
            [firm, other], {"attendee_list": True}, language="en", evidence="9", at=signed, by=brought.chamber.id
        )

    assert refusal.value.details == {"names": "Alpha"}
    assert said_now(firm) == (False, False)
    assert get_company_consents([other.id]) == {}


def test_what_was_said_last_counts_whatever_was_recorded_last(brought):
    firm = brought.firm()
    consents.save_consents(firm, {"attendee_list": False}, language="en", at=SIGNED + timedelta(days=1))
    consents.save_consents(firm, {"attendee_list": True}, language="en", source="paper", evidence="9", at=SIGNED)

    assert said_now(firm) == (False, False)


def test_a_firm_is_told_by_letter_what_was_recorded_in_its_name(brought):
    firm = brought.firm("Alpha", users=[factories.user("Boss")])
    consents.save_paper_consents([firm], YES, language="en", evidence="9", at=SIGNED, by=brought.chamber.id)

    letters = db.session.query(Outbox).filter_by(kind="consent.recorded").all()
    assert len(letters) == 1
    assert "Alpha" in letters[0].subject


def test_a_guest_is_told_too_but_sent_to_no_page_of_a_firm(brought):
    guest = factories.guest(brought.event)
    factories.representative(guest, display_name="Director Wang", email="wang@example.cn")
    consents.save_paper_consents([guest], YES, language="en", evidence="9", at=SIGNED, by=brought.chamber.id)

    letter = db.session.query(Outbox).filter_by(kind="consent.recorded").one()
    assert "Director Wang" in letter.subject
    assert "Tell the organizer." in letter.body
    assert "/companies/" not in letter.body


@pytest.mark.parametrize("spoken_by", ["the person", "a colleague", "a paper of the firm"])
def test_the_no_of_a_person_to_the_list_is_taken_back_by_that_person_alone(brought, spoken_by):
    firm = brought.firm()
    person, colleague = firm.representatives[0], factories.representative(firm)
    consents.save_consents(firm, {"attendee_list": False}, language="en", people=[person.id], for_company=False)
    before = get_unlisted_people([person.id, colleague.id])

    people = {"the person": [person.id], "a colleague": [colleague.id]}.get(spoken_by)
    consents.save_consents(firm, YES, language="en", people=people)

    assert before == {person.id}
    assert get_unlisted_people([person.id, colleague.id]) == (set() if spoken_by == "the person" else {person.id})
    assert is_consent_given(get_consents(firm, person)["attendee_list"]) == (spoken_by == "the person")
    assert is_consent_given(get_consents(firm, colleague)["attendee_list"])
