"""Requests whose numbers fit the database: what no column holds counts as no number at all."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict

from app.kernel.whole import whole


def fitting(text: str) -> int:
    """As ``int``; ValueError also for a number that no column holds."""
    number = whole(text)
    if number is None:
        raise ValueError("no whole number")
    return number


class Values(ImmutableMultiDict[str, str]):
    """Arguments or fields; asked for with ``type=int``, a number out of range is as if it were not there."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]  # noqa: A002 werkzeug's name
        return super().get(key, default, fitting if type is int else type)

    def getlist(self, key: str, type: Any = None) -> Any:  # noqa: A002 werkzeug's name
        return super().getlist(key, fitting if type is int else type)


class FittingRequest(Request):
    parameter_storage_class = Values


def connect(app: Flask) -> None:
    app.request_class = FittingRequest
