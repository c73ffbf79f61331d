"""One's own account."""

import pytest

from app.accounts import services
from app.accounts.models import User
from app.core.db import db
from tests import factories
from tests.accounts.conftest import PASSWORD, path_in
from tests.support.clients import Visitor

NEW = "twelve bridges in the fog"
SETTINGS = {"name": "Tan Mei", "phone": "+65 8123 4567", "locale": "fr", "theme": "dark", "zone": "Asia/Singapore"}


@pytest.fixture
def tan(app, letters):
    user = services.set_password(factories.user("Tan Mei", "tan@ych.example"), PASSWORD)
    letters()
    return user


@pytest.fixture
def inside(client, tan):
    return client.as_user(tan)


def kept(user):
    return db.session.get_one(User, user.id)


class TestSettings:
    @pytest.mark.full
    def test_they_are_kept_and_take_effect(self, inside, tan):
        answer = inside.post("/account", data=SETTINGS)

        page = inside.get("/account").text
        assert answer.location == "/account"
        assert (kept(tan).phone, kept(tan).locale, kept(tan).theme, kept(tan).zone) == (
            *("+65 8123 4567", "fr", "dark"),
            "Asia/Singapore",
        )
        assert '<html lang="fr" data-bs-theme="dark"' in page

    @pytest.mark.parametrize(
        "wrong", [{"name": ""}, {"locale": "xx"}, {"theme": "pink"}, {"zone": "Mars/Base"}, {"phone": "1" * 41}]
    )
    def test_what_cannot_be_is_refused_and_the_form_is_kept(self, inside, tan, wrong):
        answer = inside.post("/account", data=SETTINGS | wrong)

        assert answer.status_code == 422
        assert (kept(tan).name, kept(tan).locale) == ("Tan Mei", None)

    def test_no_other_column_can_be_written(self, inside, tan):
        columns = {one.key: getattr(tan, one.key) for one in User.__mapper__.column_attrs if one.key not in SETTINGS}
        sent = dict.fromkeys(columns, "1")

        inside.post("/account", data=SETTINGS | sent)

        assert {name: getattr(kept(tan), name) for name in columns} == columns

    def test_roles_are_shown(self, client):
        chamber = factories.organisation("Singapore Business Chamber")

        page = client.as_user(factories.member(chamber, "chamber")).get("/account").text

        assert "Singapore Business Chamber" in page


