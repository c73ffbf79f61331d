"""ask what the profile does not hold

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KINDS = "'text', 'choice', 'several', 'number', 'date', 'file', 'consent'"


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        *(sa.Column(f"{part}_{one}", sa.String(), nullable=True) for part in ("label", "help") for one in ("en", "zh", "fr")),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("erase_after_days", sa.Integer(), nullable=True),
        sa.Column("only_if_id", sa.Integer(), nullable=True),
        sa.Column("only_if_values", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        sa.CheckConstraint("subject IN ('firm', 'person')", name="subject"),
        sa.CheckConstraint("NOT sensitive OR kind IN ('text', 'number', 'date')", name="sealable"),
        sa.CheckConstraint("sensitive = (erase_after_days IS NOT NULL)", name="erased"),
        sa.CheckConstraint("erase_after_days BETWEEN 0 AND 3650", name="days"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_questions_event_id"),
        sa.ForeignKeyConstraint(
            ["event_id", "only_if_id"], ["questions.event_id", "questions.id"], name="fk_questions_only_if"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
        sa.UniqueConstraint("event_id", "id", name="uq_questions_event_id_id"),
        sa.UniqueConstraint("event_id", "key", name="uq_questions_event_id_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("text_hash", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(registration_id IS NULL) <> (representative_id IS NULL)", name="one_subject"),
        sa.CheckConstraint("sealed IS NULL OR (value IS NULL AND file_id IS NULL)", name="sealed_alone"),
        *(
            sa.ForeignKeyConstraint(
                ["event_id", f"{one}_id"], [f"{one}s.event_id", f"{one}s.id"], name=f"fk_answers_{one}", ondelete="CASCADE"
            )
            for one in ("question", "registration", "representative")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name="fk_answers_file_id"),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name="fk_answers_answered_by"),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sa.UniqueConstraint("question_id", "registration_id", name="uq_answers_question_id_registration_id"),
        sa.UniqueConstraint("question_id", "representative_id", name="uq_answers_question_id_representative_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answers_registration", "answers", ["registration_id"])
    op.create_index("ix_answers_representative", "answers", ["representative_id"])


def downgrade() -> None:
    op.drop_table("answers")
    op.drop_table("questions")
