"""A signal is heard by somebody, and is sent inside the transaction that it tells of."""

from __future__ import annotations

from blinker import Signal

from tests.support import signals


def unheard(declared: dict[str, Signal]) -> list[str]:
    return [name for name, signal in declared.items() if not signals.hearers(signal)]


def test_every_signal_is_heard(app):
    assert unheard(signals.declared()) == []


def test_the_tests_listen_to_every_signal(app):
    declared = signals.declared()

    assert len(declared) > 3
    assert all(signals.must_be_in_transaction in signal.receivers_for(None) for signal in declared.values())