class TestEmail:
    def test_the_new_address_counts_once_its_link_was_used(self, app, inside, tan, letters):
        asked = inside.post("/account/email", data={"email": "New@ych.example", "present": PASSWORD})
        [(recipient, kind, body)] = letters()
        link = path_in(body)
        looked = inside.get(link)
        before = kept(tan).email
        confirmed = inside.post(link)

        assert (asked.location, looked.status_code, confirmed.status_code) == ("/account", 200, 302)
        assert (recipient, kind) == ("new@ych.example", "confirm_email")
        assert (before, kept(tan).email) == ("tan@ych.example", "new@ych.example")

    def test_the_old_address_is_told(self, inside, tan, letters):
        inside.post("/account/email", data={"email": "new@ych.example", "present": PASSWORD})
        [(_, _, body)] = letters()

        inside.post(path_in(body))

        assert [(recipient, kind) for recipient, kind, _ in letters()] == [("tan@ych.example", "email_changed")]

    def test_links_sent_to_the_old_address_die(self, app, inside, tan, letters):
        old = "/" + services.sign_in_link(tan).split("/", 3)[3]
        inside.post("/account/email", data={"email": "new@ych.example", "present": PASSWORD})
        [(_, _, body)] = letters()

        inside.post(path_in(body))

        assert Visitor(app).post(old).status_code == 404

    def test_only_the_last_address_asked_for_can_be_confirmed(self, inside, tan, letters):
        for email in ("one@ych.example", "two@ych.example"):
            inside.post("/account/email", data={"email": email, "present": PASSWORD})
        [(_, _, first), (_, _, second)] = letters()

        assert inside.post(path_in(first)).status_code == 404
        assert inside.post(path_in(second)).status_code == 302

    def test_it_takes_the_present_password(self, inside, tan, letters):
        answer = inside.post("/account/email", data={"email": "new@ych.example", "present": "wrong"})

        assert answer.status_code == 422
        assert "not your present password" in answer.text
        assert letters() == []

    def test_an_address_in_use_is_not_given_away(self, inside, tan, letters):
        factories.user(email="koh@ych.example")

        free = inside.post("/account/email", data={"email": "free@ych.example", "present": PASSWORD})
        taken = inside.post("/account/email", data={"email": "koh@ych.example", "present": PASSWORD})

        assert (free.status_code, free.location) == (taken.status_code, taken.location)
        assert [(recipient, kind) for recipient, kind, _ in letters()] == [
            ("free@ych.example", "confirm_email"),
            ("koh@ych.example", "email_in_use"),
        ]

    def test_an_address_taken_meanwhile_is_refused_and_the_link_stays(self, inside, tan, letters):
        inside.post("/account/email", data={"email": "new@ych.example", "present": PASSWORD})
        [(_, _, body)] = letters()
        factories.user(email="new@ych.example")

        answer = inside.post(path_in(body))

        assert answer.status_code == 409
        assert kept(tan).email == "tan@ych.example"

    @pytest.mark.parametrize("email", ["", "tan", "tan@", "a@b@c.example", "tan@ych.example\nBcc: x@y.example"])
    def test_what_is_no_address_is_refused(self, inside, letters, email):
        answer = inside.post("/account/email", data={"email": email, "present": PASSWORD})

        assert answer.status_code == 422
        assert letters() == []

    def test_somebody_who_came_by_a_firm_link_adds_one_and_can_then_sign_in_anywhere(self, app, client, letters):
        user = factories.user("Lim", email=None)
        client.as_user(user)

        page = client.get("/account").text
        client.post("/account/email", data={"email": "lim@bok.example"})
        [(_, _, body)] = letters()
        client.post(path_in(body))

        assert "This device is your only way in" in page
        assert kept(user).email == "lim@bok.example"
        assert letters() == []
        assert client.get("/account").status_code == 200
        assert "only way in" not in client.get("/account").text


class TestPassword:
    def test_a_change_keeps_this_device_in_and_no_other(self, app, inside, tan):
        elsewhere = Visitor(app).as_user(tan)

        answer = inside.post("/account/password", data={"present": PASSWORD, "password": NEW})

        assert answer.location == "/account"
        assert inside.get("/account").status_code == 200
        assert elsewhere.get("/account").status_code == 302
        assert services.get_user_by_password(tan.email, NEW) is not None

    def test_it_takes_the_present_one(self, inside, tan):
        answer = inside.post("/account/password", data={"present": "wrong", "password": NEW})

        assert answer.status_code == 422
        assert services.get_user_by_password(tan.email, PASSWORD) is not None

    def test_the_first_one_takes_none(self, client):
        user = factories.user()

        client.as_user(user).post("/account/password", data={"password": NEW})

        assert services.get_user_by_password(str(user.email), NEW) is not None

    def test_a_known_password_is_refused_at_its_field(self, inside):
        answer = inside.post("/account/password", data={"present": PASSWORD, "password": "motdepasse1"})

        assert answer.status_code == 422
        assert "stands in lists of known ones" in answer.text

    def test_without_an_address_an_address_comes_first(self, client):
        client.as_user(factories.user(email=None))

        assert client.get("/account/password").location == "/account/email"


class TestDevices:
    def test_signing_out_everywhere_ends_every_session(self, app, inside, tan):
        elsewhere = Visitor(app).as_user(tan)

        inside.post("/account/sign-out-everywhere")

        assert inside.get("/account").status_code == 302
        assert elsewhere.get("/account").status_code == 302
        assert services.get_user_by_password(tan.email, PASSWORD) is not None


@pytest.mark.parametrize("page", ["/account", "/account/email", "/account/password"])
def test_strangers_are_asked_to_sign_in_and_come_back(client, page):
    assert client.get(page).location == f"/sign-in?next={page}"
