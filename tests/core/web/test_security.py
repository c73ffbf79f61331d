"""The headers of every kind of answer; how big a request may be."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask_login import encode_cookie
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.accounts.login import start_session
from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.db import db
from app.core.web import security
from app.core.web.security import CONTENT_SECURITY_POLICY
from config import Mode
from tests import factories
from tests.support.clients import Visitor

KINDS = {
    "a page": ("GET", "/sign-in", 200),
    "nothing there": ("GET", "/no/such/page", 404),
    "a wrong method": ("DELETE", "/sign-in", 405),
    "options": ("OPTIONS", "/sign-in", 200),
    "head": ("HEAD", "/sign-in", 200),
    "a redirect": ("GET", "/account", 302),
    "a refused form": ("POST", "/sign-in", 422),
    "a dead link": ("GET", "/sign-in/" + "x" * 43, 404),
    "a static file": ("GET", "/static/images/logo.svg", 200),
    "no such static file": ("GET", "/static/images/none.svg", 404),
    "a broken page": ("GET", "/sent", 500),
    "a path that climbs": ("GET", "/static/../config.py", 404),
    "a number no column holds": ("GET", "/events/e/companies/99999999999999999999/agenda", 404),
}


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """One page that fails; and failures are answered as in production."""

    def fail() -> str:
        raise ZeroDivisionError

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "accounts.sent", fail)


def policy(answer):
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_the_headers(broken, client, kind):
    method, path, status = KINDS[kind]

    with client.open(path, method=method) as answer:
        headers = answer.headers

        assert answer.status_code == status
        assert (
            re.sub(r"(?<='nonce-)[\w-]{32}", "{nonce}", headers["Content-Security-Policy"]) == CONTENT_SECURITY_POLICY
        )
        assert not re.search(r"unsafe|\*|http", headers["Content-Security-Policy"])
        assert policy(answer)["default-src"] == policy(answer)["frame-ancestors"] == "'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("kind", KINDS)
def test_a_signed_in_person_s_pages_lie_in_no_cache(broken, client, kind):
    method, path, _ = KINDS[kind]
    client.as_user(factories.user())

    with client.open(path, method=method) as answer:
        kept = answer.headers["Cache-Control"]

    is_file = path.startswith("/static") and answer.status_code == 200
    assert kept == "public, max-age=31536000" if is_file else "no-store" in kept


def test_a_forgery_is_answered_with_the_headers_too(client, csrf):
    answer = client.post("/sign-in")

    assert answer.status_code == 400
    assert policy(answer)["default-src"] == "'none'"


def test_a_nonce_is_new_each_time(client):
    nonces = {re.search(r"'nonce-([^']+)'", client.get("/sign-in").headers["Content-Security-Policy"]) for _ in "ab"}

    assert len({found.group(1) for found in nonces if found}) == 2


def test_over_tls_browsers_are_bound_to_it_and_cookies_never_leave_it(new_app, settings):
    live = new_app(
        replace(
            settings,
            mode=Mode.PRODUCTION,
            base_url="https://match.example.org",
            database_url="sqlite:////nonexistent/qiao.db",
        )
    )
    with live.app_context():
        visitor = Visitor(live)

        answer = visitor.get("/healthz?lang=fr", base_url="https://match.example.org")

    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31556926")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert live.config["SESSION_COOKIE_SECURE"]
    assert live.config["REMEMBER_COOKIE_SECURE"]


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_over_tls_no_other_host_of_the_domain_can_set_the_cookies(app, new_app, settings, scheme):
    live = new_app(replace(settings, base_url=f"{scheme}://match.example.org"))
    live.config["WTF_CSRF_ENABLED"] = False
    user_id = factories.user().id
    prefix = "__Host-" if scheme == "https" else ""

    with live.test_request_context(base_url=f"{scheme}://match.example.org"):
        start_session(db.session.get_one(User, user_id), device=True)
        answer = live.process_response(live.make_response(""))

    cookies = {cookie.partition("=")[0]: cookie for cookie in answer.headers.getlist("Set-Cookie")}
    assert set(cookies) == {f"{prefix}session", f"{prefix}remember_token", f"{prefix}known_device"}
    for cookie in cookies.values():
        assert "; Path=/" in cookie
        assert "; HttpOnly" in cookie
        assert "Domain=" not in cookie
        assert ("; Secure" in cookie) is (scheme == "https")


@pytest.mark.full
def test_over_tls_a_device_is_known_by_its_cookie_with_the_prefix_alone(app, new_app, settings):
    live = new_app(replace(settings, base_url="https://match.example.org"))
    name = factories.user(email=None).get_id()
    visitor = live.test_client()
    with live.app_context():
        name = encode_cookie(name)

    visitor.set_cookie("remember_token", name, domain="match.example.org", secure=True)
    before = visitor.get("/account", base_url="https://match.example.org").status_code
    visitor.set_cookie("__Host-remember_token", name, domain="match.example.org", secure=True)
    after = visitor.get("/account", base_url="https://match.example.org").status_code

    assert (before, after) == (302, 200)


def test_a_host_header_changes_no_address_of_a_page(client):
    answer = client.get("/account", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})

    assert urlsplit(answer.location).netloc == ""
    assert "evil" not in client.get("/sign-in", headers={"Host": "evil.example"}).text


def test_more_than_an_upload_may_weigh_is_refused(client):
    answer = client.post("/sign-in", data=b"x" * (security.MAX_UPLOAD_MB + 1) * 1024 * 1024, content_type="text/plain")

    assert answer.status_code in (413, 422)


def test_ten_thousand_parts_of_a_form_are_refused(client):
    part = '--cut\r\nContent-Disposition: form-data; name="field{}"\r\n\r\nx\r\n'
    body = "".join(part.format(n) for n in range(10_000)) + "--cut--\r\n"

    answer = client.post("/sign-in", data=body.encode(), content_type="multipart/form-data; boundary=cut")

    assert answer.status_code == 413


def test_ten_thousand_fields_of_a_plain_form_are_refused_as_well(client):
    answer = client.post("/sign-in", data={f"field{n}": "x" for n in range(10_000)})

    assert answer.status_code == 413
    assert "Nothing was saved. It has more fields" in answer.text
    assert client.post("/sign-in", data={f"field{n}": "x" for n in range(2_000)}).status_code == 422


@pytest.mark.parametrize(
    ("page", "sheet"), [("companies/{firm}/logo", False), ("delegations/{delegation}/imports", True)]
)
def test_who_sends_too_large_a_file_reads_words_for_that_page(client, page, sheet):
    event = factories.event("day")
    at = {"delegation": factories.delegation(event).id, "firm": factories.firm(event).id}
    client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    file = FileStorage(BytesIO(b"x" * (security.MAX_UPLOAD_MB + 1) * 1024 * 1024), "large.png", "file")

    boundary, body = encode_multipart({"file": file})  # the client's own encoding leaves a temporary file open

    form = f"multipart/form-data; boundary={boundary}"
    from_page = f"/events/day/{page.format(**at).removesuffix('/logo')}"
    answer = client.post(
        f"/events/day/{page.format(**at)}",
        data=body,
        content_type=form,
        headers={"Referer": f"http://localhost{from_page}"},
    )

    assert answer.status_code == 413
    assert f'href="{from_page}">Back to the page' in answer.text
    assert f"A file may have {security.MAX_UPLOAD_MB if sheet else 2} MB at most: send a smaller one" in answer.text
    assert ("the sheet with the list" in answer.text) is sheet


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1::/48"),
        ("garbage", "garbage"),
    ],
)
def test_an_address_is_counted_as_it_comes_and_ipv6_by_its_site(app, given, counted):
    with app.test_request_context(environ_base={"REMOTE_ADDR": given}):
        assert security.client_address() == counted


@pytest.mark.parametrize(
    ("asked", "tidy"), [("/f//x", "/f/x"), ("/f//x?a=%2F%2Fb", "/f/x?a=%2F%2Fb"), ("//f//x", "/f/x")]
)
def test_case_12_the_way_to_a_tidier_address_leads_to_no_host_that_a_header_names(client, asked, tidy):
    answer = (
        client.get(asked, base_url="http://evil.example")
        if asked[1] != "/"
        else client.get("/", environ_overrides={"PATH_INFO": asked, "HTTP_HOST": "evil.example"})
    )

    assert (answer.status_code, answer.location) == (308, tidy)
