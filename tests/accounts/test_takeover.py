"""Nobody gets into an account that is somebody else's: not by an invitation, a link handed over, or an open session."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.accounts import services
from app.accounts.credentials import TokenPurpose
from app.accounts.models import EventRole, Membership, Token, User
from app.accounts.permissions import Role
from app.accounts.services import EmailUnconfirmed
from app.companies.models import CompanyUser
from app.core.db import db, now, transaction
from app.registrations.models import Delegation, JoinRequest
from app.registrations.queries.company_links import find_link, get_link_token
from app.registrations.services.company_links import create_links
from tests import factories
from tests.accounts.conftest import PASSWORD, path_in
from tests.support.clients import Visitor

VICTIM = "victim@port.example"
MAIL = ("no mail server", "rehearsal")
"""Where who invites sees the link."""


@pytest.fixture
def house(app):
    return factories.organisation("Lianglu Free Trade Zone")


@pytest.fixture
def event(house):
    return factories.event(run_by=house)


@pytest.fixture
def attacker(app, house):
    """Runs a house of their own."""
    return factories.member(house, Role.ADMINISTRATOR, name="Attacker")


@pytest.fixture
def victim(app):
    """An administrator of another house, without a password."""
    return factories.member(factories.organisation("Other house"), Role.ADMINISTRATOR, email=VICTIM, name="Victim")


@pytest.fixture(params=MAIL)
def hands_over(request, app, event, monkeypatch):
    """Where links are handed over by who invites."""
    if request.param == "rehearsal":
        monkeypatch.setattr("app.accounts.services.invitations.letters_leave", lambda: True)
        with transaction() as session:
            session.merge(event).rehearsal = True


INVITING = {
    "a member of the organisation": ("/organisations/{house}/people", {"role": "organizer"}),
    "the staff of the event": ("/events/{slug}/people", {"role": "organizer"}),
    "the first user of a chamber": (
        "/events/{slug}/delegations/new",
        {"organisation": "0", "new_organisation": "New chamber", "user_name": "Victim", "user_email": VICTIM},
    ),
    "the head of a delegation": ("/events/{slug}/delegations/new", {"head_name": "Victim", "head_email": VICTIM}),
    "the deputy of a delegation": (
        "/events/{slug}/delegations/new",
        {"deputy_name": "Victim", "deputy_email": VICTIM},
    ),
}
"""Each way to invite somebody: the page and what is sent there."""


def invite(client, event, attacker, way):
    """Send the invitation as the attacker; the page that follows, as text."""
    page, fields = INVITING[way]
    path = page.format(house=event.organisation_id, slug=event.slug)
    data = {"name": "Victim", "email": VICTIM, **fields}
    if "delegations" in path:
        data |= {"name_en": "Delegation", "group": str(event.groups[0].id)}
        data.setdefault("organisation", str(event.organisation_id))
    answer = client.as_user(attacker).post(path, data=data)
    assert answer.status_code == 302, answer.text
    return client.get(answer.location).text


def link_in(page):
    """The link that a page hands over, as a path; None for none."""
    _before, found, rest = page.partition('id="hand-over" readonly value="')
    return urlsplit(rest.partition('"')[0]).path if found else None


def is_signed_in(visitor):
    return visitor.get("/account").status_code == 200


def account():
    return db.session.scalars(select(User).where(User.email == VICTIM).execution_options(populate_existing=True)).one()


def roles_of(user_id):
    chosen = (Membership, EventRole)
    return [role for model in chosen for role in db.session.scalars(select(model.role).where(model.user_id == user_id))]


@pytest.fixture
def unconfirmed(client, event, attacker, hands_over):
    """An account of the victim's address, made and held by the attacker through a link that was handed over."""
    held = Visitor(client.application)
    link = link_in(invite(client, event, attacker, "the staff of the event"))
    assert held.post(link).status_code == 302
    assert is_signed_in(held)
    return held


