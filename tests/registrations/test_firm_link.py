"""The firm's way in by its link, over HTTP."""

from __future__ import annotations

import pytest

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.db import db, now, transaction
from app.registrations.links import LETTERS, SIGNS
from app.registrations.models import FirmLink, JoinRequest, Registration
from app.registrations.queries import links as queries
from app.registrations.services import links as services
from app.registrations.services.claims import let_in
from app.registrations.views.firm_link import CODE_FAILURES
from tests import factories
from tests.support.clients import Visitor


@pytest.fixture
def firm(app):
    delegation = None
    event = factories.event(phase="registration")
    delegation = factories.delegation(event, of=factories.organisation("Singapore chamber"))
    firm = factories.firm(
        event,
        name="Bok Seng Logistics Pte Ltd",
        state="invited",
        delegation_id=delegation.id,
        people=0,
        company_values={"name_zh": "博生物流有限公司", "sector_words": "Heavy transport, warehousing and freight"},
    )
    factories.representative(firm, display_name="Tan Hui Min", title="Director", phone="+65 0000 0014")
    services.give_links([firm])
    return firm


def link_of(firm: Registration) -> FirmLink:
    link = queries.link_of(firm)
    assert link is not None
    return link


def address(firm: Registration) -> str:
    return f"/f/{queries.token_of(link_of(firm))}"


def test_opening_shows_the_firms_draft_and_changes_nothing(client, firm):
    path = address(firm)

    page = client.get(path)

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    for shown in (
        "Is this you?",
        "Bok Seng Logistics Pte Ltd",
        "博生物流有限公司",
        "Tan Hui Min",
        "+65 0000 0014",
        "Heavy transport",
    ):
        assert shown in page.text
    link = link_of(firm)
    assert (link.opened, link.claimed_at, db.session.query(User).count()) == (0, None, 0)


def test_the_button_lets_in_for_sixty_days_without_password(client, firm):
    person = firm.representatives[0]

    answer = client.post(address(firm), data={"person": person.id, "act": "yes"})

    user = db.session.query(User).one()
    assert answer.location == f"/events/{firm.event.slug}/firms/{firm.id}/welcome/work"
    assert (user.name, user.email, user.password_hash) == ("Tan Hui Min", None, None)
    assert db.session.query(CompanyUser).one().company_id == firm.company_id
    assert firm.representatives[0].user_id == user.id
    assert (firm.state, link_of(firm).claimed_by, link_of(firm).opened) == ("draft", user.id, 1)
    cookie = client.get_cookie("remember_token")
    assert cookie is not None
    assert client.get(answer.location).status_code == 200


def test_correcting_leads_to_the_fields_of_the_sheet(client, firm):
    answer = client.post(
        address(firm), data={"person": firm.representatives[0].id, "act": "correct"}, follow_redirects=True
    )

    assert "What is wrong?" in answer.text
    assert "Bok Seng" in answer.text


def test_who_comes_second_sees_nothing_and_asks(client, firm, app):
    client.post(address(firm), data={"person": firm.representatives[0].id})
    second = Visitor(app, use_cookies=True)

    page = second.get(address(firm))
    asked = second.post(f"{address(firm)}/join", data={"name": "Koh Wei Ming"}, follow_redirects=True)

    assert "A colleague was here first" in page.text
    assert "Tan Hui Min" in page.text
    assert "Heavy transport" not in page.text
    assert "+65" not in page.text
    assert "You have asked to join" in asked.text
    request = db.session.query(JoinRequest).one()
    assert db.session.get_one(User, request.user_id).name == "Koh Wei Ming"
    assert second.get(f"/events/{firm.event.slug}/firms/{firm.id}/welcome/work").status_code == 404


