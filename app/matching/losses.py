"""What a fit loses where two firms share no language, or one lacks a certificate that the other needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from app.companies.profile import CompanyProfile
from app.matching.nodes import NOTHING, Floats, Ints, nodes
from app.matching.parameters import Parameters

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Losses:
    """Firms that say the same share a kind, so that a few small tables tell the loss of every pair.

    ``languages[kind, kind]`` and ``certificates[asking kind, lacking kind]`` are factors in (0, 1]; ``needed`` and
    ``lacking`` (kinds × ``standards``) say which certificates are meant, ``holders`` how many firms show each.
    """

    speaks: Ints
    languages: Floats
    asks: Ints
    lacks: Ints
    certificates: Floats
    standards: tuple[str, ...]
    needed: Flags
    lacking: Flags
    holders: Ints

    @property
    def none(self) -> bool:
        """Whether no pair at all loses anything."""
        return bool(self.languages.min(initial=1) == 1 and self.certificates.min(initial=1) == 1)

    def factor(self, firms: Ints | slice, others: Ints | slice) -> Floats:
        """L·Q for each of the firms towards each of the others; firms × others."""
        languages = self.languages[self.speaks[firms]][:, self.speaks[others]]
        return languages * self.certificates[self.asks[firms]][:, self.lacks[others]]

    def singles(self, firms: slice, others: slice) -> NDArray[np.float32]:
        """The same in single precision, for runs of firms."""
        factor = self.languages.astype(np.float32)[self.speaks[firms]][:, self.speaks[others]]
        if self.certificates.min(initial=1) < 1:
            factor *= self.certificates.astype(np.float32)[self.asks[firms]][:, self.lacks[others]]
        return factor

    def of_languages(self, firms: Ints, others: Ints) -> Floats:
        """L by pair."""
        return self.languages[self.speaks[firms], self.speaks[others]]

    def of_certificates(self, firms: Ints, others: Ints) -> Floats:
        """Q by pair."""
        return self.certificates[self.asks[firms], self.lacks[others]]

    def missing(self, firms: Ints, others: Ints) -> Flags:
        """Pairs × standards: what each firm needs and its other lacks, though it is customary there."""
        return self.needed[self.asks[firms]] & self.lacking[self.lacks[others]]

    def of_pairs(self, firms: Ints, others: Ints) -> Floats:
        """L·Q by pair."""
        return self.of_languages(firms, others) * self.of_certificates(firms, others)


def losses(
    profiles: Sequence[CompanyProfile],
    offered: Ints,
    starts: Ints,
    parameters: Parameters,
    *,
    counted: int | None = None,
) -> Losses:
    """The tables of an event; ``offered`` and ``starts`` are the firms' offered nodes, as in Lists. What is customary
    is counted among the first ``counted`` firms (None: all)."""
    speaks, spoken = _kinds(_flags([each.languages for each in profiles])[1])
    needs, holds, standards = _certificates(profiles)
    customary = _customary(_members(offered, starts), holds, parameters.customary_share, counted)
    asks, needed = _kinds(needs)
    lacks, lacking = _kinds(customary & ~holds)
    return Losses(
        speaks,
        np.where(_apart(spoken), parameters.no_language, 1.0),
        asks,
        lacks,
        np.where(_meet(needed, lacking), parameters.no_certificate, 1.0),
        standards,
        needed,
        lacking,
        holds[:counted].sum(axis=0),
    )


def _flags(sets: Sequence[Iterable[str]], names: Iterable[str] | None = None) -> tuple[tuple[str, ...], Flags]:
    """The names and sets × names: which set holds which name."""
    order = tuple(sorted(names if names is not None else {name for each in sets for name in each}))
    place = {name: column for column, name in enumerate(order)}
    flags = np.zeros((len(sets), len(order)), dtype=np.bool_)
    columns = [[place[name] for name in each] for each in sets]
    rows = np.repeat(np.arange(len(sets)), np.fromiter(map(len, columns), dtype=np.intp, count=len(sets)))
    flags[rows, list(chain.from_iterable(columns))] = True
    return order, flags


def _certificates(profiles: Sequence[CompanyProfile]) -> tuple[Flags, Flags, tuple[str, ...]]:
    """Firms × standards that anybody needs: who needs and who holds them."""
    standards, needs = _flags([each.needs for each in profiles])
    _, holds = _flags([each.holds.intersection(standards) for each in profiles], standards)
    return needs, holds, standards


def _kinds(flags: Flags) -> tuple[Ints, Flags]:
    """The kind of each row, and the kinds: rows without repetition."""
    kinds, which = np.unique(flags, axis=0, return_inverse=True)
    return which.reshape(-1), kinds


def _meet(left: Flags, right: Flags) -> Flags:
    """Rows of left × rows of right: whether they have a name in common."""
    common: NDArray[np.float32] = left.astype(np.float32) @ right.T.astype(np.float32)
    return common > 0


def _apart(spoken: Flags) -> Flags:
    """Kinds × kinds: whether both name languages and share none."""
    mute = np.flatnonzero(spoken.sum(axis=1) == 0)
    apart = ~_meet(spoken, spoken)
    apart[mute], apart[:, mute] = False, False
    return apart


def _members(offered: Ints, starts: Ints) -> Flags:
    """Firms × nodes: in which divisions a firm offers something."""
    division = nodes().paths[offered, 1]
    firm = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    members = np.zeros((len(starts) - 1, len(nodes())), dtype=np.bool_)
    members[firm[division != NOTHING], division[division != NOTHING]] = True
    return members[:, nodes().depths == 1]


def _customary(members: Flags, holds: Flags, least_share: float, counted: int | None) -> Flags:
    """Firms × standards: held by more than the least share of the counted firms in one of the firm's divisions."""
    firms = members[:counted].sum(axis=0)
    holders = members[:counted].T.astype(np.float64) @ holds[:counted].astype(np.float64)
    share = holders / np.maximum(firms, 1)[:, None]
    return _meet(members, (share > least_share).T)
