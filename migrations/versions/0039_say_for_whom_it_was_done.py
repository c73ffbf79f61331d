"""the log says for which organisation somebody acted, as it was then

Revision ID: 0039
Revises: 0038
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

SQLITE = (
    """CREATE TRIGGER notices_no_update BEFORE UPDATE ON notices
       BEGIN SELECT RAISE(ABORT, 'notices_append_only'); END""",
)
POSTGRESQL = (
    """CREATE TRIGGER notices_append_only BEFORE UPDATE OR DELETE ON notices
       FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
)
KEYS = ("answerer", "asker", "placer", "canceller", "seated", "registration", "left")


def _columns(name: str, *columns: str, **others: sa.types.TypeEngine[object]) -> sa.TableClause:
    numbers = (sa.column(one, sa.Integer()) for one in columns)
    return sa.table(name, *numbers, *(sa.column(one, kind) for one, kind in others.items()))


notices = _columns(
    "notices", *("id", "user_id", "event_id", "subject_id", "organisation_id"), subject=sa.String(), details=sa.JSON()
)
events = _columns("events", "id", "organisation_id")
memberships = _columns("memberships", "user_id", "organisation_id", role=sa.String())
event_roles = _columns("event_roles", "user_id", "event_id")
delegations = _columns("delegations", "id", "event_id", "organisation_id", "head_user_id", "deputy_user_id")
registrations = _columns("registrations", "id", "event_id", "company_id")
company_users = _columns("company_users", "user_id", "company_id")
representations = _columns("representations", "registration_id", "representative_id")


def upgrade() -> None:
    op.execute("ALTER TABLE notices ADD COLUMN organisation_id INTEGER CONSTRAINT fk_notices_organisation_id"
               " REFERENCES organisations (id)")  # fmt: skip
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TRIGGER notices_no_update" if sqlite else "DROP TRIGGER notices_append_only ON notices")
    _fill()
    for statement in SQLITE if sqlite else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE notices DROP COLUMN organisation_id")


def _fill() -> None:
    """As well as can be known: who today runs the event or brings a delegation to it, and is not of the firm, did so
    then; who is in neither, as somebody who has left their firm, acted for the firm."""
    connection = op.get_bind()
    who = sa.select(notices.c.user_id, notices.c.event_id).where(notices.c.user_id.is_not(None)).distinct()
    for user_id, event_id in connection.execute(who.where(notices.c.event_id.is_not(None))).all():
        organisation_id = _organisation(connection, event_id, user_id)
        if organisation_id is None:
            continue
        theirs = (notices.c.user_id == user_id, notices.c.event_id == event_id)
        own = list(_own_acts(connection, event_id, user_id))
        connection.execute(sa.update(notices).where(*theirs).values(organisation_id=organisation_id))
        for start in range(0, len(own), 500):
            some = notices.c.id.in_(own[start : start + 500])
            connection.execute(sa.update(notices).where(some).values(organisation_id=None))


def _organisation(connection: sa.Connection, event_id: int, user_id: int) -> int | None:
    host_id = connection.scalar(sa.select(events.c.organisation_id).where(events.c.id == event_id))
    mine = sa.select(memberships.c.organisation_id).where(memberships.c.user_id == user_id)
    of = set(connection.scalars(mine))
    if host_id in of:
        return host_id
    leads = sa.or_(delegations.c.head_user_id == user_id, delegations.c.deputy_user_id == user_id)
    brings = sa.select(delegations.c.organisation_id).where(
        delegations.c.event_id == event_id, sa.or_(delegations.c.organisation_id.in_(of), leads)
    )
    chamber_id = connection.scalar(brings.order_by(delegations.c.id).limit(1))
    here = sa.select(event_roles.c.user_id).where(event_roles.c.event_id == event_id, event_roles.c.user_id == user_id)
    works = connection.scalar(here.limit(1)) or connection.scalar(mine.where(memberships.c.role == "administrator"))
    return chamber_id or (host_id if works else None)


def _own_acts(connection: sa.Connection, event_id: int, user_id: int) -> Iterator[int]:
    """The numbers of what somebody who also runs or brings did for a firm of their own."""
    found = connection.execute(
        sa.select(registrations.c.id, registrations.c.company_id)
        .join(company_users, company_users.c.company_id == registrations.c.company_id)
        .where(registrations.c.event_id == event_id, company_users.c.user_id == user_id)
    ).all()
    if not found:
        return
    firms, companies = ({row[at] for row in found} for at in (0, 1))
    people = set(
        connection.scalars(
            sa.select(representations.c.representative_id).where(representations.c.registration_id.in_(firms))
        )
    )
    own = {"registrations": firms, "companies": companies, "representatives": people}
    rows = sa.select(notices.c.id, notices.c.subject, notices.c.subject_id, notices.c.details)
    rows = rows.where(notices.c.user_id == user_id, notices.c.event_id == event_id)
    for number, subject, subject_id, details in connection.execute(rows).all():
        named = next((details[key] for key in KEYS if (details or {}).get(key) is not None), None)
        if named in firms if named is not None else subject_id in own.get(subject, ()):
            yield number
