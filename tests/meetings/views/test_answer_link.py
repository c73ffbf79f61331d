"""A request is answered from its letter: by a link that opens one page, and whose POST alone answers."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select, update

from app.core.db import Model, db, now, transaction
from app.core.models import Notice, Outbox
from app.events.models import Event
from app.meetings import services
from app.meetings.models import Meeting, MeetingReason
from app.meetings.queries.signed_links import find_request_by_token
from app.registrations.models import Registration
from tests import factories
from tests.support.pages import text_of

TOKEN_BITS = 32 * 5


@pytest.fixture
def link(event, firms, slots):
    """The link of the letter that the asked firm, which has no account, got; the request proposes the first time."""
    factories.representative(firms[1], email="li@port.example")
    services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, slot_id=slots[0], message="Cold chain?")
    return link_in("meeting.asked")


def link_in(kind: str) -> str:
    body = db.session.scalars(select(Outbox.body).where(Outbox.kind == kind).order_by(Outbox.id.desc())).first()
    return str(re.findall(r"(/r/\S+)", body or "")[-1])


def the_meeting() -> Meeting:
    db.session.rollback()
    return db.session.scalars(select(Meeting).execution_options(populate_existing=True)).one()


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but the counters of rates."""
    db.session.rollback()
    tables = (table for table in Model.metadata.sorted_tables if table.name != "rate_counts")
    return {table.name: [tuple(row) for row in db.session.execute(table.select())] for table in tables}


