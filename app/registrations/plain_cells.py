"""A cell as its sheet is kept: a bare JSON value, or an object that tells more than the value."""

from __future__ import annotations

from typing import Any


def value_of(cell: Any) -> Any:
    return cell.get("value") if isinstance(cell, dict) else cell


def text_of(cell: Any) -> str:
    """A number as its digits; "" for what is neither a number nor a text."""
    value = value_of(cell)
    if isinstance(value, str):
        return value
    return f"{value:.0f}" if isinstance(value, int | float) else ""
