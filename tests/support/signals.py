"""The signals by which features tell those above them, and a listener that hears whether they are sent in time."""

from __future__ import annotations

from importlib import import_module

from blinker import Signal

from app.core.db import in_transaction
from config import ROOT


def declared() -> dict[str, Signal]:
    """All signals of the features, by their dotted names."""
    found = {}
    for path in sorted(ROOT.glob("app/*/signals.py")):
        package = f"app.{path.parent.name}"
        module = vars(import_module(f"{package}.signals"))
        found.update({f"{package}.{name}": signal for name, signal in module.items() if isinstance(signal, Signal)})
    return found


def hearers(signal: Signal) -> list[object]:
    """Who receives it, without the listener of the tests."""
    return [receiver for receiver in signal.receivers_for(None) if receiver is not must_be_in_transaction]


def listen() -> None:
    """From now on a signal that is sent outside of a transaction fails the test that made it."""
    for signal in declared().values():
        signal.connect(must_be_in_transaction, weak=False)


def must_be_in_transaction(sender: object, **_values: object) -> None:
    assert in_transaction(), f"a signal about {sender!r} was sent outside of transaction()"