def mailed_link(letters, email=VICTIM):
    letters()
    services.send_sign_in_link(email)
    [(_, _, body)] = letters()
    return path_in(body)


class TestAnInvitationToAnAccountThatExists:
    @pytest.mark.parametrize("way", INVITING)
    def test_shows_no_link_to_who_invites(self, client, event, attacker, victim, hands_over, way):
        page = invite(client, event, attacker, way)

        assert link_in(page) is None
        assert "/invitation/" not in page
        assert "/sign-in/" not in page

    def test_signs_nobody_in_and_is_not_used_up(self, app, client, event, attacker, victim, letters):
        invite(client, event, attacker, "the staff of the event")
        [(recipient, _, body)] = letters()
        stranger = Visitor(app)

        answers = [stranger.get(path_in(body)), stranger.post(path_in(body))]

        assert recipient == VICTIM
        assert [answer.location for answer in answers] == ["/invitations", "/invitations"]
        assert stranger.get("/invitations").location.startswith("/sign-in")
        assert not is_signed_in(stranger)
        assert db.session.scalars(select(Token.used_at)).all() == [None]
        assert roles_of(victim.id) == ["administrator"]

    def test_waits_for_its_owner_who_accepts_it_signed_in(self, app, client, event, attacker, victim):
        invite(client, event, attacker, "the staff of the event")
        owner = Visitor(app).as_user(victim)
        [token] = db.session.scalars(select(Token)).all()

        assert "You have 1 invitation" in owner.get("/").text
        assert "Accept the invitation" in owner.get("/invitations").text
        answer = owner.post(f"/invitations/{token.id}/acceptance")

        assert answer.location == f"/events/{event.slug}/home"
        assert roles_of(victim.id) == ["administrator", "organizer"]
        assert "You have 1 invitation" not in owner.get("/").text
        assert owner.post(f"/invitations/{token.id}/acceptance").status_code == 404

    def test_is_accepted_by_nobody_else(self, app, client, event, attacker, victim):
        invite(client, event, attacker, "the staff of the event")
        [token] = db.session.scalars(select(Token)).all()
        other = factories.user()

        answer = Visitor(app).as_user(other).post(f"/invitations/{token.id}/acceptance")

        assert answer.status_code == 404
        assert roles_of(other.id) == []

    def test_that_came_after_the_invitation_is_not_entered_by_its_link(self, app, client, event, attacker, hands_over):
        link = link_in(invite(client, event, attacker, "the staff of the event"))
        owner = services.create_user("Victim", VICTIM)
        stranger = Visitor(app)

        assert stranger.post(link).location == "/invitations"

        assert not is_signed_in(stranger)
        assert roles_of(owner.id) == []


