from datetime import UTC, datetime, timedelta

import pytest

from app.core.clock import Span
from app.core.errors import Invalid

NINE = datetime(2032, 3, 18, 9, tzinfo=UTC)


def minutes(start: int, end: int) -> Span:
    return Span(NINE + timedelta(minutes=start), NINE + timedelta(minutes=end))


def test_spans_that_only_touch_do_not_overlap():
    assert not minutes(0, 30).overlaps(minutes(30, 60))
    assert minutes(0, 31).overlaps(minutes(30, 60))


def test_a_span_contains_its_start_and_not_its_end():
    span = minutes(0, 30)

    assert span.contains(span.start)
    assert not span.contains(span.end)


def test_a_span_covers_itself_and_what_lies_inside():
    assert minutes(0, 30).covers(minutes(0, 30))
    assert minutes(0, 30).covers(minutes(5, 30))
    assert not minutes(0, 30).covers(minutes(5, 31))


def test_length_and_shift():
    assert minutes(0, 25).minutes == 25
    assert minutes(0, 25).shifted(timedelta(minutes=10)) == minutes(10, 35)


def test_a_datetime_without_zone_is_refused():
    with pytest.raises(Invalid) as refused:
        Span(datetime(2032, 3, 18, 9), NINE)  # noqa: DTZ001
    assert refused.value.code == "span_naive"


@pytest.mark.parametrize("end", [0, -5])
def test_an_empty_or_backward_span_is_refused(end):
    with pytest.raises(Invalid) as refused:
        minutes(0, end)
    assert refused.value.code == "span_empty"