def test_a_fresh_link_lets_the_firm_back_in_and_the_old_device_out(client, firm, app):
    client.post(address(firm), data={"person": firm.representatives[0].id})
    user_id = link_of(firm).claimed_by
    services.replace_link(firm.id, by=None)
    new_phone = Visitor(app, use_cookies=True)

    new_phone.post(address(firm), data={"person": firm.representatives[0].id})

    work = f"/events/{firm.event.slug}/firms/{firm.id}/welcome/work"
    assert link_of(firm).claimed_by == user_id
    assert new_phone.get(work).status_code == 200
    assert client.get(work).status_code == 302


def test_a_fresh_link_opens_no_account_that_is_more_than_the_firms(client, firm, app):
    organizer = factories.member(firm.event.organisation, "organizer")
    with transaction() as session:
        link = session.get_one(FirmLink, link_of(firm).id)
        link.claimed_by = organizer.id
    services.replace_link(firm.id, by=None)

    client.post(address(firm), data={"person": firm.representatives[0].id})

    assert link_of(firm).claimed_by != organizer.id


DEAD = {"closed": "Registration is closed", "cancelled": "The firm has cancelled"}


@pytest.mark.parametrize("dead", ["old", "revoked", "closed", "cancelled"])
def test_a_dead_link_says_why(client, firm, dead):
    path = address(firm)
    if dead == "old":
        services.replace_link(firm.id, by=None)
    elif dead == "revoked":
        services.revoke_link(firm.id, by=None)
    else:
        with transaction():
            if dead == "closed":
                firm.event.phase = "planning"
            firm.state = "cancelled" if dead == "cancelled" else firm.state

    page = client.get(path)

    assert page.status_code == 410
    assert DEAD.get(dead, "This link was replaced") in page.text
    assert "Tan Hui Min" not in page.text
    assert client.post(path, data={}).status_code == 410


def test_a_forged_link_is_not_found_and_guessing_is_counted(client, firm):
    forged = f"/f/{firm.id}-{'a' * 32}"

    statuses = [client.get(forged).status_code for _ in range(31)]

    assert statuses == [404] * 30 + [429]


def test_a_right_link_passes_whatever_others_behind_its_address_tried(client, firm):
    for _ in range(31):
        client.get(f"/f/{firm.id}-{'a' * 32}")

    assert client.get(address(firm)).status_code == 200
    assert client.post("/f", data={"code": link_of(firm).code}).location == address(firm)


CODES = CODE_FAILURES.item.amount


def test_wrong_codes_behind_one_address_hold_up_no_firm_of_another_name(client, firm):
    wrong = [client.post("/f", data={"code": f"{a}{b}9-999"}).status_code for a in "ACD" for b in LETTERS * 2]

    assert wrong == [422] * len(wrong)
    assert len(wrong) > 30
    assert Visitor(client.application).post("/f", data={"code": link_of(firm).code}).location == address(firm)


def test_the_codes_of_one_firm_are_guessed_no_more_than_twelve_times_an_hour(client, firm):
    initials = link_of(firm).code[:2]
    guesses = [f"{initials}{a}-{b}99".lower() for a in "234" for b in SIGNS if a + b not in link_of(firm).code]

    answers = [client.post("/f", data={"code": code}).status_code for code in guesses[: CODES + 2]]

    assert answers == [422] * CODES + [429] * 2
    assert client.post("/f", data={"code": link_of(firm).code}).status_code == 429
    signed_in = client.as_user(factories.user())
    assert signed_in.post("/f", data={"code": link_of(firm).code}).location == address(firm)


def test_half_of_the_codes_of_a_firm_take_three_years():
    codes_behind_the_initials = len(SIGNS) ** 4

    assert codes_behind_the_initials / 2 / CODES / 24 / 365 > 2.9


def test_what_cannot_be_a_code_is_no_guess(client, firm):
    answers = {client.post("/f", data={"code": "our firm"}).status_code for _ in range(CODES + 2)}

    assert answers == {422}


def test_a_signed_in_device_has_a_count_of_its_own(client, firm):
    visitor = client.as_user(factories.user())
    initials = link_of(firm).code[:2]

    wrong = [visitor.post("/f", data={"code": f"{initials}Y-YYY"}).status_code for _ in range(CODES + 1)]

    assert wrong == [422] * CODES + [429]
    assert Visitor(client.application).post("/f", data={"code": link_of(firm).code}).status_code == 302


