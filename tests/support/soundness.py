"""What the doctor finds in the rows that the code under test has left."""

from __future__ import annotations

from app.cli import run_checks
from app.core.errors import IntegrityFault

OF_THE_SCHEMA = {"database.schema", "database.checks"}
"""They read how each table is made, and take longer than all others; ``tests/doctor/test_database.py`` asks them."""


def faults_of_rows() -> list[IntegrityFault]:
    return [fault for one in run_checks(but=OF_THE_SCHEMA) for fault in one.faults]
