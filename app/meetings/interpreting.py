"""Whether two who meet need an interpreter, between which languages, and which of them come first.

The need follows from the pair: whoever ticked "needs an interpreter" needs none with a partner who speaks its language,
and two who share none need one whatever they ticked.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

from app.core.clock import Span
from app.core.errors import Invalid


class Mode(StrEnum):
    """Whom an interpreter serves, the first choice first."""

    OWN = "own"  # a firm brings it along: that firm alone
    FOLLOWS = "follows"  # given to one firm for the event: that firm alone
    TABLE = "table"  # sits at a table: whoever meets there
    POOL = "pool"  # whoever needs it


CHOICE = tuple(Mode)
LEAST_LANGUAGES = 2
USUAL = ("zh", "en", "fr")


@dataclass(frozen=True, slots=True)
class Speech:
    """What one side of a meeting speaks (nothing: not known), and whether it said that it needs an interpreter."""

    languages: frozenset[str] = frozenset()
    needs: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """An interpreter is needed between one of these languages and one of those; an empty side is not known."""

    one: frozenset[str]
    other: frozenset[str]

    def is_met_by(self, languages: Set[str]) -> bool:
        """Whether who speaks these can stand between the two."""
        return all(not side or not side.isdisjoint(languages) for side in (self.one, self.other))


def need_of(one: Speech, other: Speech) -> Need | None:
    """Between what an interpreter is needed; None where they share a language, or nothing says that they do not."""
    if not one.languages.isdisjoint(other.languages):
        return None
    both_known = bool(one.languages and other.languages)
    return Need(one.languages, other.languages) if both_known or one.needs or other.needs else None


def needs_of(first: Speech, others: Iterable[Speech]) -> tuple[Need, ...]:
    """Between what one interpreter must stand where all the others meet the first; () where nobody needs one."""
    return tuple(dict.fromkeys(need for other in others if (need := need_of(first, other)) is not None))


def languages_for(needs: Iterable[Need], spoken: Set[str] = frozenset()) -> tuple[str, ...]:
    """What somebody must speak who meets all of these needs: one language of each side, of those that are ``spoken``
    where there is a choice; where one is not known, any of ``USUAL`` besides."""
    found: list[str] = []
    for need in needs:
        for side in (need.one, need.other):
            if side and side.isdisjoint(found):
                found.append(min(side & spoken or side))
    besides = [one for one in USUAL if one not in found]
    return tuple(sorted([*found, *besides[: max(0, LEAST_LANGUAGES - len(found))]]))


@dataclass(frozen=True, slots=True)
class Voice:
    """An interpreter, as far as choosing goes.

    ``works_for``: the registration that it serves alone · ``table_id``: where it sits · ``sectors``: what it knows of ·
    ``hours``: when it is there, () for always · ``longest_run``: meetings in a row before a pause, None for no limit.
    """

    id: int
    languages: frozenset[str]
    mode: Mode = Mode.POOL
    works_for: int | None = None
    table_id: int | None = None
    sectors: frozenset[str] = frozenset()
    hours: tuple[Span, ...] = ()
    longest_run: int | None = None

    def is_there(self, span: Span) -> bool:
        """Whether it works during the whole span."""
        return not self.hours or any(window.covers(span) for window in self.hours)

    def serves(self, registration_ids: Set[int]) -> bool:
        """Whether it may work for a meeting of these firms, wherever it sits."""
        if self.mode in (Mode.OWN, Mode.FOLLOWS):
            return self.works_for in registration_ids
        return self.mode is Mode.POOL or self.table_id is not None


@dataclass(frozen=True)
class InterpreterDraft:
    """An interpreter as its organizer describes it; fields as of ``Voice``."""

    name: str
    languages: tuple[str, ...]
    mode: Mode = Mode.POOL
    works_for: int | None = None
    table_id: int | None = None
    sectors: tuple[str, ...] = ()
    hours: tuple[Span, ...] = ()
    longest_run: int | None = None


def check(draft: InterpreterDraft) -> None:
    """Raises Invalid: ``interpreter_unnamed``, ``interpreter_languages`` for fewer than two, ``interpreter_post`` where
    it is not said whom it serves, or said of one who serves all, ``interpreter_run``.
    """
    if not draft.name.strip():
        raise Invalid("interpreter_unnamed")
    if len(set(draft.languages)) < LEAST_LANGUAGES:
        raise Invalid("interpreter_languages")
    of_firm, of_table = draft.mode in (Mode.OWN, Mode.FOLLOWS), draft.mode is Mode.TABLE
    if (draft.works_for is not None) != of_firm or (draft.table_id is not None) != of_table:
        raise Invalid("interpreter_post")
    if draft.longest_run is not None and draft.longest_run < 1:
        raise Invalid("interpreter_run")


def is_called_alike(one: str, other: str) -> bool:
    """Whether two names are one but for capitals, spaces and the width of letters."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())


def in_order(
    voices: Iterable[Voice],
    needs: Iterable[Need],
    registration_ids: Set[int],
    sectors: Set[str],
    uses: dict[int, int],
) -> list[Voice]:
    """Who can stand between all of these firms, the first choice first: the firm's own, who follows it, who sits at a
    table, the pool; then who knows their ``sectors``, then who has worked least (``uses``).
    """
    wanted = tuple(needs)
    able = [
        one for one in voices if one.serves(registration_ids) and all(need.is_met_by(one.languages) for need in wanted)
    ]
    return sorted(
        able,
        key=lambda one: (
            CHOICE.index(one.mode),
            one.sectors.isdisjoint(sectors),
            uses.get(one.id, 0),
            one.id,
        ),
    )
