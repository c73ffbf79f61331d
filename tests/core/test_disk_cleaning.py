"""The disk forgets what was deleted, without keeping anybody waiting."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db
from app.core.reactions import clean_disk
from tests import factories


@pytest.mark.databases("sqlite")
def test_while_somebody_reads_the_log_stays_and_no_writer_waits_for_that(app):
    with db.engine.connect() as reader:
        reader.execute(select(User.id)).all()
        factories.user()
        began = time.monotonic()

        cleaned = clean_disk(0.0)

        assert not cleaned
        assert time.monotonic() - began < 3
    assert clean_disk(0.0)
