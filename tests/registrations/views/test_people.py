"""The people of a firm over HTTP."""

from __future__ import annotations

from app.db import db, transaction
from app.meetings import services as meetings
from app.registrations.models import Representative
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
    asked = meetings.ask(firm.event_id, firm.id, other.id, by=None)
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
