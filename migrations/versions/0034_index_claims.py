"""the claims of a person or an interpreter are found without asking for each slot

Revision ID: 0034
Revises: 0033
"""

from __future__ import annotations

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for who in ("representative", "interpreter"):
        op.create_index(f"ix_claims_{who}", "claims", [f"{who}_id"])


def downgrade() -> None:
    for who in ("representative", "interpreter"):
        op.drop_index(f"ix_claims_{who}", "claims")
