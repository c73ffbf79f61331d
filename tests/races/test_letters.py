"""A message to two hundred people, given to a real mail server, while whoever writes and sends it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.core.jobs.queue import get_queue
from app.core.mail.delivery import UNSURE
from app.core.models import Heartbeat, JobRun, Outbox
from app.events.models import Event
from app.messages.models import Message
from app.messages.queries.messages import MessageGroup, audience_of
from app.messages.services import sending
from config import ROOT, Settings, Smtp
from tests import factories
from tests.support.post import Mailbox, post_office
from tests.support.serving import environment
from tests.support.waiting import until

pytestmark = [pytest.mark.databases("sqlite", "postgresql"), pytest.mark.full]
FIRMS, PEOPLE = 20, 10
PATIENCE_SECONDS = 120.0
FATAL = (50, 120)
"""With these letters in its hands the mail server sees its caller die."""


@dataclass
class Deadly(Mailbox):
    """It keeps a letter, and has whoever brought it killed before it can say so."""

    kill: Callable[[], None] = lambda: None
    fatal: list[int] = field(default_factory=lambda: list(FATAL))

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 the library's name
        answer = await super().handle_DATA(server, session, envelope)
        if self.fatal and len(self.letters) >= self.fatal[0]:
            self.fatal.pop(0)
            self.kill()
        return answer


@dataclass
class Consumers:
    """One for each queue, at most; they bring back what was lost."""

    environ: dict[str, str]
    alive: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, queue: str) -> None:
        command = [sys.executable, "-m", "tests.core.slow_job", queue, "swept"]
        self.alive[queue] = subprocess.Popen(command, cwd=ROOT, env=self.environ)

    def kill(self, queue: str) -> None:
        os.kill(self.alive[queue].pid, signal.SIGKILL)

    def wait(self, queue: str) -> None:
        assert self.alive[queue].wait(PATIENCE_SECONDS) == -signal.SIGKILL


@pytest.fixture
def post() -> Iterator[Deadly]:
    box = Deadly()
    with post_office(box) as office:
        box.smtp = Smtp(host=office.hostname, port=office.port)
        yield box


@pytest.fixture
def consumers(app: Flask, settings: Settings, post: Deadly) -> Iterator[Consumers]:
    url = settings.database_url.replace("+psycopg", "")
    used = settings if url.startswith("sqlite") else replace(settings, queue_url=url)
    app.config.update(JOBS="queue", SETTINGS=used)
    for name in ("quick", "long"):
        get_queue(app, name).flush()
    environ = environment(used, QIAO_MODE="test", QIAO_SMTP_URL=post.url, QIAO_MAIL_FROM="Qiao <qiao@example.org>")
    made = Consumers(environ)
    post.kill = lambda: made.kill("quick")
    yield made
    for process in made.alive.values():
        process.kill()
        process.wait()


@pytest.fixture
def event(app: Flask) -> Event:
    made = factories.event(slots=0, tables=0)
    for n in range(FIRMS):
        firm = factories.firm(made, people=0)
        for k in range(PEOPLE):
            factories.representative(firm, display_name=f"Person {n} {k}", email=f"p{n}.{k}@example.org")
    return made


def test_each_reader_has_one_letter_or_is_said_to_have_it_twice_perhaps_whoever_is_killed(
    event: Event, consumers: Consumers, post: Deadly
) -> None:
    begun = begin(event)
    consumers.start("long")
    until(lambda: written() >= 60)
    consumers.kill("long")
    consumers.wait("long")
    assert written() < FIRMS * PEOPLE, "it was through before it could be killed"
    time_passes()
    consumers.start("long")
    for number in FATAL:
        consumers.start("quick")
        consumers.wait("quick")
        assert len(post.letters) >= number
        time_passes()
    consumers.start("quick")
    until(lambda: in_state("sent") == FIRMS * PEOPLE, seconds=PATIENCE_SECONDS)

    came = Counter(str(letter["To"]) for letter in post.letters)
    numbers = {str(letter["To"]): {str(one["Message-ID"]) for one in post.letters if one["To"] == letter["To"]}
               for letter in post.letters}  # fmt: skip
    unsure = set(db.session.scalars(select(Outbox.recipient).where(Outbox.error == UNSURE)))
    assert len(came) == FIRMS * PEOPLE
    assert {len(each) for each in numbers.values()} == {1}
    assert {to for to, times in came.items() if times > 1} == unsure
    assert (len(unsure), max(came.values())) == (len(FATAL), 2)
    assert db.session.get_one(Message, begun, populate_existing=True).state == "sent"


def begin(event: Event) -> int:
    by = factories.member(event.organisation, Role.ORGANIZER).id
    made = sending.create_draft(MessageGroup(event, "attendees", {}), by=by)
    sending.update_draft(made.id, {"subject_en": "Hall 3", "body_en": "Dear {name}"}, by=by)
    confirmed = sending.ConfirmedMessage(made.mark, audience_of(event, made).mark)
    assert sending.send_message(event, made.id, confirmed=confirmed, by=by) == FIRMS * PEOPLE
    return made.id


def written() -> int:
    return _count(Outbox.kind == "message")


def in_state(state: str) -> int:
    return _count(Outbox.state == state)


def _count(*where: Any) -> int:
    db.session.rollback()
    count = db.session.scalar(select(func.count()).select_from(Outbox).where(*where)) or 0
    db.session.rollback()  # who reads keeps SQLite's log from being emptied
    return count


def time_passes() -> None:
    """Enough for what was left lying to be taken for lost."""
    past = now() - timedelta(minutes=6)
    with transaction() as session:
        session.execute(update(JobRun).values(heartbeat_at=past))
        session.execute(update(Outbox).where(Outbox.state.in_(("queued", "sending"))).values(touched_at=past))
        session.execute(update(Heartbeat).values(at=past))
