"""A firm answers: on its page, when it registers, on the way in by its link; and who sees what of it."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db
from app.core.localized import Localized
from app.core.models import StoredFile
from app.registrations.models import Answer, Registration
from app.registrations.queries.access import list_company_users
from app.registrations.queries.answers import (
    count_missing_answers,
    get_answer_values,
    get_answers,
    get_column_values,
    get_open_questions,
    get_sealing_key,
    list_column_questions,
    unseal_answer,
)
from app.registrations.queries.company_rows import list_company_rows
from app.registrations.questions import ParsedAnswers, QuestionKind, QuestionSubject
from app.registrations.services.answers import AnswerSubmission, save_answers
from app.registrations.services.questions import QuestionDraft, add_question
from tests import factories
from tests.registrations.questions.forms import form_on
from tests.support.pages import text_of


@pytest.fixture
def boss(client, firm):
    return client.as_user(list_company_users(firm)[0])


def at(event, firm, what="questions"):
    return f"/events/{event.slug}/companies/{firm.id}/{what}"


def names(asked, firm):
    """The field of each question, by key."""
    person = firm.representatives[0].id
    return {key: f"q{one.id}" + (f"-p{person}" if one.subject == "person" else "") for key, one in asked.items()}


def test_a_firm_answers_for_itself_and_its_people_and_finds_its_answers_again(boss, event, asked, firm):
    name = names(asked, firm)
    page = boss.get(at(event, firm))
    typed = {**form_on(page), name["car"]: "yes", name["plate"]: "SGX 1", name["food"]: "No pork"}

    boss.post(at(event, firm), data=typed)
    again = form_on(boss.get(at(event, firm)))
    second = boss.post(at(event, firm), data={**typed, name["food"]: "No fish"})

    assert "Only if “Car” is: Yes" in text_of(page, "main")
    assert (again[name["car"]], again[name["plate"]], again[name["food"]]) == ("yes", "SGX 1", "No pork")
    assert second.status_code == 409
    assert "1 is open" in text_of(boss.get(at(event, firm, "profile")), "#asked")


def test_a_plate_is_needed_of_who_comes_by_car_and_forgotten_of_who_does_not(boss, event, asked, firm):
    name, seen = names(asked, firm), form_on(boss.get(at(event, firm)))

    refused = boss.post(at(event, firm), data={**seen, name["car"]: "yes"})
    boss.post(at(event, firm), data={**seen, name["car"]: "yes", name["plate"]: "SGX 1"})
    again = form_on(boss.get(at(event, firm)))
    boss.post(at(event, firm), data={**again, name["car"]: "no", name["plate"]: "SGX 1"})

    assert refused.status_code == 422
    assert "An answer is needed here." in text_of(refused, "main")
    assert get_answer_values(get_answers(firm).company) == {asked["car"].id: "no"}


def test_a_passport_is_kept_sealed_and_shown_on_no_page(boss, client, event, asked, firm):
    name = names(asked, firm)
    boss.post(at(event, firm), data={**form_on(boss.get(at(event, firm))), name["passport"]: "E7654321"})
    kept = db.session.scalars(select(Answer)).one()

    own = boss.get(at(event, firm))
    boss.post(at(event, firm), data=form_on(own))
    organizer = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    seen = organizer.get(at(event, firm, "registration"))

    assert (kept.value, unseal_answer(kept, get_sealing_key())) == (None, "E7654321")
    assert "E7654321" not in kept.sealed + own.text + seen.text
    assert "not shown again" in own.text
    assert "kept sealed" in text_of(seen, "#asked")
    assert [one.key for one in list_column_questions(event.id)] == ["car", "plate", "food"]
    boss.post(at(event, firm), data={**form_on(boss.get(at(event, firm))), f"erase-{name['passport']}": "y"})
    assert get_answers(firm).people == {}


def test_a_file_is_kept_for_those_who_answer_for_the_firm(boss, client, event, firm):
    paper = add_question(
        event,
        QuestionDraft(kind=QuestionKind.FILE, subject=QuestionSubject.COMPANY, label=Localized("Licence")),
        by=None,
    ).id
    seen = {**form_on(boss.get(at(event, firm)))}
    refused = boss.post(at(event, firm), data={**seen, f"q{paper}": (BytesIO(b"MZ"), "licence.pdf")})

    boss.post(at(event, firm), data={**seen, f"q{paper}": (BytesIO(b"%PDF-1.7 own"), "licence.pdf")})
    address = at(event, firm, f"answers/{get_answers(firm).company[paper].id}/file")
    found = boss.get(address)
    rival = factories.user()
    factories.firm(event, "Chongqing", users=[rival])

    assert refused.status_code == 422
    (kept,) = db.session.scalars(select(StoredFile.content).where(StoredFile.name == "licence.pdf"))
    assert b"own" not in kept, "files are sealed as sensitive answers are"
    assert (found.data, found.headers["Content-Disposition"]) == (b"%PDF-1.7 own", "attachment; filename=licence.pdf")
    assert client.as_user(rival).get(address).status_code == 404


def test_lists_get_answers_by_question_of_firms_and_of_people(boss, event, asked, firm):
    name, person = names(asked, firm), firm.representatives[0].id
    typed = {name["car"]: "no", name["food"]: "Halal", name["passport"]: "E1"}
    boss.post(at(event, firm), data={**form_on(boss.get(at(event, firm))), **typed})

    assert get_column_values(event.id, registrations=[firm.id], representatives=[person]) == (
        {firm.id: {asked["car"].id: "no"}},
        {person: {asked["food"].id: "Halal"}},
    )


def test_who_registers_openly_is_asked_and_cannot_leave_out_what_is_needed(client, app):
    event = factories.event("open-day", phase="registration", registration_mode="open")
    draft = QuestionDraft(
        kind=QuestionKind.CONSENT, subject=QuestionSubject.COMPANY, label=Localized("House rules"), required=True
    )
    rules = add_question(event, draft, by=None).id
    food = add_question(
        event, QuestionDraft(kind=QuestionKind.TEXT, subject=QuestionSubject.PERSON, label=Localized("Food")), by=None
    ).id
    page = client.get("/events/open-day/register")
    typed = {
        **form_on(page),
        "name": "Jetty Pte Ltd",
        "group": factories.group(event, "Singapore").id,
        "person": "Tan",
        "email": "tan@jetty.example",
        f"q{food}": "Halal",
    }

    refused = client.post("/events/open-day/register", data=typed)
    client.post("/events/open-day/register", data={**typed, f"q{rules}": "y"})

    assert refused.status_code == 422
    firm = db.session.scalars(select(Registration)).one()
    held = get_answers(firm)
    assert get_answer_values(held.company) == {rules: True}
    assert held.company[rules].text_hash
    assert get_answer_values(held.people[firm.representatives[0].id]) == {food: "Halal"}


def test_on_the_way_in_by_link_the_questions_come_before_handing_in(boss, event, asked, firm):
    name = names(asked, firm)

    sent_on = boss.post(at(event, firm, "welcome/consent"), data={})
    waiting = db.session.get_one(Registration, firm.id, populate_existing=True).state
    page = boss.get(sent_on.location)
    boss.post(sent_on.location, data={**form_on(page), name["car"]: "no"})

    assert sent_on.location.endswith("/questions?then=on")
    assert waiting == "draft"
    assert db.session.get_one(Registration, firm.id, populate_existing=True).state == "submitted"
    assert get_open_questions(firm).needed == 0


def test_what_a_person_must_still_answer_is_missing_of_the_firm_wherever_it_is_followed(boss, event, firm):
    badge = QuestionDraft(
        kind=QuestionKind.TEXT, subject=QuestionSubject.PERSON, label=Localized("Badge"), required=True
    )
    one = add_question(event, badge, by=None)
    factories.representative(firm)
    other = factories.firm(event, "Chongqing", state="draft", people=0)
    first, second = firm.representatives

    def lacking():
        told = count_missing_answers(event.id, [firm.id, other.id])
        rows = list_company_rows(event.id, [firm.id, other.id])
        assert [len([lack for lack in row.readiness.lacks if lack.code == "questions"]) for row in rows] == [
            int(firm.id in told),
            0,
        ]
        return told, get_open_questions(firm).needed

    assert lacking() == ({firm.id: 2}, 2)
    assert "2 answers to the organizer" in text_of(boss.get(at(event, firm, "home")), "main")
    form = form_on(boss.get(at(event, firm)))
    boss.post(at(event, firm), data={**form, f"q{one.id}-p{first.id}": "A", f"q{one.id}-p{second.id}": "B"})
    assert lacking() == ({}, 0)


def test_who_looks_after_the_firm_reads_a_day_as_days_are_written(client, event, firm):
    day = add_question(
        event,
        QuestionDraft(kind=QuestionKind.DATE, subject=QuestionSubject.COMPANY, label=Localized("Arrival")),
        by=None,
    ).asked
    said = AnswerSubmission(questions=[day], read=ParsedAnswers({day.id: "2032-03-17"}, {}, frozenset()))
    save_answers(firm, [said], language="en", by=None, seen=None)
    organizer = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    page = text_of(organizer.get(f"/events/{event.slug}/companies/{firm.id}/registration"), "#main")

    assert "Arrival 17 March 2032" in page
    assert "2032-03-17" not in page
