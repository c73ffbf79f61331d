"""Real workers of the two queues, and what must never wait behind a plan: a letter, a ranking."""

from __future__ import annotations

import subprocess
import sys

from app.core.db import db, transaction
from app.core.models import JobRun, Outbox
from app.matching.queries.rankings import get_running_job
from app.matching.services.ranking import request_ranking
from app.meetings.services import send_agenda
from app.registrations.models import Registration
from config import ROOT, Settings
from tests.support.serving import environment


def consumer(queue: str, settings: Settings) -> subprocess.Popen[bytes]:
    """The caller ends it."""
    environ = environment(settings) | {"QIAO_MODE": "test"}
    return subprocess.Popen([sys.executable, "-m", "tests.core.slow_job", queue], cwd=ROOT, env=environ)


class Asked:
    """A letter and a ranking of an event, asked for now."""

    def __init__(self, firm: Registration, *, by: int) -> None:
        self.letter = send_agenda(firm, "tan@example.org", language="en", by=by).id
        with transaction():
            request_ranking(firm.event_id, by=by)
        run = get_running_job(firm.event_id)
        assert run is not None
        self.ranking = run.id

    def letter_is_out(self) -> bool:
        db.session.rollback()
        return db.session.get_one(Outbox, self.letter, populate_existing=True).state == "sent"

    def ranking_has_begun(self) -> bool:
        return self._ranking() != "queued"

    def ranking_is_new(self) -> bool:
        return self._ranking() == "done"

    def _ranking(self) -> str:
        db.session.rollback()
        return db.session.get_one(JobRun, self.ranking, populate_existing=True).state
