"""say where tables and programme items are in languages

What was written so far is in one language only: Chinese where it has Chinese characters, else the first one that the
event is named in.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LANGUAGES = ("en", "zh", "fr")
COLUMNS = (("tables", "zone"), ("programme_items", "place"))
HAN = re.compile("[\u3400-\u9fff]")


def upgrade() -> None:
    # no batch here: rebuilding the tables would lose that their numbers are given once
    for table, column in COLUMNS:
        for language in LANGUAGES:
            op.add_column(table, sa.Column(f"{column}_{language}", sa.String(), nullable=True))
        _say_in_languages(table, column)
        op.drop_column(table, column)


def downgrade() -> None:
    op.add_column("tables", sa.Column("zone", sa.String(), server_default="", nullable=False))
    op.add_column("programme_items", sa.Column("place", sa.String(), nullable=True))
    op.execute("UPDATE tables SET zone = COALESCE(zone_en, zone_zh, zone_fr, '')")
    op.execute("UPDATE programme_items SET place = COALESCE(place_en, place_zh, place_fr)")
    for table, column in COLUMNS:
        for language in LANGUAGES:
            op.drop_column(table, f"{column}_{language}")


def _say_in_languages(table: str, column: str) -> None:
    connection = op.get_bind()
    found = connection.execute(
        sa.text(
            f"SELECT DISTINCT one.event_id, one.{column}, events.name_en, events.name_zh, events.name_fr"
            f" FROM {table} AS one JOIN events ON events.id = one.event_id WHERE one.{column} <> ''"
        )
    )
    for event_id, text, *names in found.all():
        for language in _languages(text, names):
            connection.execute(
                sa.text(f"UPDATE {table} SET {column}_{language} = :text WHERE event_id = :event AND {column} = :text"),
                {"event": event_id, "text": text},
            )


def _languages(text: str, names: list[str | None]) -> tuple[str, ...]:
    """All three where the event has no name that could tell."""
    if HAN.search(text):
        return ("zh",)
    named = [language for language, name in zip(LANGUAGES, names, strict=True) if name]
    return tuple(named[:1]) or LANGUAGES
