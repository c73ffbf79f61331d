"""Rows that are garbage while their session closes: CPython 3.11 died of them (see ``app.core.db``)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from config import ROOT

pytestmark = pytest.mark.databases("sqlite", "postgresql")

SCRIPT = """
import gc
from sqlalchemy import ForeignKey, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload
from sqlalchemy.pool import StaticPool
import app.core.db

class Base(DeclarativeBase): pass

class Firm(Base):
    __tablename__ = "firms"
    id: Mapped[int] = mapped_column(primary_key=True)
    people: Mapped[list["Person"]] = relationship()

class Person(Base):
    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    firm_id: Mapped[int] = mapped_column(ForeignKey("firms.id"))

engine = create_engine("sqlite://", poolclass=StaticPool)
Base.metadata.create_all(engine)
with engine.begin() as connection:
    connection.execute(text("INSERT INTO firms (id) VALUES (:n)"), [{"n": n} for n in range(1, 1001)])
    connection.execute(text("INSERT INTO people (firm_id) VALUES (:n)"), [{"n": n % 1000 + 1} for n in range(4000)])
for _ in range(10):
    session = Session(engine)
    rows = [session.scalars(select(Firm).options(selectinload(Firm.people))).all()]
    rows.append(rows)
    del rows
    session.close()
    gc.collect()
"""


@pytest.mark.full
def test_a_session_closes_over_rows_that_are_garbage():
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")
