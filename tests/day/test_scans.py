from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.day.desk_input import MAX_SCANS, QueuedScan, parse_device, parse_scans

SCAN = {"mark": "a" * 32, "at": 1_805_333_400_000, "person": 7}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*SCAN, "code"]), inner),
    max_leaves=8,
)


def test_a_scan_is_read():
    (read,) = parse_scans([SCAN])

    assert (read.mark, read.person_id, read.code, read.at.isoformat()) == (
        SCAN["mark"],
        7,
        "",
        "2027-03-18T01:30:00+00:00",
    )


@given(ANYTHING)
def test_whatever_a_device_sends_is_read_or_refused(value):
    for sent in (value, [value], [{**SCAN, "person": value}], [{**SCAN, "at": value}], [{**SCAN, "code": value}]):
        try:
            read = parse_scans(sent)
        except Invalid:
            continue
        assert all(isinstance(one, QueuedScan) for one in read)


@pytest.mark.parametrize("mark", ["", "short", "x" * 41, "ä" * 10, "a b c d e f"])
def test_a_name_of_another_shape_is_refused(mark):
    with pytest.raises(Invalid):
        parse_scans([{**SCAN, "mark": mark}])
    with pytest.raises(Invalid):
        parse_device(mark)


def test_two_scans_of_one_name_and_too_many_are_refused():
    with pytest.raises(Invalid):
        parse_scans([SCAN, SCAN])
    with pytest.raises(Invalid):
        parse_scans([{**SCAN, "mark": f"{number:032}"} for number in range(MAX_SCANS + 1)])