class TestAnAccountMadeByALinkThatWasHandedOver:
    def test_has_the_role_that_the_link_was_for(self, unconfirmed):
        assert roles_of(account().id) == ["organizer"]
        assert "Your email address is not confirmed" in unconfirmed.get("/account").text

    def test_is_known_on_its_device_as_it_has_no_other_way_in(self, unconfirmed):
        assert unconfirmed.get_cookie("remember_token") is not None

    def test_gets_no_role_in_an_organisation(self, unconfirmed):
        with pytest.raises(EmailUnconfirmed):
            services.join_organisation(account(), factories.organisation(), Role.CHAMBER)

    def test_gets_no_role_at_another_event(self, unconfirmed):
        with pytest.raises(EmailUnconfirmed):
            services.give_event_role(account(), factories.event().id, Role.DESK)

    def test_sees_and_accepts_no_invitation_of_another_house(self, unconfirmed, client, letters):
        other = factories.event(name_en="Secret Day")
        host = factories.member(other.organisation, Role.ORGANIZER)
        services.invite(VICTIM, "Victim", "desk", to="Secret Day", event=other, language="en", by=host)
        token_id = db.session.scalars(select(Token.id).order_by(Token.id.desc())).first()

        pages = [unconfirmed.get(path).text for path in ("/", "/invitations")]
        refused = unconfirmed.post(f"/invitations/{token_id}/acceptance")

        assert all("Secret Day invites" not in page and "You have 1 invitation" not in page for page in pages)
        assert refused.status_code == 409
        assert "not confirmed" in refused.text
        assert roles_of(account().id) == ["organizer"]

    @pytest.mark.parametrize("part", ["head", "deputy"])
    def test_leads_no_other_delegation(self, unconfirmed, client, attacker, event, part):
        data = {"name_en": "Delegation", "group": str(event.groups[0].id), "organisation": str(event.organisation_id)}

        answer = client.as_user(attacker).post(
            f"/events/{event.slug}/delegations/new",
            data=data | {f"{part}_name": "Victim", f"{part}_email": VICTIM},
        )

        assert answer.status_code == 409
        assert "not confirmed" in answer.text
        assert db.session.scalars(select(Delegation.id)).all() == []

    def test_claims_no_company(self, unconfirmed):
        firm = factories.firm(factories.event(phase="registration"), name="Tan Foods", state="invited")
        create_links([firm])
        link = find_link(firm)
        assert link is not None

        answer = unconfirmed.post(f"/f/{get_link_token(link)}", data={"act": "yes"})

        assert answer.status_code == 409
        assert db.session.scalars(select(CompanyUser.id)).all() == []

    def test_asks_to_join_no_company(self, unconfirmed, app):
        firm = factories.firm(factories.event(phase="registration"), name="Tan Foods", state="invited")
        create_links([firm])
        link = find_link(firm)
        assert link is not None
        Visitor(app).post(f"/f/{get_link_token(link)}", data={"act": "yes"})

        answer = unconfirmed.post(f"/f/{get_link_token(link)}/join")

        assert answer.status_code == 409
        assert db.session.scalars(select(JoinRequest.id)).all() == []

    def test_gets_no_password_and_no_other_address(self, unconfirmed, letters):
        letters()

        pages = [
            unconfirmed.post("/account/password", data={"password": PASSWORD}),
            unconfirmed.post("/account/email", data={"email": "attacker@evil.example"}),
        ]

        assert all("First confirm that it’s you" in page.text for page in pages)
        assert (account().password_hash, letters()) == (None, [])

    def test_is_its_owners_once_a_mailed_link_was_used(self, app, unconfirmed, letters):
        link, owner = mailed_link(letters), Visitor(app)

        owner.post(link)

        assert is_signed_in(owner)
        assert not is_signed_in(unconfirmed)
        assert account().email_unconfirmed_since is None
        services.join_organisation(account(), factories.organisation(), Role.CHAMBER)

    def test_is_its_owners_once_a_mailed_reset_was_used(self, app, unconfirmed, letters):
        letters()
        services.send_reset_link(VICTIM)
        [(_, _, body)] = letters()
        owner = Visitor(app)

        owner.post(path_in(body), data={"password": PASSWORD})

        assert is_signed_in(owner)
        assert not is_signed_in(unconfirmed)
        assert services.get_user_by_password(VICTIM, PASSWORD) is not None

    def test_loses_a_password_that_was_set_before(self, unconfirmed, app, letters):
        with transaction():
            account().password_hash = services.set_password(factories.user(), PASSWORD).password_hash

        Visitor(app).post(mailed_link(letters))

        assert services.get_user_by_password(VICTIM, PASSWORD) is None


def test_a_heads_link_that_was_handed_over_dies_when_the_address_is_confirmed(app, client, event, attacker, hands_over):
    link = link_in(invite(client, event, attacker, "the head of a delegation"))
    owner, holder = Visitor(app), Visitor(app)
    owner.post(urlsplit(services.sign_in_link(account())).path)

    answer = holder.post(link)

    assert answer.status_code == 404
    assert is_signed_in(owner)
    assert not is_signed_in(holder)