def test_the_link_of_a_firm_that_cancelled_lets_nobody_ask_to_join(client, firm):
    path = address(firm)
    client.post(path, data={"person": firm.representatives[0].id})
    with transaction():
        db.session.get_one(Registration, firm.id).state = "cancelled"
    stranger = Visitor(client.application)

    seen, claimed = stranger.get(path), stranger.post(path, data={})
    joined = stranger.post(f"{path}/join", data={"name": "Lim"})

    assert [seen.status_code, claimed.status_code, joined.status_code] == [410, 410, 410]
    assert "The firm has cancelled" in seen.text
    assert "Ask to join" not in seen.text
    assert db.session.query(JoinRequest).count() == 0
    assert db.session.query(User).count() == 1


def test_a_code_leads_to_its_link_and_wrong_ones_are_counted(client, firm):
    code = link_of(firm).code

    right = client.post("/f", data={"code": code.lower().replace("-", " ")})
    wrong = [client.post("/f", data={"code": "ZZ9-999"}).status_code for _ in range(CODES + 1)]

    assert right.location == address(firm)
    assert wrong == [422] * CODES + [429]


def test_who_looks_after_the_firm_does_not_claim_its_link(client, firm):
    chamber = factories.member(
        db.session.get_one(type(firm.event.organisation), firm.delegation.organisation_id), "chamber"
    )

    page = client.as_user(chamber).get(address(firm))
    client.post(address(firm), data={"person": firm.representatives[0].id})

    assert "This link is for the firm" in page.text
    assert link_of(firm).claimed_at is None


def test_somebody_elses_person_is_not_taken(client, firm):
    other = factories.firm(firm.event)

    answer = client.post(address(firm), data={"person": other.representatives[0].id})

    assert answer.status_code == 404
    assert db.session.query(User).count() == 0


def test_not_ours_tells_the_chamber_and_uses_nothing_up(client, firm):
    page = client.post(f"{address(firm)}/not-ours")

    assert "is told" in page.text
    assert client.get(address(firm)).status_code == 200
    assert "Is this you" in client.get(address(firm)).text


def reopened(client, firm: Registration) -> str:
    """Where a fresh link leads to."""
    services.replace_link(firm.id, by=None)
    location: str = client.post(address(firm), data={"person": firm.representatives[0].id, "act": "yes"}).location
    return location.removeprefix(f"/events/{firm.event.slug}/firms/{firm.id}/")


def test_a_fresh_link_leads_to_where_the_firm_stopped(client, firm):
    assert reopened(client, firm) == "welcome/work"

    with transaction():
        firm.confirmed_at = now()
    assert reopened(client, firm) == "welcome/consent"

    with transaction():
        firm.state = "approved"
    assert reopened(client, firm) == "home"
    assert client.get(address(firm)).location.endswith("/home")


def test_the_link_of_a_firm_that_was_turned_down_says_so_and_leads_home(client, firm):
    with transaction():
        firm.state = "rejected"

    page = client.get(address(firm)).text

    assert "The organizer has not accepted this registration" in page
    assert "corrected and handed in again" in page
    assert "Is this you" not in page
    assert "has put you on the list" not in page
    assert reopened(client, firm) == "home"


def test_the_link_of_a_firm_on_the_waiting_list_says_so(client, firm):
    with transaction():
        firm.state = "waiting"

    assert "is on the waiting list of" in client.get(address(firm)).text


def test_several_people_are_told_apart_by_one_tap_each(client, firm):
    second = factories.representative(firm, display_name="Koh Wei Ming")
    page = client.get(address(firm)).text
    assert page.count(f'name="person" value="{second.id}"') == 2  # one to say yes, one to correct

    client.post(address(firm), data={"person": second.id})

    db.session.expire_all()
    assert db.session.get_one(User, link_of(firm).claimed_by).name == "Koh Wei Ming"


