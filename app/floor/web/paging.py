"""A page of a long list as the address asks for it (``?page=``), and the way to those before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from flask import request, url_for

from app.floor.web.routes import kept_arguments
from app.kernel.paging import Page, page_of

T = TypeVar("T")


def asked_page(rows: Sequence[T], *, size: int) -> Page[T]:
    """The page that the address asks for, of a list that is there whole; the first one where it asks for none."""
    return page_of(rows, request.args.get("page", 1, type=int), size=size)


def ways(page: Page[Any]) -> tuple[str, str]:
    """This list at its page before and after, with all else in the address as it is; "" where there is none."""
    before, after = (_at(number) if number else "" for number in (page.previous, page.next))
    return before, after


def _at(number: int) -> str:
    values: dict[str, Any] = {**kept_arguments(), **(request.view_args or {}), "page": number}
    return url_for(request.endpoint or "", **values)
