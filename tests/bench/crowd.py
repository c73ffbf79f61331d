"""Simulated firms, as many as wanted: worlds beside each other, since one world's truth grows with its square."""

from __future__ import annotations

from dataclasses import replace

from app.matching.profiles import RankedCompany
from tests.bench.simulation import world

WORLD = 1_000


def crowd(size: int, seed: int = 300) -> list[RankedCompany]:
    """So many firms on two sides, half and half, the same for the same seed."""
    worlds = [world("mixed", seed + start // WORLD, min(WORLD, size - start)) for start in range(0, size, WORLD)]
    firms = [firm for each in worlds for firm in each.firms]
    return [replace(firm, key=n, group="here" if n <= size // 2 else "there") for n, firm in enumerate(firms, 1)]
