"""Sectors on the profile: chips to take away, a tree to search or to open branch by branch, proposals to tick.

None of it writes anything: the form carries it until it is saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext
from markupsafe import Markup, escape

from app.companies.certificates import list_certificates
from app.companies.facts import MARKET_FIELDS, SECTOR_FIELDS, value_codes
from app.companies.sectors import picker
from app.companies.sectors.meanings import sectors_to_choose
from app.companies.sectors.picker import SectorMatch, search_sectors
from app.companies.sectors.tree import sector_label_in, sector_tree
from app.core.web.locale import language
from app.registrations.forms.profile import ProfileForm

FEW = 8


@dataclass(frozen=True, slots=True)
class Picked:
    """What a button other than "save" asked for: ``act`` is remove, open, find or propose; ``value`` its subject."""

    act: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the tree as ``components/tree.html`` reads it."""

    code: str
    label: Markup
    open: bool
    opens: bool
    picks: tuple[str, ...]
    alt: Markup
    children: list[Line]
    path: str = ""
    count: int | None = None
    url: str = ""


def asked() -> Picked | None:
    """What the button that was pressed asks for; None for "save"."""
    for act in ("remove", "open", "propose"):
        if value := request.form.get(act):
            return Picked(act, value)
    pressed = request.form.get("act")
    return None if pressed == "save" else Picked("market" if pressed == "market" else "find", "")


def change(form: ProfileForm, picked: Picked) -> None:
    """Take away the chip whose cross was pressed, or take the country that was typed."""
    if picked.act == "market":
        form.add_market()
    kind, _, code = picked.value.partition(":")
    if picked.act == "remove" and kind in (*SECTOR_FIELDS, *MARKET_FIELDS):
        form[kind].data = tuple(one for one in value_codes(form[kind].data) if one != code)


def shown(form: ProfileForm, picked: Picked | None) -> dict[str, Any]:
    """What the template needs of the tree and of the list of certificates."""
    words, matches = _matches(form, picked)
    opened = picked.value if picked is not None and picked.act == "open" else ""
    nodes = picker.match_nodes(matches) if words else picker.open_nodes(opened)
    held = {kind: value_codes(form[kind].data) for kind in SECTOR_FIELDS}
    leaves = picker.leaf_codes(nodes)
    sectors = (*held["is_in"], *held["offers"])
    division = sector_tree().division(sectors[0]) if sectors and sectors[0] in sector_tree() else None
    standards = list_certificates(division)
    few = standards[:FEW]
    ticked = {*value_codes(form.holds.data), *value_codes(form.needs.data)}
    return {
        "nodes": [_line(node, held, words) for node in nodes],
        "leaves": leaves,
        "searched": words,
        "opened": opened,
        "found_count": len(matches),
        "standards": few,
        "more_standards": [one for one in standards if one not in few],
        "more_ticked": any(one.code in ticked for one in standards if one not in few),
    }


def _matches(form: ProfileForm, picked: Picked | None) -> tuple[str, tuple[SectorMatch, ...]]:
    """The words that were searched or proposed from, and what they found."""
    if picked is not None and picked.act == "propose" and picked.value in ("offers", "seeks"):
        said = (form[f"{picked.value}_{one}"].data for one in (language(), "en", "zh", "fr"))
        words = next((text for text in said if text), "")
        return words, tuple(SectorMatch(code) for code in sectors_to_choose(words))
    words = form.find.data or ""
    searching = picked is None or picked.act not in ("open", "market")
    return (words, search_sectors(words, language())) if words and searching else ("", ())


def _line(node: picker.PickerNode, held: dict[str, tuple[str, ...]], words: str) -> Line:
    said = _marked(sector_label_in(node.code, language()), words)
    if node.whole and node.is_leaf and sector_tree().children(node.code):
        said = Markup(gettext("%(what)s, as a whole")) % {"what": said}  # noqa: S704 our own words
    return Line(
        code=node.code,
        label=said,
        open=node.open,
        opens=node.opens,
        picks=tuple(kind for kind, codes in held.items() if node.code in codes),
        alt=_words(node.words, words),
        children=[_line(child, held, words) for child in node.children],
        path=" › ".join(sector_label_in(code, language()) for code in node.above[:2]),
    )


def _words(found: Iterable[str], words: str) -> Markup:
    return Markup(", ").join(_marked(one, words) for one in found)


def _marked(text: str, words: str) -> Markup:
    """The text with the words of the search marked."""
    wanted = [re.escape(word) for word in words.split() if len(word) > 1 or not word.isascii()]
    if not wanted:
        return escape(text)
    parts = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    return Markup("").join(Markup("<mark>{}</mark>").format(part) if at % 2 else part for at, part in enumerate(parts))
