"""Tables under new names: where a zone keeps its number of tables, those that go may be those that come."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.kernel.localized import LANGUAGES, Localized


@dataclass(frozen=True)
class Rename:
    """A zone whose tables may be the same under other names: the first of ``old`` becomes the first of ``new``."""

    zone: Localized
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        return tuple(zip(self.old, self.new, strict=True))


Zones = Mapping[Localized, Sequence[str]]
"""The name of a zone → the labels of its tables, in their order."""


def possible_renames(old: Zones, new: Zones, taken: Collection[str] = ()) -> tuple[Rename, ...]:
    """The zones where as many labels go as come, in the order of ``old``.

    A zone is known by its name, in one language at least; zones with new names are matched in order, if there are as
    many of them.
    ``taken``: labels that other tables hold which are out of use; nothing is renamed to one of them.
    """
    before = {label for labels in old.values() for label in labels}
    after = {label for labels in new.values() for label in labels}
    found = []
    for zone, other in _matched(old, new):
        going = tuple(label for label in old[zone] if label not in after)
        coming = tuple(label for label in new[other] if label not in before)
        if going and len(going) == len(coming) and not set(coming) & set(taken):
            found.append(Rename(other, going, coming))
    return tuple(found)


def _matched(old: Zones, new: Zones) -> Iterator[tuple[Localized, Localized]]:
    same = {zone: zone for zone in old if zone in new}
    for zone in (zone for zone in old if zone not in same):
        like = (other for other in new if other not in same.values() and _share_a_name(zone, other))
        if (other := next(like, None)) is not None:
            same[zone] = other
    gone, come = [zone for zone in old if zone not in same], [zone for zone in new if zone not in same.values()]
    if len(gone) == len(come):
        same |= zip(gone, come, strict=True)
    for zone in old:
        if zone in same:
            yield zone, same[zone]


def _share_a_name(one: Localized, other: Localized) -> bool:
    return any(one.exactly(language) == other.exactly(language) != "" for language in LANGUAGES)