def with_account(firm: Registration) -> User:
    boss = factories.user("Tan Hui Min", "tan.hm@bokseng.example")
    with transaction():
        let_in(firm, boss, firm.representatives[0])
    return boss


def test_a_fresh_link_of_a_firm_whose_people_sign_in_makes_no_second_account(client, firm):
    with_account(firm)
    services.replace_link(firm.id, by=None)

    page = client.get(address(firm)).text
    pressed = client.post(address(firm), data={"person": firm.representatives[0].id}).text

    for shown in (page, pressed):
        assert "Sign in as t…@bokseng.example" in shown
        assert "Ask to join" in shown
        assert "signed out" not in shown
        assert "tan.hm" not in shown
    assert db.session.query(User).count() == 1
    assert client.get_cookie("remember_token") is None


def test_who_has_the_account_comes_in_by_the_fresh_link(client, firm):
    boss = with_account(firm)
    services.replace_link(firm.id, by=None)

    assert "/welcome/" in client.as_user(boss).get(address(firm)).location


def test_a_colleague_of_people_who_sign_in_asks_and_is_let_in(client, firm):
    boss = with_account(firm)
    services.replace_link(firm.id, by=None)

    client.post(f"{address(firm)}/join", data={"name": "Koh Wei Ming"})
    asked = db.session.query(JoinRequest).one()
    client.as_user(boss).post(f"/events/{firm.event.slug}/firms/{firm.id}/joins/{asked.id}/yes")

    assert {row.user_id for row in db.session.query(CompanyUser)} == {boss.id, asked.user_id}


def test_who_comes_back_without_mail_is_told_of_the_devices_that_are_signed_out(client, firm, app):
    client.post(address(firm), data={"person": firm.representatives[0].id})
    services.replace_link(firm.id, by=None)

    assert "their devices are signed out" in Visitor(app).get(address(firm)).text


def test_whatever_way_somebody_is_let_in_the_link_counts_as_claimed(client, firm):
    boss = with_account(firm)

    assert (link_of(firm).claimed_by, link_of(firm).claimed_at is None) == (boss.id, False)
    page = client.get(address(firm)).text
    assert "A colleague was here first" in page
    assert "Tan Hui Min opened this page" in page


def test_the_only_person_of_a_firm_is_who_presses_the_button(client, firm):
    client.post(address(firm), data={"act": "yes"})

    assert db.session.query(User).one().name == "Tan Hui Min"
    assert firm.representatives[0].user_id == link_of(firm).claimed_by


def test_a_colleague_who_was_first_is_named_as_a_person_not_as_the_account(client, firm, app):
    client.post(address(firm), data={"person": firm.representatives[0].id})
    with transaction():
        db.session.query(User).one().name = "Bok Seng"

    page = Visitor(app).get(address(firm)).text

    assert "Tan Hui Min opened this page" in page


@pytest.mark.parametrize(
    "sent", [{}, {"act": "zz"}, {"act": ""}, {"person": ""}, {"person": "x"}, {"person": "1", "act": "no"}]
)
def test_a_post_that_chooses_nothing_does_not_claim_the_link(client, firm, sent):
    answer = client.post(address(firm), data=sent)

    assert (answer.status_code, "Is this you?" in answer.text) == (422, True)
    assert link_of(firm).claimed_at is None
    assert (firm.state, db.session.query(User).count()) == ("invited", 0)


def test_of_several_people_a_yes_without_saying_who_does_not_claim_the_link(client, firm):
    factories.representative(firm, display_name="Koh Wei Ming")

    refused = client.post(address(firm), data={"act": "yes"})
    claimed = link_of(firm).claimed_at
    somebody_else = client.post(address(firm), data={"person": ""})

    assert (refused.status_code, claimed) == (422, None)
    assert somebody_else.status_code == 302
    assert link_of(firm).claimed_at is not None
