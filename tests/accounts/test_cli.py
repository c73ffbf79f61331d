import pytest

from app.accounts import services
from app.accounts.models import Membership, Organisation, Token, User
from app.core.db import db
from tests import factories


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["user", *words])


def test_create_makes_an_account_with_a_role(run):
    told = run(
        "create", "--email", "Li@FTZ.example", "--name", "Li Wei", "--organisation", "Zone", "--role", "organizer"
    )

    assert told.exit_code == 0
    assert db.session.query(User.email, User.name, User.password_hash).all() == [("li@ftz.example", "Li Wei", None)]
    assert db.session.query(Organisation.name_en, Membership.role).join(Membership.organisation).all() == [
        ("Zone", "organizer")
    ]


def test_a_second_account_joins_the_organisation_that_is_there(run):
    for number in (1, 2):
        run("create", "--email", f"a{number}@b.example", "--name", "A", "--organisation", "Zone", "--role", "chamber")

    assert db.session.query(Organisation).count() == 1
    assert db.session.query(Membership).count() == 2


def test_a_chamber_is_found_by_its_owner_where_several_have_its_name(run):
    zone, park = factories.organisation("Zone"), factories.organisation("Park")
    chambers = [services.create_organisation("Chamber", owner_id=owner.id) for owner in (zone, park)]
    words = ("create", "--name", "A", "--organisation", "Chamber", "--role", "chamber", "--email")

    unsaid = run(*words, "a@b.example")
    unknown = run(*words, "a@b.example", "--owner", "Bank")
    owned = run(*words, "a@b.example", "--owner", "Park")

    assert "Several chambers are called Chamber: say whose with --owner." in unsaid.output
    assert "Bank has no chamber that is called Chamber." in unknown.output
    assert owned.exit_code == 0
    assert db.session.query(Membership.organisation_id).all() == [(chambers[1].id,)]


def test_the_only_chamber_of_a_name_is_joined_whoever_owns_it(run):
    chamber = services.create_organisation("Chamber", owner_id=factories.organisation("Zone").id)

    run("create", "--email", "a@b.example", "--name", "A", "--organisation", "Chamber", "--role", "chamber")

    assert db.session.query(Membership.organisation_id).all() == [(chamber.id,)]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--email", "a@b.example", "--name", "A", "--role", "chamber"], "belong together"),
        (["--email", "nobody", "--name", "A"], "--email: write one address, like name@example.org."),
        (["--email", "there@b.example", "--name", "A"], "has an account already"),
        (["--email", "a@b.example", "--name", "A", "--organisation", "Zone", "--role", "king"], "king"),
        (["--email", "a@b.example", "--name", ""], "--name: write a name."),
        (["--email", "a@b.example", "--name", " \u3000 "], "--name: write a name."),
        (["--email", "a@b.example", "--name", "A\nB"], "--name: a name is one line"),
        (["--email", "a@b.example", "--name", "A\u202eB"], "--name: a name is one line"),
        (["--email", "a@b.example", "--name", "A" * 5000], "--name: at most 200 characters."),
        (["--email", "a@b.example\nBcc: c@d.example", "--name", "A"], "--email: write one address"),
        (["--email", f"{'a' * 300}@b.example", "--name", "A"], "--email: write one address"),
        (
            ["--email", "a@b.example", "--name", "A", "--organisation", " ", "--role", "chamber"],
            "--organisation: write",
        ),
    ],
)
def test_create_says_in_a_sentence_what_is_wrong(run, words, sentence):
    factories.user(email="there@b.example")

    told = run("create", *words)

    assert told.exit_code != 0
    assert sentence in told.output
    assert db.session.query(User).count() == 1


def test_link_prints_an_address_that_signs_in_once(run, client, settings):
    user = factories.user()

    told = run("link", str(user.email).upper(), "--next", "/account")

    address = told.output.strip()
    assert address.startswith(f"{settings.base_url}/sign-in/")
    path = address.removeprefix(settings.base_url)
    assert client.post(path).location == "/account"
    assert client.post(path).status_code == 404


@pytest.mark.parametrize("page", ["https://evil.org", "//evil.org", "/\\evil.org", "account"])
def test_link_refuses_a_page_that_is_none_of_ours(run, page):
    told = run("link", str(factories.user().email), "--next", page)

    assert told.exit_code == 2
    assert f"--next: {page} is no page here; write a path, such as /account." in told.output
    assert db.session.query(Token).count() == 0


def test_link_refuses_an_unknown_and_a_shut_account(run):
    shut = factories.user()
    services.disable_user(shut)

    assert "No account has" in run("link", "nobody@b.example").output
    assert "is shut" in run("link", shut.email).output


def test_accounts_are_shut_and_opened_again(run):
    user = factories.user()

    run("disable", user.email)
    db.session.expire_all()
    assert not db.session.get_one(User, user.id).is_active

    run("enable", user.email)
    db.session.expire_all()
    assert db.session.get_one(User, user.id).is_active


def test_there_is_no_default_account(app):
    assert db.session.query(User).all() == []
