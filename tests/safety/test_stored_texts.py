"""Cases 11 and 16: what people wrote stays text, on every page, for everybody, in every language, and in letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.accounts.models import User
from app.core.db import db, transaction
from app.core.models import Outbox
from config import Settings
from tests.architecture.world import ROLES, KeptWorld, World
from tests.safety import pages
from tests.safety.corpus import PRODUCT, TEMPLATES
from tests.safety.poison import POISON, poison, undecided
from tests.support.browsing import session_cookie
from tests.support.clients import Visitor
from tests.support.instances import Instances, in_context
from tests.support.kept import Restore
from tests.support.pages import read


@pytest.fixture(scope="module")
def kept_poisoned() -> dict[str, Restore]:
    """By database: what puts back the world with poison in every text."""
    return {}


@pytest.fixture
def restore_poisoned(
    database: str,
    kept_world: KeptWorld,
    kept_poisoned: dict[str, Restore],
    instances: Instances,
    tmp_path_factory: pytest.TempPathFactory,
) -> Restore:
    if database not in kept_poisoned:
        instance = instances.on(database)
        kept_world.restore()
        with in_context(instance.app):
            poison()
        kept_poisoned[database] = instance.keep(tmp_path_factory.mktemp("poisoned"))
    return kept_poisoned[database]


@pytest.fixture
def poisoned(kept_world: KeptWorld, restore_poisoned: Restore, app: Flask) -> World:
    restore_poisoned()
    return kept_world.world


def test_it_is_decided_which_columns_people_write(app: Flask) -> None:
    assert undecided() == set()


EVERY = pytest.param(ROLES, ("en", "zh", "fr"), marks=pytest.mark.full, id="as all who may see it")


@pytest.mark.parametrize(("roles", "languages"), [pytest.param(None, ("zh",), id="once"), EVERY])
def test_case_11_and_16_whatever_is_stored_stays_text_on_every_page(
    poisoned: World, app: Flask, roles: tuple[str, ...] | None, languages: tuple[str, ...]
) -> None:
    wrong = []
    for cell in pages.own_cells(poisoned, method="GET", roles=roles):
        for language in languages:
            try:
                page = pages.call(app, poisoned, cell, query=f"lang={language}")
            except Exception as error:
                wrong.append(f"{cell} in {language}: {type(error).__name__} {str(error)[:200]}")
                continue
            if page.mimetype == "text/html" and page.status_code < 400:
                wrong += [f"{cell} in {language}: {fault}" for fault in faults(page.text)]
            elif page.status_code >= 500 and cell.route.path != "/readyz":
                wrong.append(f"{cell} in {language}: {page.status_code}")

    assert wrong == []


CUT = re.compile(r"(\{\{7919(?:(?!\{\{7919)[^…])*)…")
"""A long text that a page shortens is none the worse for it."""


def faults(html: str) -> Iterator[str]:
    """What of the poison came to life in a page."""
    document = read(html)
    for node in document.all():
        alive = [name for name in node.attributes if name.startswith("on")]
        links = [name for name in ("href", "src", "action") if str(node.attributes.get(name)).startswith("javascript")]
        if node.tag == "xss-canary" or alive or links or (node.tag == "script" and "alert(" in node.text):
            yield f"<{node.tag} {alive or links}>"
    text = " ".join([document.text, *(str(value) for node in document.all() for value in node.attributes.values())])
    if PRODUCT in text or re.search(r"<class '|object at 0x", text):
        yield "a template was run"
    text = CUT.sub(lambda found: "" if TEMPLATES.startswith(found[1]) else found[0], text)
    if text.count("{{7919") != text.count(TEMPLATES):
        yield "a text was formatted: " + re.findall(r"\{\{7919.{0,80}", text.replace(TEMPLATES, ""))[0]


def test_case_12_and_16_letters_keep_what_people_wrote_and_lead_to_us_alone(
    poisoned: World, app: Flask, settings: Settings
) -> None:
    newest = db.session.scalars(select(func.max(Outbox.id))).one()
    with transaction() as session:  # only what was told is told to be over
        session.execute(update(Outbox).values(state="sent"))
    for who, endpoint, fields in ACTS:
        cells = pages.own_cells(poisoned, method="POST", roles=(who,))
        cell = next(one for one in cells if one.route.endpoint == endpoint)
        sent = {name: poisoned.places["own"].get(str(value), value) for name, value in fields.items()}
        cookie = session_cookie(app, db.session.get_one(User, poisoned.users[who]), "")
        headers = {"Host": "evil.example", "Cookie": f"{cookie['name']}={cookie['value']}"}
        answer = Visitor(app, use_cookies=False).post(pages.address(app, cell), data=sent, headers=headers)
        assert answer.status_code == 302, f"{cell}: {answer.status_code}"
        assert not answer.location.startswith(("/sign-in", "http")), f"{cell}: {answer.location}"
    letters = db.session.scalars(select(Outbox).where(Outbox.id > newest)).all()

    assert {letter.kind for letter in letters} == KINDS
    for letter in letters:
        text = f"{letter.subject}\n{letter.body}"
        assert PRODUCT not in text
        assert text.count("{{7919") == text.count(TEMPLATES) > 0, letter.kind
        assert "evil.example" not in text
        links = re.findall(r"https?://\S+", text.replace(POISON, ""))
        assert [link for link in links if not link.startswith(settings.base_url)] == []


KINDS = {"invitation", "meeting.withdrawn", "people_invitation", "reminder"}
ACTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("organizer", "delegations.send_invitations", {"firm": "registration_id", "seen": 10**6}),
    ("organizer", "delegations.send_reminders", {"firm": "registration_id", "seen": 10**6}),
    ("organizer", "events.invite_staff", {"name": POISON[:90], "email": "new@example.org", "role": "desk"}),
    ("administrator", "accounts.invite_member", {"name": POISON[:90], "email": "new@example.org", "role": "organizer"}),
    ("company", "meetings.withdraw", {}),
)
