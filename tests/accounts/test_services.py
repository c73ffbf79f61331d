"""Accounts, roles and tokens, on both databases."""

from __future__ import annotations

import threading

import pytest

from app.accounts import services
from app.accounts.credentials import TokenPurpose, hash_secret, user_subject
from app.accounts.models import EventRole, Membership, Token, User
from app.accounts.permissions import Role
from app.accounts.services import access
from app.core.db import db, now
from app.core.errors import Invalid
from app.core.models import Notice
from tests import factories


def kinds() -> list[str]:
    return [kind for (kind,) in db.session.query(Notice.kind).order_by(Notice.id)]


class TestAccounts:
    def test_an_account_has_one_spelling_of_its_address(self, app):
        made = services.create_user("  Li Wei ", " Li.Wei@FTZ.example ", locale="zh")

        assert (made.name, made.email, made.locale, made.password_hash) == ("Li Wei", "li.wei@ftz.example", "zh", None)
        assert kinds() == ["user.created"]

    def test_one_address_has_one_account_however_it_is_spelled(self, app):
        services.create_user("Li Wei", "li@ftz.example")

        with pytest.raises(services.EmailTaken):
            services.create_user("Somebody", "LI@ftz.example")
        assert db.session.query(User).count() == 1

    def test_any_number_of_accounts_has_no_address(self, app):
        for name in ("One", "Two"):
            services.create_user(name)

        assert db.session.query(User.email).all() == [(None,), (None,)]


class TestRoles:
    @pytest.fixture
    def house(self, app):
        return factories.organisation()

    def test_joining_twice_is_joining_once(self, house):
        user = factories.user()

        for _ in "ab":
            services.join_organisation(user, house, Role.CHAMBER)

        assert db.session.query(Membership.role).all() == [("chamber",)]
        assert kinds() == ["user.joined"]

    @pytest.mark.parametrize("role", ["desk", "company", "king", ""])
    def test_an_organisation_has_only_its_own_roles(self, house, role):
        with pytest.raises(Invalid):
            services.join_organisation(factories.user(), house, role)

    def test_the_last_administrator_stays(self, house):
        first = factories.member(house, Role.ADMINISTRATOR)
        second = factories.member(house, Role.ADMINISTRATOR)

        services.leave_organisation(first, house, Role.ADMINISTRATOR, by=second.id)

        with pytest.raises(services.LastAdministrator):
            services.leave_organisation(second, house, Role.ADMINISTRATOR, by=second.id)
        assert db.session.query(Membership.user_id).all() == [(second.id,)]

    def test_a_shut_administrator_is_none(self, house):
        shut = factories.member(house, Role.ADMINISTRATOR, disabled_at=now())
        open_one = factories.member(house, Role.ADMINISTRATOR)

        with pytest.raises(services.LastAdministrator):
            services.leave_organisation(open_one, house, Role.ADMINISTRATOR, by=None)
        services.leave_organisation(shut, house, Role.ADMINISTRATOR, by=None)

    def test_a_role_at_an_event_is_given_and_taken(self, house):
        event, user = factories.event(run_by=house), factories.user()

        for _ in "ab":
            services.give_event_role(user, event.id, Role.DESK)
        assert db.session.query(EventRole.role).all() == [("desk",)]

        for _ in "ab":
            services.take_event_role(user, event.id, Role.DESK, by=None)
        assert db.session.query(EventRole).count() == 0
        assert kinds() == ["user.event_role_given", "user.event_role_taken"]

    def test_nobody_becomes_a_company_by_an_event_role(self, house):
        with pytest.raises(Invalid):
            services.give_event_role(factories.user(), factories.event().id, Role.COMPANY)


class TestTokens:
    def test_a_secret_is_used_up_by_exactly_one_of_many_at_once(self, app):
        secret = access.issue_token(TokenPurpose.SIGN_IN, user_subject(factories.user().id))
        ready, won, lost = threading.Barrier(8), [], []

        def use():
            with app.app_context():
                ready.wait()
                try:
                    won.append(access.consume_token(TokenPurpose.SIGN_IN, secret).id)
                except services.LinkDead:
                    lost.append(1)
                finally:
                    db.session.remove()

        racers = [threading.Thread(target=use) for _ in range(8)]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()

        assert (len(won), len(lost)) == (1, 7)

    def test_a_taken_back_secret_is_dead(self, app):
        secret = access.issue_token(TokenPurpose.RESET, "user:1")
        other = access.issue_token(TokenPurpose.RESET, "user:2")

        access.revoke_tokens("user:1", TokenPurpose.RESET)

        with pytest.raises(services.LinkDead):
            access.consume_token(TokenPurpose.RESET, secret)
        assert access.consume_token(TokenPurpose.RESET, other).subject == "user:2"

    def test_the_database_holds_hashes_alone(self, app):
        secret = access.issue_token(TokenPurpose.RESET, "user:1")

        assert db.session.query(Token.hash).all() == [(hash_secret(secret),)]

    def test_no_two_secrets_are_alike(self, app):
        assert len({access.issue_token(TokenPurpose.RESET, "user:1") for _ in range(50)}) == 50


def test_notices_name_fields_and_never_what_was_written(app):
    user = factories.user("Tan Mei", "tan@ych.example")

    services.save_settings(user, {"name": "Tan Mei Ling", "phone": "+65 8123 4567", "locale": None})

    assert [(one.kind, one.details) for one in db.session.query(Notice)] == [
        ("user.settings_saved", {"fields": ["name", "phone"]})
    ]


def test_nothing_is_noted_where_nothing_changed(app):
    user = factories.user("Tan Mei")

    services.save_settings(user, {"name": "Tan Mei", "phone": None})

    assert kinds() == []


def test_a_password_holds_no_name_of_the_user_s_companies_events_or_organisations(app):
    event = factories.event("lianglu", name_en="Lianglu Matching Day", name_zh="两江寸滩对接会")
    house = factories.organisation("Merlion Chamber")
    user = factories.member(house, Role.CHAMBER, name="Tan Mei", email="bokseng.tan@ych.example")
    factories.firm(event, name="Bok Seng Logistics Pte Ltd", company_values={"name_zh": "博生物流"}, users=[user])
    refused = (
        *("tan mei over the river", "boksengtan over a river", "seven logistics lanterns", "博生物流有限公司二零二六"),
        *("lianglu lanterns 88", "两江寸滩对接会二零二六年", "seven merlion lanterns"),
    )

    for password in refused:
        with pytest.raises(Invalid) as refusal:
            services.set_password(user, password)
        assert refusal.value.code == "password_personal"
    assert services.set_password(user, "seven lanterns over the river").password_hash
