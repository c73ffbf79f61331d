"""Forms of pages, to be sent back."""

from __future__ import annotations

from typing import Any

from tests.support.pages import fields_of, read


def form_on(page: Any) -> dict[str, Any]:
    """The fields of the page's own form as they stand."""
    return fields_of(page, read(page).find("main")[0].find("form")[0])
