"""When a certificate is warned of, and when it counts at an event."""

from __future__ import annotations

import datetime as dt

import pytest

from app.companies.certificates import CertificateExpiry, certificate_expiry, is_valid_at_event

LAST = dt.date(2032, 3, 18)
EVENT = dt.date(2032, 4, 10)


@pytest.mark.parametrize(
    ("days_before", "told"),
    [
        (61, CertificateExpiry.VALID),
        (60, CertificateExpiry.SOON),
        (0, CertificateExpiry.SOON),
        (-1, CertificateExpiry.OVER),
    ],
)
def test_it_is_warned_of_from_sixty_days_before_its_last_day(days_before, told):
    assert certificate_expiry(LAST, today=LAST - dt.timedelta(days=days_before), event_ends=LAST) is told


@pytest.mark.parametrize("days_before", [300, 61, 0])
def test_one_that_ends_before_the_event_is_told_of_however_early(days_before):
    assert (
        certificate_expiry(LAST, today=LAST - dt.timedelta(days=days_before), event_ends=EVENT)
        is CertificateExpiry.BEFORE
    )


def test_without_a_day_of_the_event_it_only_ends_soon_and_without_an_end_never():
    assert certificate_expiry(LAST, today=LAST, event_ends=None) is CertificateExpiry.SOON
    assert certificate_expiry(None, today=LAST, event_ends=EVENT) is CertificateExpiry.VALID


def test_one_counts_that_is_valid_on_the_last_day_of_the_event():
    assert [is_valid_at_event(day, EVENT) for day in (None, EVENT, EVENT - dt.timedelta(days=1))] == [True, True, False]
    assert is_valid_at_event(LAST, None)
