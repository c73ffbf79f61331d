"""erase people and firms, and the people of an event that is long over

Revision ID: 0021
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0016"
branch_labels = None
depends_on = None


def _instant(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


NEW = (
    ("users", _instant("erased_at")),
    ("companies", _instant("erased_at")),
    ("representatives", _instant("erased_at")),
    ("outbox", sa.Column("forgets", sa.String(), nullable=True)),
    ("events", sa.Column("hold_reason", sa.String(), nullable=True)),
    ("events", _instant("erasure_told_at")),
    ("events", _instant("erased_at")),
)


COLUMNS = (
    "id event_id registration_id representative_id purpose given text_version text_hash language source recorded_by at"
).split()
WITHDRAWN = "{same_evidence} AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL"
EMPTIED = "NEW.evidence IS NULL AND {same_withdrawal}"


def _guard_ledger(*allowed: str) -> None:
    """The ledger of consents is append-only but for these changes, with which nothing else may change."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    same = "IS" if sqlite else "IS NOT DISTINCT FROM"
    new, old = (", ".join(f"{row}.{name}" for name in COLUMNS) for row in ("NEW", "OLD"))
    words = {
        "same_evidence": f"NEW.evidence {same} OLD.evidence",
        "same_withdrawal": f"NEW.withdrawn_at {same} OLD.withdrawn_at",
    }
    changes = " OR ".join(f"({one.format(**words)})" for one in allowed)
    refused = f"NOT (({new}) {same} ({old}) AND ({changes}))"
    op.execute("DROP TRIGGER consents_no_update" + ("" if sqlite else " ON consents"))
    op.execute(
        f"CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents WHEN {refused}"
        " BEGIN SELECT RAISE(ABORT, 'consents_append_only'); END"
        if sqlite
        else f"CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents FOR EACH ROW WHEN ({refused})"
        " EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    # no batch here: rebuilding the table would lose that its numbers are given once
    op.execute(
        "ALTER TABLE events ADD COLUMN keep_days INTEGER DEFAULT 365 NOT NULL"
        " CONSTRAINT ck_events_keep_days CHECK (keep_days BETWEEN 30 AND 3650)"
    )
    for table, column in NEW:
        op.add_column(table, column)
    _guard_ledger(WITHDRAWN, EMPTIED)


def downgrade() -> None:
    _guard_ledger(WITHDRAWN)
    for table, column in reversed(NEW):
        op.drop_column(table, column.name)
    op.drop_column("events", "keep_days")
