"""Whether those who meet need an interpreter, between which languages, and which interpreter comes first.

Who asked for one needs none with a partner who speaks its language; two who share no language need one whatever they
asked for."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from app.core.clock import Span


class InterpreterMode(StrEnum):
    """Whom an interpreter serves, the first choice first."""

    OWN = "own"  # a company brings it along: that company alone
    FOLLOWS = "follows"  # given to one company for the event: that company alone
    TABLE = "table"  # sits at a table: whoever meets there
    POOL = "pool"  # whoever needs it


MODE_PREFERENCE = tuple(InterpreterMode)
MIN_LANGUAGES = 2
USUAL_LANGUAGES = ("zh", "en", "fr")


@dataclass(frozen=True, slots=True)
class SpokenLanguages:
    """What one side of a meeting speaks (nothing: not known), and whether it said that it needs an interpreter."""

    languages: frozenset[str] = frozenset()
    needs: bool = False


@dataclass(frozen=True, slots=True)
class InterpreterNeed:
    """An interpreter is needed between one of these languages and one of those; an empty side is not known."""

    first: frozenset[str]
    other: frozenset[str]

    def is_met_by(self, languages: Set[str]) -> bool:
        """Whether who speaks these can stand between the two."""
        return all(not side or not side.isdisjoint(languages) for side in (self.first, self.other))


def get_interpreter_need(spoken_languages: SpokenLanguages, other: SpokenLanguages) -> InterpreterNeed | None:
    """Between what an interpreter is needed; None where they share a language, or nothing says that they do not."""
    if not spoken_languages.languages.isdisjoint(other.languages):
        return None
    both_known = bool(spoken_languages.languages and other.languages)
    return (
        InterpreterNeed(spoken_languages.languages, other.languages)
        if both_known or spoken_languages.needs or other.needs
        else None
    )


def list_interpreter_needs(first: SpokenLanguages, others: Iterable[SpokenLanguages]) -> tuple[InterpreterNeed, ...]:
    """Between what one interpreter must stand where all the others meet the first; () where nobody needs one."""
    return tuple(dict.fromkeys(need for other in others if (need := get_interpreter_need(first, other)) is not None))


def choose_languages(needs: Iterable[InterpreterNeed], spoken: Set[str] = frozenset()) -> tuple[str, ...]:
    """What somebody must speak who meets all of these needs: one language of each side, of those that are ``spoken``
    where there is a choice; where one is not known, any of ``USUAL_LANGUAGES`` besides."""
    texts: list[str] = []
    for need in needs:
        for side in (need.first, need.other):
            if side and side.isdisjoint(texts):
                texts.append(min(side & spoken or side))
    besides = [usual_language for usual_language in USUAL_LANGUAGES if usual_language not in texts]
    return tuple(sorted([*texts, *besides[: max(0, MIN_LANGUAGES - len(texts))]]))


@dataclass(frozen=True, slots=True)
class InterpreterProfile:
    """An interpreter, as far as choosing goes.

    ``works_for``: the registration that it serves alone · ``table_id``: where it sits · ``sectors``: what it knows of ·
    ``hours``: when it is there, () for always · ``longest_run``: meetings in a row before a pause, None for no limit.
    """

    id: int
    languages: frozenset[str]
    mode: InterpreterMode = InterpreterMode.POOL
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
        if self.mode in (InterpreterMode.OWN, InterpreterMode.FOLLOWS):
            return self.works_for in registration_ids
        return self.mode is InterpreterMode.POOL or self.table_id is not None


def rank_interpreters(
    interpreters: Iterable[InterpreterProfile],
    needs: Iterable[InterpreterNeed],
    registration_ids: Set[int],
    sectors: Set[str],
    uses: dict[int, int],
) -> list[InterpreterProfile]:
    """Who can stand between all of these companies, the first choice first: the company's own, who follows it, who
    sits at a table, the pool; then who knows their ``sectors``, then who has worked least (``uses``).
    """
    wanted = tuple(needs)
    able = [
        interpreter
        for interpreter in interpreters
        if interpreter.serves(registration_ids) and all(need.is_met_by(interpreter.languages) for need in wanted)
    ]
    return sorted(
        able,
        key=lambda candidate: (
            MODE_PREFERENCE.index(candidate.mode),
            candidate.sectors.isdisjoint(sectors),
            uses.get(candidate.id, 0),
            candidate.id,
        ),
    )


class InterpreterChange(NamedTuple):
    """Names; "" for nobody. ``lacks``: one is needed, and nobody is free then."""

    now: str = ""
    before: str = ""
    lacks: bool = False


NO_INTERPRETER_CHANGE: Final = InterpreterChange()
"""As little is told as where nobody interprets."""
