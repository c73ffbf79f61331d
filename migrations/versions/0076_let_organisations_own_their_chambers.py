"""a chamber belongs to the organisation that made it

Revision ID: 0076
Revises: 0073
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0073"
branch_labels = None
depends_on = None

UNOWNED = sa.text("owner_id IS NULL")
WHOLE = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    with op.batch_alter_table("organisations", **WHOLE) as batch_op:
        batch_op.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint("uq_organisations_name_en", type_="unique")
        batch_op.create_foreign_key("fk_organisations_owner_id", "organisations", ["owner_id"], ["id"])
    _give_to_owners()
    op.create_index("uq_organisations_owner_id_name_en", "organisations", ["owner_id", "name_en"], unique=True)
    op.create_index(
        "uq_organisations_name_en",
        "organisations",
        ["name_en"],
        unique=True,
        sqlite_where=UNOWNED,
        postgresql_where=UNOWNED,
    )


def downgrade() -> None:
    """Names are unique again: of several the first keeps it, the others get their number."""
    op.drop_index("uq_organisations_name_en", "organisations")
    op.drop_index("uq_organisations_owner_id_name_en", "organisations")
    op.execute(
        "UPDATE organisations SET name_en = name_en || ' (' || id || ')' WHERE EXISTS "
        "(SELECT 1 FROM organisations AS other WHERE other.name_en = organisations.name_en "
        "AND other.id < organisations.id)"
    )
    with op.batch_alter_table("organisations", **WHOLE) as batch_op:
        batch_op.drop_constraint("fk_organisations_owner_id", type_="foreignkey")
        batch_op.drop_column("owner_id")
        batch_op.create_unique_constraint("uq_organisations_name_en", ["name_en"])


def _give_to_owners() -> None:
    """A chamber that has come to the events of one organisation alone, and runs none itself, is that organisation's."""
    op.execute(
        "UPDATE organisations SET owner_id = "
        "(SELECT min(events.organisation_id) FROM delegations JOIN events ON events.id = delegations.event_id "
        "WHERE delegations.organisation_id = organisations.id) "
        "WHERE 1 = (SELECT count(DISTINCT events.organisation_id) FROM delegations "
        "JOIN events ON events.id = delegations.event_id WHERE delegations.organisation_id = organisations.id) "
        "AND NOT EXISTS (SELECT 1 FROM events WHERE events.organisation_id = organisations.id) "
        "AND NOT EXISTS (SELECT 1 FROM memberships WHERE memberships.organisation_id = organisations.id "
        "AND memberships.role IN ('administrator', 'organizer'))"
    )
