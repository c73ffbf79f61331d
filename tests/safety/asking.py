"""Learn from the views themselves which arguments and fields they read, and from their text which they should."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from app.core.web.routing import CheckedRequest, RequestValues

Names = defaultdict[str, dict[str, None]]


class Asked:
    """The names that views have asked for, in order, by method and endpoint (``GET events.index``)."""

    def __init__(self) -> None:
        self.args, self.form = Names(dict), Names(dict)


class Heard(RequestValues):
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


class Asking(CheckedRequest):
    parameter_storage_class = Heard
    asked: ClassVar[Asked] = Asked()

    @property
    def args(self) -> Any:
        return self._hearing(super().args, self.asked.args)

    @property
    def form(self) -> Any:
        return self._hearing(super().form, self.asked.form)

    def _hearing(self, values: Any, names: Names) -> Any:
        values.heard = names[f"{self.method} {self.endpoint}"]
        return values


def named_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Each argument that a line of Python in ``folder`` reads by its name, with the path of the file."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Attribute(value=values, attr="get" | "getlist"), args=[key, *_]):
                    pass
                case ast.Subscript(value=values, slice=key) | ast.Compare(left=key, comparators=[values]):
                    pass
                case _:
                    continue
            if re.fullmatch(r"request\.(args|values)", ast.unparse(values)) and isinstance(key, ast.Constant):
                yield str(key.value), str(path.relative_to(folder.parent))
