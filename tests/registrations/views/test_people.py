"""The people of a firm over HTTP."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Organisation
from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.meetings import services as meetings
from app.registrations.models import Consent, Representative
from tests import factories
from tests.registrations.forms import fields
from tests.registrations.views.company_pages import at


def test_people_are_added_changed_and_taken_off(boss, firm):
    boss.post(at(firm, "people/new"), data={"display_name": "Ms Wang", "name_zh": "王女士", "languages": ["zh"]})
    added = next(one for one in firm.representatives if one.display_name == "Ms Wang")

    boss.post(at(firm, f"people/{added.id}"), data=fields(boss.get(at(firm, f"people/{added.id}")), title="Director"))
    changed = db.session.get_one(Representative, added.id)
    title = changed.title
    boss.post(at(firm, f"people/{added.id}/removal"))

    assert (title, changed.languages) == ("Director", ["zh"])
    assert [one.display_name for one in firm.representatives if one.id == added.id] == []


def test_who_sits_at_a_meeting_does_not_leave(boss, firm):
    other = factories.firm(firm.event, "Chongqing")
    asked = meetings.request_meeting(firm.event_id, firm.id, other.id, by=None)
    meetings.accept(asked, other.id, by=None, slot_id=firm.event.slots[0].id)
    person = firm.representatives[0]

    answer = boss.post(at(firm, f"people/{person.id}/removal"))

    assert answer.status_code == 409
    assert "sits at 1 booked meetings" in answer.text
    assert person in firm.representatives


def test_two_at_one_person_lose_nothing(boss, firm):
    person = firm.representatives[0]
    sent = fields(boss.get(at(firm, f"people/{person.id}")), title="Mine", phone="＋８６ 1")
    with transaction():
        person.title, person.wechat = "Theirs", "wx"

    answer = boss.post(at(firm, f"people/{person.id}"), data=sent)
    again = boss.post(at(firm, f"people/{person.id}"), data=fields(answer))

    kept = db.session.get_one(Representative, person.id)
    assert (answer.status_code, again.status_code) == (409, 302)
    assert (kept.title, kept.wechat, kept.phone) == ("Mine", "wx", "+86 1")


def test_somebody_elses_person_is_not_to_be_seen(boss, firm):
    other = factories.firm(firm.event).representatives[0]

    assert boss.get(at(firm, f"people/{other.id}")).status_code == 404


def test_a_persons_languages_stay_when_something_else_is_saved(boss, firm):
    person = firm.representatives[0]
    with transaction():
        person.languages = ["en", "mn"]

    boss.post(at(firm, f"people/{person.id}"), data=fields(boss.get(at(firm, f"people/{person.id}")), title="Director"))

    assert (person.title, person.languages) == ("Director", ["en", "mn"])


def out_of_lists(user, firm, person, *, out=True, **more):
    """The person's page is sent with the box ticked, or not."""
    shown = fields(user.get(at(firm, f"people/{person.id}")))
    shown.pop("unlisted", None)
    return user.post(at(firm, f"people/{person.id}"), data={**shown, **({"unlisted": "y"} if out else {}), **more})


def words_of(person):
    said = select(Consent.given, Consent.source, Consent.evidence).where(Consent.representative_id == person.id)
    return [tuple(row) for row in db.session.execute(said.order_by(Consent.id))]


def test_a_company_leaves_one_of_its_people_out_of_attendee_lists_and_brings_them_back(boss, firm):
    person = factories.representative(firm, display_name="Ms Wang")

    out_of_lists(boss, firm, person)
    out_of_lists(boss, firm, person, title="Director")
    left_out = boss.get(at(firm, "profile"))
    out_of_lists(boss, firm, person, out=False)
    back = boss.get(at(firm, "profile"))

    assert words_of(person) == [(False, "self", None), (True, "self", None)]
    assert [text.count("not in attendee lists") for text in (left_out.text, back.text)] == [1, 0]


def test_a_chamber_leaves_somebody_out_of_attendee_lists_with_its_evidence(client, firm):
    house = db.session.get_one(Organisation, firm.delegation.organisation_id)
    chamber = client.as_user(factories.member(house, Role.CHAMBER))
    person = firm.representatives[0]

    refused = out_of_lists(chamber, firm, person)
    without = words_of(person)
    kept = out_of_lists(chamber, firm, person, evidence="email of 3 Dec")

    assert (refused.status_code, without, kept.status_code) == (422, [], 302)
    assert words_of(person) == [(False, "paper", "email of 3 Dec")]
    assert "not in attendee lists" in chamber.get(at(firm, "profile")).text


def test_a_page_opened_before_the_word_changed_does_not_change_it_back(boss, firm):
    person = firm.representatives[0]
    opened = fields(boss.get(at(firm, f"people/{person.id}")), title="Director")
    out_of_lists(boss, firm, person)

    boss.post(at(firm, f"people/{person.id}"), data=opened)

    assert words_of(person) == [(False, "self", None)]
