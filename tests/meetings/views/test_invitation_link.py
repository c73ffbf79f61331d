"""An invitation to a group meeting is answered from its letter: by a link that opens one page, and whose POST alone
answers."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from app.core.db import db, now, transaction
from app.core.digest_schedule import DIGEST_WINDOW
from app.core.models import Notice, Outbox
from app.events.models import Event
from app.group_meetings import services
from app.meetings.models import MeetingParty
from app.meetings.queries.group_meetings import get_group_meeting
from tests import factories
from tests.group_meetings.acts import never, seats
from tests.meetings.views.test_answer_link import everything


@pytest.fixture
def made(event, firms, slots):
    """A group by invitation only, to which a firm without an account is invited."""
    factories.representative(firms[1], email="li@port.example")
    return services.open_group_meeting(
        event.id,
        firms[0].id,
        topic="Cold chain by rail",
        slot_id=slots[1],
        seats=2,
        is_open=False,
        invited=[firms[1].id],
        by=None,
    )


def link_in(kind: str, to: str = "li@port.example") -> str:
    wanted = select(Outbox.body).where(Outbox.kind == f"round.{kind}", Outbox.recipient == to)
    body = db.session.scalars(wanted.order_by(Outbox.id.desc())).first()
    return str(re.findall(r"(/i/\S+)", body or "")[-1])


@pytest.fixture
def link(made):
    return link_in("invited")


def test_case_13_opening_the_link_of_an_invitation_changes_nothing(client, link):
    before = everything()

    pages = [client.get(link), client.head(link), client.get(f"{link}&act=take&seen=1")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "Cold chain by rail" in pages[0].text
    assert everything() == before


@pytest.mark.full
def test_case_08_the_link_of_an_invitation_cannot_be_guessed_nor_used_for_another(client, link):
    number = link.removeprefix("/i/").partition("-")[0]

    assert client.get(f"/r/{link.removeprefix('/i/')}").status_code == 404
    tried = [client.get(f"/i/{number}-{'a' * 32}").status_code for _ in range(30)]
    assert tried == [404] * 29 + [429]
    assert client.get(link).status_code == 200


def test_one_button_takes_a_seat_without_an_account_and_the_link_is_dead(client, event, firms, link, made, slots):
    done = client.post(link, data={"act": "take", "seen": slots[1]}, follow_redirects=True)

    assert seats(made) == {firms[1].id: ("accepted", 1)}
    assert (done.status_code, "You have a seat." in done.text) == (200, True)
    again, reloaded = client.post(link, data={"act": "decline"}), client.get(link)
    assert (again.status_code, reloaded.status_code) == (410, 200)
    assert "Answered: a seat is taken" in reloaded.text
    assert seats(made) == {firms[1].id: ("accepted", 1)}
    notice = db.session.scalars(select(Notice).where(Notice.kind == "round.take")).one()
    assert (notice.user_id, notice.details["via"]) == (None, "link")
    letter = select(Outbox.calendar).where(Outbox.kind == "round.seated", Outbox.recipient == "li@port.example")
    assert "METHOD:REQUEST" in (db.session.scalars(letter).one() or "")


def test_one_button_declines_and_the_host_reads_by_what(client, event, firms, people, link, made):
    assert "Declined. The host is told." in client.post(link, data={"act": "decline"}, follow_redirects=True).text

    page = client.as_user(people[0]).get(f"/events/{event.slug}/companies/{firms[0].id}/groups/{made}")
    assert seats(made) == {firms[1].id: ("declined", None)}
    assert "by the link of the letter" in page.text


def test_who_answers_for_a_time_that_has_moved_sees_the_new_one_first(client, event, firms, link, made, slots):
    services.move_group_meeting(made, slots[2], by=None)

    late = client.post(link, data={"act": "take", "seen": slots[1]})

    assert (late.status_code, seats(made)) == (409, {firms[1].id: ("invited", None)})
    assert "10:30" in late.text
    assert link_in("changed") == link
    assert client.post(link, data={"act": "take", "seen": slots[2]}).status_code == 303
    assert get_group_meeting(event.id, made).seated[0].company.registration_id == firms[1].id


def test_the_link_of_an_earlier_invitation_answers_no_later_one(client, firms, link, made):
    client.post(link, data={"act": "decline"})
    later = now() + DIGEST_WINDOW
    client.application.config["CLOCK"] = lambda: later
    services.invite_companies(made, [firms[1].id], by=None)

    answers = [client.get(link).status_code, client.post(link, data={"act": "take"}).status_code]

    assert answers == [410, 410]
    assert client.get(link_in("invited")).status_code == 200


@pytest.mark.parametrize("data", [{}, {"act": "remove"}, {"act": "take", "seen": "x"}, {"seen": "1"}])
def test_a_form_of_an_invitation_that_was_tampered_with_changes_nothing(client, firms, link, made, data):
    assert client.post(link, data=data).status_code == 422

    assert seats(made) == {firms[1].id: ("invited", None)}


@pytest.mark.full
def test_what_lapsed_or_was_taken_back_or_called_off_is_dead(client, event, firms, link, made):
    services.remove_group_guest(made, firms[1].id, by=None)
    assert client.get(link).status_code == 410

    services.invite_companies(made, [firms[1].id], by=None)
    again = link_in("invited")
    with transaction() as session:
        session.execute(update(MeetingParty).where(MeetingParty.answer == "invited").values(expires_at=now()))
    assert (client.get(again).status_code, client.post(again, data={"act": "take"}).status_code) == (410, 410)

    services.expire_invitations()
    services.invite_companies(made, [firms[1].id], by=None)
    services.cancel_group_meeting(made, by=None)
    assert client.get(link_in("invited")).status_code == 410


def test_answers_by_link_are_closed_and_open_again_with_the_phase(client, event, link):
    with transaction() as session:
        session.execute(update(Event).where(Event.id == event.id).values(phase="registration"))

    page = client.get(link)

    assert (page.status_code, "Answers are closed now" in page.text) == (409, True)


def test_a_table_with_somebody_kept_apart_is_full_by_the_link_too_and_says_no_more(client, event, firms, link, made):
    other = factories.firm(event, "Chongqing")
    services.invite_companies(made, [other.id], by=None)
    services.take_group_seat(made, other.id, by=None)
    never(other, firms[1])

    page = client.get(link)

    assert "All seats are taken" in page.text
    assert "Yes, take a seat" not in page.text
    assert client.post(link, data={"act": "take"}).status_code == 409


def test_the_page_of_an_invitation_speaks_the_letters_language(client, event, firms, made):
    services.remove_group_guest(made, firms[1].id, by=None)
    factories.representative(firms[1], email="roux@port.example")
    with transaction():
        firms[1].languages = ["fr"]
    services.invite_companies(made, [firms[1].id], by=None)

    page = client.get(link_in("invited", to="roux@port.example"), headers={"Accept-Language": "zh"})

    assert '<html lang="fr"' in page.text
