"""A firm as the ranking sees it: its profile, its side of the event, and a key that carries no meaning."""

from collections.abc import Hashable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from app.companies.profile import CompanyProfile
from app.matching.said import Says

Key = Hashable
Group = Hashable
Order = tuple[Any, ...]
Draw = tuple[Order, bytes]
"""What a firm stands by among others: its ``order``, and its ``lot`` among those that say the same."""


@dataclass(frozen=True, slots=True)
class Firm:
    """One registration. ``key`` names it and never decides; ``group`` is its side of the event; ``says``: its texts,
    None where they do not count; ``seen``: whether it stands in lists of others, or only has one of its own."""

    key: Key
    profile: CompanyProfile
    group: Group = None
    says: Says | None = None
    seen: bool = True

    @property
    def order(self) -> Order:
        """What ties are broken by: equal for firms that say the same."""
        said = self.profile
        sets = (said.offered, said.seeks, said.offers, said.holds, said.needs, said.languages)
        return (said.goal or "", *[tuple(sorted(each)) if each else () for each in sets], self.says or ())

    @property
    def lot(self) -> bytes:
        """Where firms that say the same stand in their round: a draw that favours no low number."""
        return blake2b(repr(self.key).encode(), digest_size=8).digest()
