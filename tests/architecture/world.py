"""Two organisations, three events, everybody's rows: what the authorisation matrix asks about.

The event ``own`` belongs to whoever asks; ``sister`` is another event of the same organisation, ``foreign`` one of
another. All that nobody of ``own`` may see carries a canary in its texts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import MetaData, func, select, text

from app.accounts.credentials import TokenPurpose, event_subject
from app.accounts.models import Organisation, Token, User
from app.accounts.permissions import Role
from app.accounts.services.access import issue_token
from app.core.db import Model, new_public_id, transaction
from app.core.files import store_file
from app.core.models import JobRun
from app.events.models import Event
from app.registrations.models import Delegation
from tests import factories
from tests.architecture.examples import Place, closed_place, house, place, staff
from tests.architecture.tokens import (
    firm_links,
    in_public,
    of_accounts,
    of_badges,
    of_boards,
    of_calendars,
    of_choices,
    of_invitations,
    of_letters,
    of_new_times,
    of_slips,
)
from tests.support.kept import Restore

SISTER, FOREIGN, PRIVATE = "canary-sister", "canary-foreign", "canary-private"
ABSENT = 987_654
METADATA: MetaData = Model.metadata
ROLES = (
    *("anonymous", "stranger", "administrator", "organizer", "event_organizer", "desk"),
    *("chamber", "delegation_head", "company", "rival"),
)
"""Who asks. ``organizer`` belongs to the organisation, ``event_organizer`` to the event ``own`` alone; ``rival`` acts
for another firm of the same event; ``stranger`` has an account and no role."""


@dataclass
class World:
    users: dict[str, int] = field(default_factory=dict)
    """Their ids, by the words of ROLES."""
    sessions: dict[str, str] = field(default_factory=dict)
    """What the session of each keeps."""
    places: dict[str, Place] = field(default_factory=dict)
    owned: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By blueprint: the id of something of each user."""
    tokens: dict[str, str] = field(default_factory=dict)
    """A live secret for each endpoint that takes one."""


@dataclass(frozen=True)
class KeptWorld:
    world: World
    restore: Restore
    """Puts the world back as it was built."""


APART = {"other_company": 100_000, "other_event": 200_000, "other_organisation": 300_000}
"""After which number the ids of what is made at a place begin; those of ``own`` begin at 1. So an id means rows of one
place alone."""
LATER = 400_000
"""And those of all that is made once the world stands."""


def build() -> World:
    host, chamber = factories.organisation("Host"), factories.organisation("Chamber")
    own = factories.event("own-event", run_by=host, directory="public")
    users = _people(host, chamber, own)
    mine = factories.delegation(own, of=chamber, name="Own delegation")
    _head(mine, users["delegation_head"])
    world = World()
    partner = factories.firm(own, "Chongqing", name="Partner", users=[factories.user()])
    world.places["own"] = place(own, mine, "Own firm", users["company"], partner)
    world.places["own"] |= staff(own, "text") | house(host, "text")
    shy = factories.firm(own, "Chongqing", name="Shy firm", people=0)
    factories.representative(shy, email=f"{PRIVATE}@shy.example", phone=PRIVATE, wechat=PRIVATE)
    world.tokens = (
        of_accounts(factories.user(), own)
        | firm_links(own, mine)
        | in_public(own)
        | of_badges(own)
        | of_slips(own)
        | of_boards(own)
        | of_calendars(own)
        | of_choices(own)
        | of_letters(own)
        | of_new_times(own)
        | of_invitations(own)
    )
    _number_from(APART["other_company"])
    users["rival"], others = factories.user("Rival"), factories.organisation("Other chamber")
    theirs = factories.delegation(own, of=others, name="Other delegation")
    world.places["other_company"] = place(own, theirs, "Other firm", users["rival"], partner)
    world.places["other_company"] |= staff(own, "text") | house(others, "text")
    _number_from(APART["other_event"])
    sister = factories.event("sister-event", run_by=host, directory="public")
    world.places["other_event"] = closed_place(sister, others, SISTER)
    world.places["other_event"] |= staff(sister, SISTER) | house(chamber, "text")
    _number_from(APART["other_organisation"])
    elsewhere = factories.organisation("Elsewhere")
    foreign = factories.event("foreign-event", run_by=elsewhere)
    world.places["other_organisation"] = closed_place(foreign, others, FOREIGN)
    world.places["other_organisation"] |= staff(foreign, FOREIGN) | house(elsewhere, FOREIGN)
    _number_from(LATER)
    world.users = {role: user.id for role, user in users.items()}
    world.sessions = {role: user.get_id() for role, user in users.items()}
    world.owned = {"files": _files(users), "jobs": _runs(users), "accounts": _invitations(users, own.id)}
    return world


def _number_from(least: int) -> None:
    """Whatever is made from now on bears a higher number."""
    with transaction() as session:
        on_sqlite = session.get_bind().dialect.name == "sqlite"
        for table in (table for table in METADATA.sorted_tables if "id" in table.c):
            if on_sqlite:
                session.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": table.name})
                row = {"table": table.name, "least": least}
                session.execute(text("INSERT INTO sqlite_sequence VALUES (:table, :least)"), row)
            else:
                session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), least)))


def _people(host: Organisation, chamber: Organisation, own: Event) -> dict[str, User]:
    return {
        "stranger": factories.user("Stranger"),
        "administrator": factories.member(host, Role.ADMINISTRATOR),
        "organizer": factories.member(host, Role.ORGANIZER),
        "event_organizer": factories.event_role(own, Role.ORGANIZER),
        "desk": factories.event_role(own, Role.DESK),
        "chamber": factories.member(chamber, Role.CHAMBER),
        "delegation_head": factories.user("Head"),
        "company": factories.user("Boss"),
    }


def _head(delegation: Delegation, user: User) -> None:
    with transaction() as session:
        session.get_one(Delegation, delegation.id).head_user_id = user.id


def _files(users: dict[str, User]) -> dict[str, str]:
    with transaction():
        return {
            role: store_file(role.encode(), name=f"{role}.csv", media_type="text/csv", user_id=user.id).public_id
            for role, user in users.items()
        }


def _runs(users: dict[str, User]) -> dict[str, str]:
    runs = {role: JobRun(public_id=new_public_id(), kind="rank", user_id=user.id) for role, user in users.items()}
    with transaction() as session:
        session.add_all(runs.values())
    return {role: run.public_id for role, run in runs.items()}


def _invitations(users: dict[str, User], event_id: int) -> dict[str, int]:
    """An invitation to the address of each."""
    payload = json.dumps({"name": "Invited", "role": Role.DESK, "next": "", "language": "en"})
    for user in users.values():
        issue_token(TokenPurpose.INVITE, event_subject(event_id), email=user.email, payload=payload)
    with transaction() as session:
        made = {row.email: row.id for row in session.scalars(select(Token).where(Token.payload == payload))}
    return {role: made[user.email] for role, user in users.items()}
