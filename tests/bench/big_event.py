"""An event of thousands of firms, written as plain rows in one go: half on each side, all with a person, half met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from app.accounts.permissions import Role
from app.companies.models import Company, CompanySector, CompanyUser
from app.core.db import Model, transaction
from app.core.models import Notice, Outbox
from app.events.models import Slot, Table
from app.matching.profiles import RankedCompany
from app.meetings.models import Claim, Meeting, MeetingParty
from app.registrations.models import CompanyLink, Consent, Registration, Representation, Representative
from tests import factories

CHUNK = 5_000
TABLES = 25
OPENING = datetime(2032, 3, 18, 1, 30, tzinfo=UTC)
WRITTEN = datetime(2032, 2, 1, 8, 0, tzinfo=UTC)
MEETING_STATES = ("booked", "booked", "requested", "agreed", "declined")


@dataclass(frozen=True)
class BigEvent:
    """Who looks at it, as sessions name users: ``organizer`` runs it, ``chamber`` brings one side, ``boss`` acts for
    the first firm."""

    event_id: int
    slug: str
    delegation_id: int
    organizer: str
    chamber: str
    boss: str
    firms: int


def build(firms: list[RankedCompany]) -> BigEvent:
    """Into an empty database: firms with the profiles of ``firms``, as many meetings and letters as firms."""
    host, brings = factories.organisation("Office"), factories.organisation("Chamber")
    with transaction() as session:
        event = factories.event("big", run_by=host, slots=0, tables=0)
        delegation = factories.delegation(event, of=brings)
        users = [factories.member(host, Role.ORGANIZER), factories.member(brings, Role.CHAMBER), factories.user()]
        sides = [factories.group(event, name).id for name in ("Singapore", "Chongqing")]
        rows = _Rows(event.id, host.id, delegation.id, sides, len(firms))
        for model, made in rows.all(firms, users[2].id):
            for start in range(0, len(made), CHUNK):
                session.execute(insert(model), made[start : start + CHUNK])
        organizer, chamber, boss = (user.get_id() for user in users)
        return BigEvent(event.id, event.slug, delegation.id, organizer, chamber, boss, len(firms))


@dataclass(frozen=True)
class _Rows:
    """Rows of every table, numbered from 1: company, registration and representative n belong together."""

    event_id: int
    organisation_id: int
    delegation_id: int
    sides: list[int]
    size: int

    def all(self, firms: list[RankedCompany], boss_id: int) -> Iterator[tuple[type[Model], list[dict[str, Any]]]]:
        numbers = range(1, self.size + 1)
        yield Company, [self.company(n) for n in numbers]
        yield CompanySector, [row for n, firm in zip(numbers, firms, strict=True) for row in self.sectors(n, firm)]
        yield CompanyUser, [{"company_id": 1, "user_id": boss_id}]
        yield Registration, [self.registration(n, firm) for n, firm in zip(numbers, firms, strict=True)]
        yield Representative, [self.person(n) for n in numbers]
        yield (
            Representation,
            [{"event_id": self.event_id, "representative_id": n, "registration_id": n} for n in numbers],
        )
        yield CompanyLink, [{"registration_id": n, "code": f"BX{n % 97}-{n}"} for n in numbers]
        yield Consent, [row for n in numbers for row in self.consents(n)]
        slots = -(-self.size // TABLES)
        yield Slot, [self.slot(n) for n in range(1, slots + 1)]
        yield Table, [self.table(n) for n in range(1, TABLES + 1)]
        yield Meeting, [self.meeting(n) for n in numbers]
        yield MeetingParty, [row for n in numbers for row in self.parties(n)]
        yield Claim, [row for n in numbers for row in self.claims(n)]
        yield Notice, [self.notice(n) for n in numbers]
        yield Outbox, [self.letter(n) for n in numbers]

    def seated(self, n: int) -> bool:
        return n <= self.half

    @property
    def half(self) -> int:
        return self.size // 2

    def company(self, n: int) -> dict[str, Any]:
        name = f"{('Bright', 'Harbour', 'Lotus', 'Merlion', 'Jade')[n % 5]} Trading {n} Pte Ltd"
        return {
            "id": n,
            "organisation_id": self.organisation_id,
            "name": name,
            "name_zh": f"重庆第{n}贸易有限公司",
            "folded": name.casefold(),
            "country": "SG" if self.seated(n) else "CN",
            "city": "Singapore" if self.seated(n) else "Chongqing",
            "website": f"https://firm{n}.example.org",
            "offers_en": "Cold storage and customs clearance within two days",
            "seeks_en": "A partner who packs and labels food in the bonded zone",
            "seeks_zh": "寻找在保税区内分装食品的合作伙伴",
        }

    @staticmethod
    def sectors(n: int, firm: RankedCompany) -> list[dict[str, Any]]:
        said = (("offers", firm.profile.offers), ("seeks", firm.profile.seeks), ("is_in", firm.profile.is_in))
        return [{"company_id": n, "code": code, "kind": kind} for kind, codes in said for code in sorted(codes)]

    def registration(self, n: int, firm: RankedCompany) -> dict[str, Any]:
        return {
            "id": n,
            "event_id": self.event_id,
            "company_id": n,
            "group_id": self.sides[not self.seated(n)],
            "delegation_id": self.delegation_id if self.seated(n) else None,
            "state": "submitted" if n % 20 == 0 else "approved",
            "rank": n,
            "languages": sorted(firm.profile.languages),
            "submitted_at": WRITTEN + timedelta(minutes=n),
        }

    def person(self, n: int) -> dict[str, Any]:
        return {
            "id": n,
            "event_id": self.event_id,
            "salutation": "Ms" if n % 2 else "Mr",
            "family_name": "Tan",
            "given_name": f"Person {n}",
            "display_name": f"Tan Person {n}",
            "name_zh": "陈先生",
            "title": "Director",
            "email": f"person{n}@example.org",
            "phone": f"+65 {n // 10_000:04d} {n % 10_000:04d}",
            "languages": ["en", "zh"],
        }

    def consents(self, n: int) -> Iterator[dict[str, Any]]:
        """Three in four said yes, one in eight no, the rest was not asked."""
        if n % 8 == 7:
            return
        for purpose, subject in (("attendee_list", "registration_id"), ("contacts", "representative_id")):
            yield {
                "event_id": self.event_id,
                "registration_id": n if subject == "registration_id" else None,
                "representative_id": n if subject == "representative_id" else None,
                "purpose": purpose,
                "given": n % 8 != 6,
                "text_version": "1",
                "text_hash": "0" * 64,
                "language": "en",
                "source": "self",
            }

    def slot(self, n: int) -> dict[str, Any]:
        start = OPENING + timedelta(minutes=30 * (n - 1))
        return {"id": n, "event_id": self.event_id, "starts_at": start, "ends_at": start + timedelta(minutes=25)}

    def table(self, n: int) -> dict[str, Any]:
        return {"id": n, "event_id": self.event_id, "zone_en": "Hall", "label": f"A{n}", "position": n}

    def meeting(self, n: int) -> dict[str, Any]:
        low, high = self.pair(n)
        state = MEETING_STATES[n % len(MEETING_STATES)]
        return {
            "id": n,
            "event_id": self.event_id,
            "state": state,
            "low_id": low,
            "high_id": high,
            "asker_id": low,
            "awaiting_id": high if state == "requested" else None,
            "slot_id": (n - 1) // TABLES + 1 if state in ("booked", "requested") else None,
            "message": "We would like to talk about cold storage near the port.",
        }

    def pair(self, n: int) -> tuple[int, int]:
        """A firm of each side; no pair comes twice, and no firm within the ``TABLES`` meetings of a slot."""
        turn, place = divmod(n - 1, self.half)
        return place + 1, self.half + 1 + (place + turn) % self.half

    def parties(self, n: int) -> list[dict[str, Any]]:
        sides = zip(("asker", "asked"), self.pair(n), strict=True)
        return [
            {"event_id": self.event_id, "meeting_id": n, "registration_id": one, "side": side} for side, one in sides
        ]

    def claims(self, n: int) -> Iterator[dict[str, Any]]:
        meeting = self.meeting(n)
        if meeting["state"] == "booked":
            held = ("representative_id", meeting["low_id"]), ("representative_id", meeting["high_id"])
            for kind, one in (*held, ("table_id", (n - 1) % TABLES + 1)):
                empty = dict.fromkeys(("representative_id", "table_id", "interpreter_id"))
                slot = {"event_id": self.event_id, "slot_id": meeting["slot_id"], "meeting_id": n}
                yield {**slot, **empty, kind: one}

    def notice(self, n: int) -> dict[str, Any]:
        told = {"kind": "registration.approved", "subject": "registrations", "subject_id": n}
        return {"id": n, "event_id": self.event_id, "at": WRITTEN + timedelta(minutes=n), **told}

    def letter(self, n: int) -> dict[str, Any]:
        return {
            "notice_id": n,
            "event_id": self.event_id,
            "kind": "registration.approved",
            "recipient": f"person{n}@example.org",
            "language": "en",
            "subject": "Your registration is approved",
            "body": "Your registration is approved.\n",
            "message_id": f"<{n}@example.org>",
            "state": "sent",
            "sent_at": WRITTEN + timedelta(minutes=n),
        }
