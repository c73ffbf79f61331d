"""The sector tree as a picker shows it: what was found, the best first, or one branch opened after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.companies.picker import Match
from app.companies.sectors import tree


@dataclass(slots=True)
class Node:
    """A line of the picker. ``opens``: a branch whose children are not shown yet; ``whole``: a branch that can itself
    be chosen, as the leaf that stands first below it; ``words``: what it was found by; ``above``: the codes that it
    lies in, the section first, where they are not shown."""

    code: str
    open: bool = False
    opens: bool = False
    whole: bool = False
    words: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    children: list[Node] = field(default_factory=list)

    @property
    def is_leaf(self) -> bool:
        return not self.children and not self.opens


def found(matches: Iterable[Match]) -> list[Node]:
    """All matches as leaves in their order, the best first; each knows what lies above it."""
    return [Node(match.code, whole=True, words=match.words, above=tree().path(match.code)[:-1]) for match in matches]


def opened(code: str) -> list[Node]:
    """All sections, the branch of ``code`` open down to it; a code that is none opens nothing."""
    path = tree().path(code) if code in tree() else ()
    return [_opened(section, path) for section in tree().sections]


def leaves(nodes: Iterable[Node]) -> list[str]:
    """The codes that can be ticked in what is shown."""
    return [code for node in nodes for code in ([node.code] if node.is_leaf else leaves(node.children))]


def _opened(code: str, path: tuple[str, ...]) -> Node:
    below = tree().children(code)
    if not below:
        return Node(code)
    if code not in path:
        return Node(code, opens=True)
    whole = [] if tree()[code].level == "section" else [Node(code, whole=True)]
    return Node(code, open=True, children=[*whole, *(_opened(child, path) for child in below)])
