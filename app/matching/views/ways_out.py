"""Out of a list that filters have emptied: how many each of them alone keeps away, and the list without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext, ngettext

from app.companies.sectors.tree import sector_label_in, sector_tree
from app.core.web.locale import language
from app.matching.queries.suggested import SuggestedFirm
from app.matching.views.filters import Facts, Wanted, sift
from app.registrations.places import language_name


@dataclass(frozen=True)
class WayOut:
    """A filter whose end would show ``found`` firms; ``query``: the address's values without it."""

    said: str
    found: int
    query: dict[str, str]

    @property
    def text(self) -> str:
        return str(
            ngettext(
                "Without “%(filter)s” there is %(num)d.",
                "Without “%(filter)s” there are %(num)d.",
                self.found,
                filter=self.said,
            )
        )


def ways_out(places: Sequence[SuggestedFirm], wanted: Wanted, facts: Facts) -> list[WayOut]:
    """What to drop, what shows most first; none where only several filters together hide all."""
    tried = [(said, less, len(sift(places, less, facts)[0])) for said, less in _without_each(wanted)]
    ways = [WayOut(said, found, _query(less)) for said, less, found in tried if found]
    return sorted(ways, key=lambda way: -way.found)


def nothing_meets(wanted: Wanted) -> str:
    """The heading above the ways out."""
    count = len(_without_each(wanted))
    return str(ngettext("No suggestion meets this filter", "No suggestion meets all %(num)d filters", count))


def _without_each(wanted: Wanted) -> list[tuple[str, Wanted]]:
    """Each filter that is on, in words, and all others."""
    known = wanted.section in sector_tree()
    each = (
        (wanted.words, wanted.words, replace(wanted, words="")),
        (
            wanted.section,
            sector_label_in(wanted.section, language()) if known else wanted.section,
            replace(wanted, section=""),
        ),
        (wanted.tongue, language_name(wanted.tongue, language()), replace(wanted, tongue="")),
        (wanted.free_only, gettext("Free when you are"), replace(wanted, free_only=False)),
        (wanted.saved_only, gettext("Saved ones only"), replace(wanted, saved_only=False)),
        (wanted.hide_asked, gettext("Hide those you asked or meet"), replace(wanted, hide_asked=False)),
    )
    return [(str(said), less) for is_on, said, less in each if is_on]


def _query(wanted: Wanted) -> dict[str, str]:
    """As the form would send it; the words always, as without them the usual filters hold."""
    values = {"sector": wanted.section, "language": wanted.tongue}
    ticks = {"hide": wanted.hide_asked, "free": wanted.free_only, "saved": wanted.saved_only}
    return {
        "q": wanted.words,
        **{name: value for name, value in values.items() if value},
        **{name: "1" for name, is_on in ticks.items() if is_on},
    }
