"""Prices that prove a bound, and their JSON form; ``rules`` tells the rows, ``bounds`` what the prices say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.scheduling.strictly import Field

Row = tuple[str | int, ...]


@dataclass(frozen=True)
class Certificate:
    """``rows``: prices of rows; ``least``: prices of firms' minima; both in parts of ``scale``."""

    scale: int
    rows: Mapping[Row, int]
    least: Mapping[str, int] = field(default_factory=dict)


def certificate_json(certificate: Certificate) -> dict[str, Any]:
    rows = [[*row, price] for row, price in certificate.rows.items()]
    return {"scale": certificate.scale, "rows": rows, "least": dict(certificate.least)}


def certificate_of(found: Any) -> Certificate:
    """From JSON, as ``certificate_json`` wrote it. Raises Malformed."""
    of = Field("certificate", found).keys("scale", "rows", "least")
    rows: dict[Row, int] = {}
    for one in of["rows"].items():
        parts = one.value
        if not isinstance(parts, list) or len(parts) < 2 or not all(type(part) in (str, int) for part in parts):
            one.fail("a list of a row's name and its price")
        rows[tuple(parts[:-1])] = Field(f"{one.where}[-1]", parts[-1]).whole(0, 10**18)
    least = of["least"].value
    if not isinstance(least, dict):
        of["least"].fail("an object")
    prices = {firm: Field(f"certificate.least.{firm}", price).whole(0, 10**18) for firm, price in least.items()}
    return Certificate(of["scale"].whole(1, 10**12), rows, prices)
