"""group meetings: no pair, a topic, and numbered seats

Revision ID: 0033
Revises: 0032
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

ORDER = "CONSTRAINT ck_meetings_pair_order CHECK (low_id < high_id)"
TWO = "((kind = 'group') = (low_id IS NULL)) AND ((low_id IS NULL) = (high_id IS NULL))"
PAIR_OF_TWO = f"CONSTRAINT ck_meetings_pair_of_two CHECK ({TWO})"
SEAT = "seat BETWEEN 1 AND 30"
SEAT_IS_ACCEPTED = "seat IS NULL OR answer = 'accepted'"
PAIR = ("low_id", "high_id")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rewrite("meetings", {f"{one} INTEGER NOT NULL": f"{one} INTEGER" for one in PAIR})
        _rewrite("meetings", {ORDER: f"{ORDER}, {PAIR_OF_TWO}"})
        op.execute(
            f"ALTER TABLE meeting_parties ADD COLUMN seat INTEGER CONSTRAINT ck_meeting_parties_seat CHECK ({SEAT})"
            f" CONSTRAINT ck_meeting_parties_seat_is_accepted CHECK ({SEAT_IS_ACCEPTED})"
        )
    else:
        for one in PAIR:
            op.alter_column("meetings", one, nullable=True)
        op.execute(f"ALTER TABLE meetings ADD {PAIR_OF_TWO}")
        op.add_column("meeting_parties", sa.Column("seat", sa.Integer(), nullable=True))
        op.create_check_constraint(op.f("ck_meeting_parties_seat"), "meeting_parties", SEAT)
        op.create_check_constraint(op.f("ck_meeting_parties_seat_is_accepted"), "meeting_parties", SEAT_IS_ACCEPTED)
    op.create_index("uq_meeting_parties_meeting_id_seat", "meeting_parties", ["meeting_id", "seat"], unique=True)
    op.create_table(
        "roundtables",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint("seats BETWEEN 2 AND 30", name=op.f("ck_roundtables_seats")),
        sa.ForeignKeyConstraint(
            ["event_id", "meeting_id"], ["meetings.event_id", "meetings.id"], name="fk_roundtables_meeting"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_roundtables"),
        sa.UniqueConstraint("meeting_id", name="uq_roundtables_meeting_id"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Group meetings go, with all that they hold: the tables before knew none."""
    op.drop_table("roundtables")
    groups = "(SELECT id FROM meetings WHERE kind = 'group')"
    for table in ("claims", "meeting_parties"):
        op.execute(f"DELETE FROM {table} WHERE meeting_id IN {groups}")
    op.execute("DELETE FROM meetings WHERE kind = 'group'")
    op.drop_index("uq_meeting_parties_meeting_id_seat", table_name="meeting_parties")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE meeting_parties DROP COLUMN seat")
        _rewrite("meetings", {f", {PAIR_OF_TWO}": ""})
        _rewrite("meetings", {f"{one} INTEGER": f"{one} INTEGER NOT NULL" for one in PAIR})
    else:
        op.drop_column("meeting_parties", "seat")
        op.execute("ALTER TABLE meetings DROP CONSTRAINT ck_meetings_pair_of_two")
        for one in PAIR:
            op.alter_column("meetings", one, nullable=False)


def _rewrite(table: str, words: dict[str, str]) -> None:
    """SQLite keeps a table as the words that made it: none of its rows changes for these."""
    connection = op.get_bind()
    schema = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for old, new in words.items():
        connection.execute(
            sa.text("UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = :name"),
            {"old": old, "new": new, "name": table},
        )
    connection.exec_driver_sql(f"PRAGMA schema_version = {schema + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
