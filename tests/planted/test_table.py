"""The table of planted faults: each stands where it can be made, and no two are alike."""

from __future__ import annotations

import pytest

from config import ROOT
from tests.planted.faults import FAULTS, Fault


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_stands_where_it_can_be_made(fault: Fault) -> None:
    assert (ROOT / fault.path).read_text().count(fault.text) == 1


def test_there_are_34_faults_or_more_and_no_two_alike() -> None:
    assert len({(fault.path, fault.fault, fault.text) for fault in FAULTS}) == len(FAULTS) >= 34
