"""Learn from the views themselves which arguments and fields they read."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, ClassVar

from app.floor.web.requests import FittingRequest, Values

Asked = dict[str, dict[str, None]]
"""The names that a view has asked for, by endpoint and in order: ``args`` and ``form`` alike."""


class Heard(Values):
    """Values of a request that notice each name they are asked for."""

    heard: dict[str, None] | None = None

    def note(self, name: object) -> None:
        if self.heard is not None and isinstance(name, str):
            self.heard[name] = None

    def __contains__(self, name: object) -> bool:
        self.note(name)
        return super().__contains__(name)

    def __getitem__(self, key: str) -> Any:
        self.note(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]  # noqa: A002 werkzeug's name
        self.note(key)
        return super().get(key, default, type)

    def getlist(self, key: str, type: Any = None) -> Any:  # noqa: A002 werkzeug's name
        self.note(key)
        return super().getlist(key, type)


class Asking(FittingRequest):
    parameter_storage_class = Heard
    asked: ClassVar[Asked] = defaultdict(dict)

    @property
    def args(self) -> Any:
        return self._hearing(super().args)

    @property
    def form(self) -> Any:
        return self._hearing(super().form)

    def _hearing(self, values: Any) -> Any:
        values.heard = self.asked[f"{self.method} {self.endpoint}"]
        return values
