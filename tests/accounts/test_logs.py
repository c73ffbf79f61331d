"""Logs tell what happened and to which row, never to whom by name, nor by which secret."""

from __future__ import annotations

import pytest

from app.accounts import services
from tests import factories
from tests.accounts.conftest import PASSWORD, path_in
from tests.accounts.test_sign_in import sign_in

CANARIES = ("canary", "ych.example", "lanterns", "8123 4567", "81234567", "evil")
"""Longer than a second has digits: four of them stand in a moment now and then."""


@pytest.fixture
def told(logged, capfd):
    """All that the application wrote meanwhile."""
    return lambda: "".join(capfd.readouterr()).lower()


def test_no_way_in_leaves_a_trace_of_who_or_by_what(client, letters, told):
    services.set_password(factories.user("Canary Tan", "canary@ych.example"), PASSWORD)
    letters()
    secrets = []

    sign_in(client, "canary@ych.example", "wrong lanterns")
    sign_in(client, "Canary+evil@ych.example", "wrong lanterns")
    client.post("/sign-in?next=/account%3Fcanary", data={"email": "canary@ych.example", "way": "link"})
    client.post("/forgot", data={"email": "canary@ych.example"})
    for _, _, body in letters():
        secrets.append(path_in(body).rpartition("/")[2])
        client.get(path_in(body))
    client.post(f"/sign-in/{secrets[0]}")
    client.post("/account", data={"name": "Canary Lim", "phone": "+65 8123 4567", "locale": "en", "theme": "light"})
    client.post("/account/email", data={"email": "canary2@ych.example", "present": PASSWORD})
    [(_, _, body)] = letters()
    secrets.append(path_in(body).rpartition("/")[2])
    client.post(path_in(body))
    client.get("/sign-in/" + "canary" * 8)

    text = told()
    assert '"route": "/sign-in/<token>"' in text
    assert len(secrets) == 3
    assert [word for word in (*CANARIES, *secrets) if word.lower() in text] == []


def test_an_error_does_not_quote_what_was_written(app, client, told, monkeypatch):
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def breaks(*_words):
        raise ValueError("cannot send to canary@ych.example")

    monkeypatch.setattr(services, "send_sign_in_link", breaks)

    answer = client.post("/sign-in", data={"email": "canary@ych.example", "way": "link"})

    text = told()
    assert answer.status_code == 500
    assert "valueerror" in text
    assert [word for word in CANARIES if word in text] == []
    assert "canary" not in answer.text
