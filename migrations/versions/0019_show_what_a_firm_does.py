"""show what a firm makes and for whom, how large it is, where it sells; papers of certificates; what a gap costs

Revision ID: 0019
Revises: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0021"
branch_labels = None
depends_on = None

NEW = (
    ("companies", sa.Column("founded", sa.Integer(), nullable=True)),
    ("companies", sa.Column("employees", sa.String(), nullable=True)),
    ("companies", sa.Column("turnover", sa.String(), nullable=True)),
    ("companies", sa.Column("currency", sa.String(), nullable=True)),
    ("company_certificates", sa.Column("number", sa.String(), nullable=True)),
    ("company_certificates", sa.Column("issuer", sa.String(), nullable=True)),
    ("company_certificates", sa.Column("warned_of", sa.Date(), nullable=True)),
    ("company_certificates", sa.Column("version", sa.Integer(), server_default="1", nullable=False)),
)


def upgrade() -> None:
    # no batch here: rebuilding the tables would lose that their numbers are given once
    for table, column in NEW:
        op.add_column(table, column)
    op.execute(
        "ALTER TABLE company_certificates ADD COLUMN file_id INTEGER"
        " CONSTRAINT fk_company_certificates_file_id REFERENCES stored_files (id)"
    )
    op.create_table(
        "company_markets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        _of_company("company_markets"),
        sa.PrimaryKeyConstraint("id", name="pk_company_markets"),
        sa.UniqueConstraint("company_id", "country", name="uq_company_markets_company_id_country"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_company_markets_country", "company_markets", ["country"])
    op.create_table(
        "company_products",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        *(sa.Column(f"{part}_{one}", sa.String(), nullable=True) for part in ("name", "line") for one in ("en", "zh", "fr")),
        sa.Column("isic", sa.String(), nullable=True),
        sa.Column("hs", sa.String(), nullable=True),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        *_ordered(),
        _of_company("company_products"),
        sa.ForeignKeyConstraint(["picture_id"], ["stored_files.id"], name="fk_company_products_picture_id"),
        sa.PrimaryKeyConstraint("id", name="pk_company_products"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_company_products_company_id", "company_products", ["company_id"])
    op.create_table(
        "company_references",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("line", sa.String(), nullable=True),
        *_ordered(),
        _of_company("company_references"),
        sa.PrimaryKeyConstraint("id", name="pk_company_references"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_company_references_company_id", "company_references", ["company_id"])
    op.create_table(
        "profile_gains",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("firms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_profile_gains_registration",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_profile_gains"),
        sa.UniqueConstraint("event_id", "registration_id", name="uq_profile_gains_event_id_registration_id"),
        sqlite_autoincrement=True,
    )


def _ordered() -> tuple[sa.Column[int], ...]:
    return (
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )


def _of_company(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=f"fk_{table}_company_id", ondelete="CASCADE")


def downgrade() -> None:
    for table in ("profile_gains", "company_references", "company_products", "company_markets"):
        op.drop_table(table)
    op.execute("ALTER TABLE company_certificates DROP COLUMN file_id")
    for table, column in reversed(NEW):
        op.drop_column(table, column.name)