def test_case_13_opening_the_link_of_a_letter_changes_nothing(client, link):
    before = everything()

    pages = [client.get(link), client.head(link), client.get(f"{link}&act=accept&slot=1")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "Cold chain?" in pages[0].text
    assert everything() == before


def test_case_08_the_link_of_a_letter_cannot_be_guessed_and_forged_ones_are_counted(client, link):
    number, _, secret = link.removeprefix("/r/").partition("?")[0].partition("-")

    assert len(secret) * 5 == TOKEN_BITS >= 128
    tried = [client.get(f"/r/{number}-{'a' * 32}").status_code for _ in range(31)]
    assert tried == [404] * 30 + [429]
    assert client.get(link).status_code == 200  # a whole token passes, whatever others behind the address tried


def test_one_button_accepts_without_an_account_and_the_link_is_dead(client, event, link, slots):
    done = client.post(link, data={"act": "accept", "slot": slots[0]}, follow_redirects=True)

    meeting = the_meeting()
    assert (meeting.state, meeting.slot_id) == ("booked", slots[0])
    assert (done.status_code, "Booked with YCH Group" in done.text) == (200, True)
    again, reloaded = client.post(link, data={"act": "decline"}), client.get(link)
    assert (again.status_code, reloaded.status_code, the_meeting().state) == (410, 200, "booked")
    for page in (again, reloaded):
        assert "Answered: accepted with a time" in page.text
        assert "answers nothing any more" not in page.text
    notice = db.session.scalars(select(Notice).where(Notice.kind == "meeting.accept_with_time")).one()
    assert (notice.user_id, notice.details["via"]) == (None, "link")


def test_the_second_of_two_taps_at_once_reads_what_the_first_one_answered(app, client, monkeypatch, link, slots):
    """Both have found the request open before either answers."""
    tap = {"act": "accept", "slot": slots[0]}
    taken: list[str] = []

    def found(token):
        opened = find_request_by_token(token)
        if not taken:
            taken.append(token)
            assert app.test_client().post(link, data=tap).status_code == 303
        return opened

    monkeypatch.setattr("app.meetings.views.email_links.find_request_by_token", found)

    second = client.post(link, data=tap)

    assert (second.status_code, the_meeting().state) == (410, "booked")
    assert "Answered: accepted with a time" in second.text
    assert "YCH Group" in facts(second)


def facts(page):
    return text_of(page, ".q-facts")


def test_after_the_answer_the_page_says_with_whom_when_and_where(client, link, slots):
    client.post(link, data={"act": "accept", "slot": slots[0]})
    client.get(link)  # the sentence that is said once is gone

    said = facts(client.get(link))

    assert [one in said for one in ("YCH Group", "18 March 2032, 09:30–09:55", "A1, Hall")] == [True] * 3, said


def test_other_times_that_were_proposed_stand_on_the_page_of_their_link(client, link, slots):
    client.post(link, data={"act": "counter", "slots": [slots[2], slots[3]]})

    said = facts(client.get(link))

    assert [one in said for one in ("10:30", "11:00", "A1")] == [True, True, False], said


def test_after_a_refusal_the_page_names_no_time(client, link):
    client.post(link, data={"act": "decline"})

    assert "q-facts" not in client.get(link).text


def test_other_times_go_back_with_a_link_for_the_other_side(client, firms, link, slots):
    factories.representative(firms[0], email="asker@ych.example")
    client.post(link, data={"act": "counter", "slots": [slots[2], slots[3]], "message": "Later"})

    theirs = link_in("meeting.countered")
    page = client.get(theirs)
    client.post(theirs, data={"act": "accept", "slot": slots[3]})

    assert ["Accept 10:30" in page.text, "Accept 11:00" in page.text, "Later" in page.text] == [True] * 3
    assert (the_meeting().state, the_meeting().slot_id) == ("booked", slots[3])
    assert "Answered: other times proposed" in client.get(link).text
    assert "Answered: accepted with a time" in client.get(theirs).text


def test_nobody_reads_its_own_message_as_the_other_side_s(client, firms, link, slots):
    factories.representative(firms[0], email="asker@ych.example")
    client.post(link, data={"act": "counter", "slots": [slots[2]]})

    page = client.get(link_in("meeting.countered"))

    assert ["proposes other times" in page.text, "Cold chain?" in page.text] == [True, False]


def test_a_refusal_by_link_may_be_private(client, link):
    client.post(link, data={"act": "decline", "why": "no_time", "reason": "x y z", "reads": "organizer"})

    reason = db.session.scalars(select(MeetingReason)).one()
    assert (the_meeting().state, the_meeting().reply) == ("declined", None)
    assert (reason.choice, reason.shared, reason.words) == ("no_time", False, "x y z")


@pytest.mark.parametrize("how", ["lapsed", "withdrawn", "closed", "countered"])
def test_the_link_dies_with_its_request(client, event, firms, slots, link, how):
    meeting = the_meeting()
    if how == "withdrawn":
        services.withdraw(meeting.id, firms[0].id, by=None)
    elif how == "countered":
        services.counter(meeting.id, firms[1].id, slots=slots[1:2], by=None)
    else:
        with transaction() as session:
            if how == "lapsed":
                session.execute(update(Meeting).values(expires_at=now() - dt.timedelta(seconds=1)))
            else:
                session.execute(update(Event).values(phase="closed"))
    stood = the_meeting().state

    answers = [client.get(link).status_code, client.post(link, data={"act": "accept", "slot": slots[0]}).status_code]

    assert (answers, the_meeting().state) == ([200 if how == "countered" else 410, 410], stood)


@pytest.mark.parametrize(
    "data", [{}, {"act": "dance"}, {"act": "accept", "slot": "x"}, {"act": "counter", "slots": "x"}]
)
def test_case_20_what_is_no_answer_shows_the_page_again(client, link, data):
    assert client.post(link, data=data).status_code == 422
    assert the_meeting().state == "requested"


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize(("act", "field"), [("accept", "slot"), ("counter", "slots")])
def test_case_01_a_time_of_another_event_or_of_none_is_refused_and_nothing_is_changed(client, link, act, field):
    elsewhere = factories.event("other-day").slots[0].id
    before = everything()

    answers = [client.post(link, data={"act": act, field: slot}).status_code for slot in (elsewhere, 9999)]

    assert (answers, everything()) == ([422, 422], before)


def test_case_20_a_link_passes_no_limit(client, event, firms, slots, link):
    third = factories.firm(event, "Singapore")
    services.accept(
        services.request_meeting(event.id, third.id, firms[1].id, by=None), firms[1].id, by=None, slot_id=slots[1]
    )
    with transaction() as session:
        session.execute(update(Event).values(max_meetings=1))

    answer = client.post(link, data={"act": "accept", "slot": slots[0]})

    assert (answer.status_code, the_meeting_with(firms[0]).state) == (409, "requested")


def the_meeting_with(firm: Registration) -> Meeting:
    db.session.rollback()
    return db.session.scalars(select(Meeting).where(Meeting.asker_id == firm.id)).one()


def test_while_answers_are_closed_the_link_says_so_and_works_again_later(client, event, link):
    def at_phase(phase):
        with transaction() as session:
            session.execute(update(Event).where(Event.id == event.id).values(phase=phase))
        return client.get(link), client.post(link, data={"act": "accept"})

    closed = at_phase("registration")
    again = at_phase("booking")[0]

    assert [page.status_code for page in closed] == [409, 409]
    for page in closed:
        assert "Answers are closed now" in page.text
        assert "answers nothing any more" not in page.text
    assert again.status_code == 200


def test_the_page_of_a_link_speaks_the_letters_language_and_so_does_what_follows(client, event, firms, slots):
    """To a reader without an account or a session, whatever the browser speaks; who chooses another language has it."""
    factories.representative(firms[1], email="roux@port.example")
    with transaction():
        firms[1].languages = ["fr"]
    services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, slot_id=slots[0])
    letter = db.session.scalars(select(Outbox).where(Outbox.recipient == "roux@port.example")).one()
    link = re.findall(r"(/r/\S+)", letter.body)[-1]

    opened = client.get(link, headers={"Accept-Language": "zh"})
    chosen = client.get(f"{link}&lang=zh")
    later = client.get(link)

    assert letter.language == "fr"
    assert '<html lang="fr"' in opened.text
    assert "Décliner" in opened.text
    assert ['<html lang="zh' in page.text for page in (chosen, later)] == [True, True]
    answered = client.application.test_client().post(link, data={"act": "accept"}, follow_redirects=True)
    assert '<html lang="fr"' in answered.text


def test_what_was_accepted_and_called_off_since_is_not_left_at_accepted(client, firms, link, slots):
    client.post(link, data={"act": "accept", "slot": slots[1]})
    before = client.get(link).text
    services.cancel(the_meeting().id, firms[0].id, by=None)

    after = client.get(link).text

    assert ["Answered: accepted with a time" in page for page in (before, after)] == [True, True]
    said = "Since then: cancelled. The meeting does not take place."
    assert [said in page for page in (before, after)] == [False, True]
