"""Two thousand people, each with five requests to accept at times that suit: rows, written in one go."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from app.accounts.models import User
from app.companies.models import Company, CompanyUser
from app.core.db import db, now, transaction
from app.core.models import Notice
from app.events.models import Slot, Table
from app.meetings.models import Meeting, MeetingParty
from app.registrations.models import Registration, Representation, Representative
from tests import factories
from tests.bench.open_loop import Request
from tests.races.storm import credentials

BOOKINGS = 5
SLOTS = 8 * BOOKINGS
OPENING = datetime(2032, 3, 18, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class CrowdedEvent:
    """``size`` firms of one person each, half on each side; number n is user, company, registration and person n."""

    event_id: int
    slug: str
    size: int
    first_user: int

    @property
    def half(self) -> int:
        return self.size // 2

    def pairs(self) -> Iterator[tuple[int, int, int, int]]:
        """(asker, asked, slot, meeting), numbered from 1; each firm asks five and is asked by five, at ten times."""
        number = 0
        for k in range(2 * BOOKINGS):
            for i in range(self.half):
                one, other = i + 1, self.half + 1 + (i + k) % self.half
                number += 1
                slot = 4 * k + i % 4 + 1
                yield (one, other, slot, number) if k < BOOKINGS else (other, one, slot, number)

    def bookings(self, app: Flask, *, rate: float) -> list[Request]:
        """Each request accepted at its time, so many a second; the people in turns."""
        known = self._credentials(app)
        due = sorted(self.pairs(), key=lambda pair: (pair[3] * 7919) % (10 * self.size + 1))
        return [
            (
                n / rate,
                "POST",
                f"/events/{self.slug}/companies/{asked}/meetings/{meeting}/time",
                known[asked]["cookie"],
                self._body(known[asked], slot, meeting),
            )
            for n, (_asker, asked, slot, meeting) in enumerate(due)
        ]

    def readings(self, app: Flask, *, rate: float, seconds: float) -> list[Request]:
        """Agendas and requests looked at meanwhile."""
        known = self._credentials(app)
        pages = ("agenda", "requests")
        return [
            (n / rate, "GET", f"/events/{self.slug}/companies/{firm}/{pages[n % 2]}", known[firm]["cookie"], "")
            for n in range(int(rate * seconds))
            if (firm := n * 31 % self.size + 1)
        ]

    @staticmethod
    def _body(known: dict[str, str], slot: int, meeting: int) -> str:
        fields = {"slot": slot, "key": f"crowd-{meeting:08d}", "csrf_token": known["token"]}
        return urllib.parse.urlencode(fields)

    def _credentials(self, app: Flask) -> dict[int, dict[str, str]]:
        users = db.session.scalars(select(User).where(User.id >= self.first_user).order_by(User.id).limit(self.size))
        return {n: credentials(app, user) for n, user in enumerate(users.all(), 1)}


def build(size: int) -> CrowdedEvent:
    """Into an empty database: each pair has a request that waits for its answer."""
    with transaction() as session:
        event = factories.event("crowd", slots=0, tables=0)
        sides = [factories.group(event, name).id for name in ("Singapore", "Chongqing")]
        made = CrowdedEvent(event.id, event.slug, size, 1)
        for model, rows in _rows(made, sides, event.organisation_id):
            for start in range(0, len(rows), 5_000):
                session.execute(insert(model), rows[start : start + 5_000])
    return made


def _rows(event: CrowdedEvent, sides: list[int], host: int) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    numbers, here = range(1, event.size + 1), {"event_id": event.event_id}
    yield User, [{"id": n, "name": f"User {n}", "email": f"user{n}@example.org"} for n in numbers]
    yield (
        Company,
        [
            {"id": n, "organisation_id": host, "name": f"Firm {n} Pte Ltd", "folded": f"firm {n} pte ltd"}
            for n in numbers
        ],
    )
    yield CompanyUser, [{"company_id": n, "user_id": n} for n in numbers]
    yield (
        Registration,
        [
            {
                **here,
                "id": n,
                "company_id": n,
                "group_id": sides[n > event.half],
                "state": "approved",
                "languages": ["en"],
            }
            for n in numbers
        ],
    )
    yield Representative, [{**here, "id": n, "display_name": f"Person {n}"} for n in numbers]
    yield Representation, [{**here, "representative_id": n, "registration_id": n} for n in numbers]
    starts = [OPENING + timedelta(minutes=15 * n) for n in range(SLOTS)]
    yield (
        Slot,
        [{**here, "id": n, "starts_at": at, "ends_at": at + timedelta(minutes=12)} for n, at in enumerate(starts, 1)],
    )
    tables = range(1, max(2, event.size // 8) + 1)
    yield Table, [{**here, "id": n, "zone_en": "Hall", "label": f"A{n}", "position": n} for n in tables]
    yield from _requests(event)


def _requests(event: CrowdedEvent) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    moment, here, pairs = now(), {"event_id": event.event_id}, list(event.pairs())
    yield (
        Meeting,
        [
            {
                **here,
                "id": n,
                "low_id": min(a, b),
                "high_id": max(a, b),
                "asker_id": a,
                "awaiting_id": b,
                "created_at": moment,
            }
            for a, b, _slot, n in pairs
        ],
    )
    yield (
        MeetingParty,
        [
            {**here, "meeting_id": n, "registration_id": firm, "side": side}
            for a, b, _slot, n in pairs
            for firm, side in ((a, "asker"), (b, "asked"))
        ],
    )
    yield (
        Notice,
        [
            {
                **here,
                "kind": "meeting.request",
                "subject": "meetings",
                "subject_id": n,
                "at": moment - timedelta(days=1),
                "details": {
                    "state": "requested",
                    "slot": None,
                    "low": min(a, b),
                    "high": max(a, b),
                    "version": 1,
                    "asker": a,
                },
            }
            for a, b, _slot, n in pairs
        ],
    )
