"""The catalogues of translations, found by the language at hand: a page looks up a hundred sentences."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask_babel import Babel, Domain, get_locale


class Catalogues(Domain):  # type: ignore[misc]  # the library is not typed
    """As Flask-Babel's own, which spells the whole name of the language out for each sentence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.known: dict[str, Any] = {}

    def get_translations(self) -> Any:
        locale = get_locale()
        if locale is None:
            return super().get_translations()
        if locale.language not in self.known:
            self.known[locale.language] = super().get_translations()
        return self.known[locale.language]


class Translations(Babel):  # type: ignore[misc]  # the library is not typed
    @cached_property
    def domain_instance(self) -> Catalogues:
        return Catalogues(domain=self.domain)
