"""A signal is heard by somebody, and is sent inside the transaction that it tells of."""

from __future__ import annotations

import pytest
from blinker import Signal

from app.core.db import transaction
from tests.support import signals


def unheard(declared: dict[str, Signal]) -> list[str]:
    return [name for name, signal in declared.items() if not signals.hearers(signal)]


def test_every_signal_is_heard(app):
    assert unheard(signals.declared()) == []


def test_the_tests_listen_to_every_signal(app):
    declared = signals.declared()

    assert len(declared) > 3
    assert all(signals.must_be_in_transaction in signal.receivers_for(None) for signal in declared.values())


def test_the_guard_finds_a_signal_that_nobody_hears():
    heard, lost = Signal(), Signal()

    def hear(sender):
        return sender

    heard.connect(hear)
    lost.connect(signals.must_be_in_transaction)

    assert unheard({"heard": heard, "lost": lost}) == ["lost"]


def test_the_guard_finds_a_signal_sent_too_early_or_too_late(app):
    signal = Signal()
    signal.connect(signals.must_be_in_transaction)

    with transaction():
        signal.send("in time")
    with pytest.raises(AssertionError, match="outside of transaction"):
        signal.send("too late")
