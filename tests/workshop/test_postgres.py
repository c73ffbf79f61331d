"""The PostgreSQL of the suite: whatever other users and earlier runs left on the machine is not in its way."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import has_database, new_database, postgres


def test_its_lock_lies_in_a_folder_of_this_user_alone():
    from tests.support import postgres as support

    folder = Path(support.library().PostgresServer.lock_path).parent

    assert (folder.stat().st_uid, stat.S_IMODE(folder.stat().st_mode)) == (os.geteuid(), 0o700)


@pytest.mark.full
def test_it_starts_beside_another_one_and_leaves_nothing_behind():
    with postgres() as first, postgres() as second:
        new_database(first, "only_here")

        assert [has_database(uri, "only_here") for uri in (first, second)] == [True, False]

    assert [Path(uri.partition("host=")[2]).exists() for uri in (first, second)] == [False, False]
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(first)
