"""accounts that came by a handed-over link get nothing more until their address is confirmed

Revision ID: 0077
Revises: 0076
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

CONFIRMED = (
    "SELECT 1 FROM tokens WHERE tokens.used_at IS NOT NULL AND tokens.purpose IN ('sign_in', 'reset')"
    " AND tokens.subject = 'user:' || users.id"
)
"""What shows that somebody read the address of an account."""
TOKENS = sa.table(
    "tokens",
    sa.column("id", sa.Integer),
    *(sa.column(name, sa.String) for name in ("purpose", "payload", "email")),
)


def upgrade() -> None:
    op.add_column("users", sa.Column("email_unconfirmed_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tokens", sa.Column("email", sa.String(), nullable=True))
    op.add_column("tokens", sa.Column("handed_over", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(op.f("ix_tokens_email"), "tokens", ["email"])
    op.execute(
        "UPDATE users SET email_unconfirmed_since = created_at"
        f" WHERE email IS NOT NULL AND erased_at IS NULL AND NOT EXISTS ({CONFIRMED})"
    )
    op.execute("UPDATE tokens SET handed_over = true WHERE used_at IS NULL AND purpose IN ('sign_in', 'invite')")
    _move_addresses(to_column=True)


def downgrade() -> None:
    _move_addresses(to_column=False)
    op.drop_index(op.f("ix_tokens_email"), "tokens")
    op.drop_column("tokens", "handed_over")
    op.drop_column("tokens", "email")
    op.drop_column("users", "email_unconfirmed_since")


def _move_addresses(*, to_column: bool) -> None:
    """The address of each invitation, between its payload and its column."""
    connection = op.get_bind()
    chosen = sa.select(TOKENS.c.id, TOKENS.c.payload, TOKENS.c.email).where(TOKENS.c.purpose == "invite")
    for number, text, email in connection.execute(chosen).all():
        payload = json.loads(text or "{}")
        if to_column:
            email = payload.pop("email", None)
        else:
            payload["email"] = email
        values = {"payload": json.dumps(payload), "email": email}
        connection.execute(sa.update(TOKENS).where(TOKENS.c.id == number).values(values))
