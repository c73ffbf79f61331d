from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from app.core import audit
from app.core.db import db, transaction
from app.core.mail import create_email
from app.core.models import Outbox
from app.events.models import Event
from config import Settings, Smtp
from tests.support.post import PostOffice, post_office

TEMPLATE = """{% block subject %}{{ _("Hello") }} {{ name }}{% endblock %}
{% block body %}


Dear {{ name }}, {{ "" }}



you are expected{% if at %} at {{ at|clock }}{% endif %}.
{% endblock %}"""


@pytest.fixture(autouse=True)
def hello(app: Flask) -> Iterator[None]:
    """A template ``hello`` for ``name``, and perhaps ``at``."""
    before = app.jinja_env.loader
    assert before is not None
    app.jinja_env.loader = ChoiceLoader([DictLoader({"mails/hello.txt": TEMPLATE}), before])
    yield
    app.jinja_env.loader = before


@pytest.fixture(autouse=True)
def outbox(settings: Settings) -> Path:
    """The folder of letters that no server took; empty."""
    shutil.rmtree(settings.outbox, ignore_errors=True)
    return settings.outbox


@pytest.fixture
def write(event: Event) -> Callable[..., Outbox]:
    """Write a letter about the event in a transaction of its own."""

    def act(recipient: str = "tan@example.org", *, name: str = "Tan", **values: Any) -> Outbox:
        with transaction():
            given = {
                "notice": audit.log_action("event.changed", event, event_id=event.id, by=None),
                "kind": "hello",
                "language": "en",
                "template": "hello",
                "event": event,
                "context": {"name": name, **values.pop("context", {})},
                **values,
            }
            return create_email(given.pop("notice"), recipient, **given)

    return act


class Server:
    """What the SMTP server got; ``answer`` is its reply to the next letters, ``refusals`` its reply to an address.

    ``most``: so many letters it takes by one connection, which it ends at the next one."""

    def __init__(self) -> None:
        self.office: PostOffice
        self.most = 1000
        self.got: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.answer = "250 OK"
        self.refusals: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802 aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        session.letters = getattr(session, "letters", 0) + 1
        if session.letters > self.most:
            return "421 enough by this connection"
        if self.answer.startswith("250"):
            self.got.append(message_from_bytes(envelope.content, policy=default))
            self.recipients.append(envelope.rcpt_tos)
        return self.answer


@pytest.fixture
def smtp(app: Flask, settings: Settings) -> Iterator[Server]:
    """A real SMTP server, which the application is set to use."""
    server = Server()
    with post_office(server) as office:
        server.office = office
        smtp = Smtp(host=office.hostname, port=office.port)
        app.config["SETTINGS"] = replace(settings, smtp=smtp, mail_from="Qiao 桥 <qiao@example.org>")
        yield server


@pytest.fixture
def fresh() -> Callable[[Outbox], Outbox]:
    def act(letter: Outbox) -> Outbox:
        db.session.rollback()
        db.session.refresh(letter)
        return letter

    return act
