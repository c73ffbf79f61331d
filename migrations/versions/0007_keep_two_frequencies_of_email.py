"""Keep two frequencies of email: as they come, or once a day."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OLD, NEW = "'together', 'at_once', 'hour', 'day', 'answers'", "'at_once', 'day'"


def upgrade() -> None:
    op.execute("UPDATE letter_choices SET rhythm = 'at_once' WHERE rhythm = 'together'")
    op.execute("UPDATE letter_choices SET rhythm = 'day' WHERE rhythm IN ('hour', 'answers')")
    _replace_check(NEW)


def downgrade() -> None:
    _replace_check(OLD)


def _replace_check(values: str) -> None:
    with op.batch_alter_table("letter_choices", table_kwargs={"sqlite_autoincrement": True}) as letter_choices:
        letter_choices.drop_constraint(op.f("ck_letter_choices_rhythm"), type_="check")
        letter_choices.create_check_constraint(op.f("ck_letter_choices_rhythm"), f"rhythm IN ({values})")
