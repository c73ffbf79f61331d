"""What can be refused, in business words with stable codes; a fault that an integrity check finds."""

from __future__ import annotations

from dataclasses import dataclass


class DomainError(Exception):
    """An act was refused and nothing was changed.

    ``code`` is a stable snake_case word; ``details`` holds plain values (text, numbers, dates) for the message.
    A code given to the constructor goes before the one of the class.
    """

    code: str = "refused"

    def __init__(self, code: str | None = None, /, **details: object) -> None:
        self.code = code or type(self).code
        self.details: dict[str, object] = details
        super().__init__(self.code, details)

    def __str__(self) -> str:
        details_text = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code} ({details_text})" if details_text else self.code

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way out of a child process with code and details whole."""
        return _rebuild_error, (type(self), self.code, self.details)


def _rebuild_error(kind: type[DomainError], code: str, details: dict[str, object]) -> DomainError:
    return kind(code, **details)


class NotFound(DomainError):
    """It does not exist, or must not be known to this person to exist."""

    code = "not_found"


class NotAllowed(DomainError):
    """The person sees it but may not do this to it."""

    code = "not_allowed"


class Conflict(DomainError):
    """Well formed and allowed, but not as things now stand; the details say how they stand."""

    code = "conflict"


class Stale(Conflict):
    """Somebody changed it since it was read; read it again and decide anew."""

    code = "stale"


class Busy(DomainError):
    """The system is too busy for the moment; the same act may simply be tried again later."""

    code = "busy"


class Invalid(DomainError):
    """What was given cannot be understood or breaks a rule of form."""

    code = "invalid"


class TooMany(DomainError):
    """Tried too often; ``details["seconds"]`` says after how many seconds it may be tried again."""

    code = "too_many"


@dataclass(frozen=True, slots=True)
class IntegrityFault:
    """One thing that must not be. ``code`` for machines, ``ids``: of rows of ``table``, ``says``: a sentence."""

    code: str
    table: str
    ids: tuple[int, ...]
    says: str