def test_a_heads_link_that_was_handed_over_confirms_nothing(app, client, event, attacker, hands_over):
    link = link_in(invite(client, event, attacker, "the head of a delegation"))
    holder = Visitor(app)

    assert holder.post(link).status_code == 302

    assert account().email_unconfirmed_since is not None
    with pytest.raises(EmailUnconfirmed):
        services.set_password(account(), PASSWORD)


def test_a_mailed_invitation_confirms_the_address(app, client, event, attacker, letters, monkeypatch):
    monkeypatch.setattr("app.accounts.services.invitations.letters_leave", lambda: True)
    services.invite(VICTIM, "Victim", "desk", to="Matching Day", event=event, language="en", by=attacker)
    [(_, _, body)] = letters()

    Visitor(app).post(path_in(body))

    assert account().email_unconfirmed_since is None


class TestAnOpenSession:
    """Of an account without a password, which somebody else may sit at."""

    @pytest.fixture
    def old(self, app, victim, monkeypatch):
        visitor = Visitor(app).as_user(victim)
        monkeypatch.setattr("app.accounts.login.FRESH_SECONDS", -1)
        return visitor

    def test_sets_no_first_password_without_a_fresh_link(self, old, victim):
        answer = old.post("/account/password", data={"password": PASSWORD})

        assert "First confirm that it’s you" in answer.text
        assert account().password_hash is None

    def test_sets_no_other_address_without_a_fresh_link(self, old, victim, letters):
        answer = old.post("/account/email", data={"email": "attacker@evil.example"})

        assert "First confirm that it’s you" in answer.text
        assert letters() == []

    @pytest.mark.parametrize("page", ["/account/password", "/account/email"])
    def test_goes_on_by_a_link_to_the_accounts_own_address(self, old, victim, letters, page, monkeypatch):
        assert old.post("/account/proof", data={"page": page}).location == page
        [(recipient, _, body)] = letters()
        monkeypatch.undo()

        assert recipient == VICTIM
        assert old.post(path_in(body)).location == page
        assert "First confirm" not in old.get(page).text

    def test_changes_a_password_only_with_the_present_one(self, app, victim):
        services.set_password(victim, PASSWORD)
        visitor = Visitor(app).as_user(account())

        refused = visitor.post("/account/password", data={"password": "another long lantern", "present": "wrong"})

        assert refused.status_code == 422
        assert services.get_user_by_password(VICTIM, PASSWORD) is not None

    @pytest.mark.parametrize("password", [None, PASSWORD])
    def test_shares_no_account_with_who_confirms_an_address_that_it_asked_for(self, app, letters, password):
        asking = factories.user("Attacker", "attacker@evil.example" if password else None)
        asking = services.set_password(asking, password) if password else asking
        attacker = Visitor(app).as_user(asking)
        attacker.post("/account/email", data={"email": VICTIM, "present": password or ""})
        [(recipient, _, body)] = [letter for letter in letters() if letter[1] == "confirm_email"]

        Visitor(app).post(path_in(body))

        assert (recipient, account().id) == (VICTIM, asking.id)
        assert not is_signed_in(attacker)
        assert services.get_user_by_password(VICTIM, PASSWORD) is None

    def test_ends_when_the_address_is_changed_but_for_the_one_that_does_so(self, app, victim, letters):
        mine, other = Visitor(app).as_user(victim), Visitor(app).as_user(victim)
        mine.post("/account/email", data={"email": "new@port.example"})
        [(_, _, body)] = letters()

        mine.post(path_in(body))

        assert is_signed_in(mine)
        assert not is_signed_in(other)


def test_an_invitation_dies_after_seven_days_also_for_who_is_signed_in(app, client, event, attacker, victim):
    invite(client, event, attacker, "the staff of the event")
    [token] = db.session.scalars(select(Token).where(Token.purpose == TokenPurpose.INVITE)).all()
    moment = now() + timedelta(days=7, seconds=1)
    app.config["CLOCK"] = lambda: moment

    answer = Visitor(app).as_user(victim).post(f"/invitations/{token.id}/acceptance")

    assert answer.status_code in (302, 404)
    assert roles_of(victim.id) == ["administrator"]
