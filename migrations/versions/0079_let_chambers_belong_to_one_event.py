"""a chamber may belong to one event

Revision ID: 0079
Revises: 0078
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

NAME = "uq_organisations_owner_id_name_en"
WHOLE = {"table_kwargs": {"sqlite_autoincrement": True}}
OF_HOUSE = sa.text("event_id IS NULL")
UNOWNED = sa.text("owner_id IS NULL")


def upgrade() -> None:
    op.drop_index(NAME, "organisations")
    with op.batch_alter_table("organisations", **WHOLE) as batch_op:
        batch_op.add_column(sa.Column("event_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key("fk_organisations_event_id", "events", ["event_id"], ["id"])
    op.create_index(
        NAME,
        "organisations",
        ["owner_id", "name_en"],
        unique=True,
        sqlite_where=OF_HOUSE,
        postgresql_where=OF_HOUSE,
    )
    op.create_index("uq_organisations_event_id_name_en", "organisations", ["event_id", "name_en"], unique=True)


def downgrade() -> None:
    """Names are unique again for each owner: a chamber of one event gets its number."""
    op.drop_index("uq_organisations_event_id_name_en", "organisations")
    op.drop_index(NAME, "organisations")
    op.execute("UPDATE organisations SET name_en = name_en || ' (' || id || ')' WHERE event_id IS NOT NULL")
    with op.batch_alter_table("organisations", **WHOLE) as batch_op:
        batch_op.drop_constraint("fk_organisations_event_id", type_="foreignkey")
        batch_op.drop_column("event_id")
    op.create_index(NAME, "organisations", ["owner_id", "name_en"], unique=True)
