"""The sector tree as a picker shows it: what was found under its ancestors, or one branch opened after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.companies.picker import Match
from app.companies.sectors import tree


@dataclass(slots=True)
class Node:
    """A line of the picker. ``opens``: a branch whose children are not shown yet; ``count``: matches below, or None;
    ``whole``: a branch that can itself be chosen, as the leaf that stands first below it; ``words``: what it was found
    by."""

    code: str
    open: bool = False
    opens: bool = False
    whole: bool = False
    count: int | None = None
    words: tuple[str, ...] = ()
    children: list[Node] = field(default_factory=list)

    @property
    def is_leaf(self) -> bool:
        return not self.children and not self.opens


def found(matches: Iterable[Match]) -> list[Node]:
    """All matches, each under its ancestors, every branch open; sections without a match are left out."""
    roots: dict[str, Node] = {}
    known: dict[str, Node] = {}
    for match in matches:
        above, *path = tree().path(match.code)
        node = roots.setdefault(above, known.setdefault(above, Node(above, open=True)))
        for code in path:
            node = _child(node, code, known)
        node.words = match.words
        node.whole = True
    for root in roots.values():
        _settle(root)
    return list(roots.values())


def opened(code: str) -> list[Node]:
    """All sections, the branch of ``code`` open down to it; a code that is none opens nothing."""
    path = tree().path(code) if code in tree() else ()
    return [_opened(section, path) for section in tree().sections]


def leaves(nodes: Iterable[Node]) -> list[str]:
    """The codes that can be ticked in what is shown."""
    return [code for node in nodes for code in ([node.code] if node.is_leaf else leaves(node.children))]


def walk(nodes: Iterable[Node], act: Callable[[Node], object]) -> None:
    for node in nodes:
        act(node)
        walk(node.children, act)


def _child(node: Node, code: str, known: dict[str, Node]) -> Node:
    if code not in known:
        known[code] = Node(code, open=True)
        node.children.append(known[code])
    return known[code]


def _settle(node: Node) -> int:
    """Count what was found below, and give a branch that was found itself a leaf of its own; how many were found."""
    total = sum(_settle(child) for child in node.children)
    if node.whole and node.children:
        node.children.insert(0, Node(node.code, whole=True, words=node.words))
        node.words, total = (), total + 1
    elif node.whole:
        total = 1
    node.count = total if node.children else None
    return total


def _opened(code: str, path: tuple[str, ...]) -> Node:
    below = tree().children(code)
    if not below:
        return Node(code)
    if code not in path:
        return Node(code, opens=True)
    whole = [] if tree()[code].level == "section" else [Node(code, whole=True)]
    return Node(code, open=True, children=[*whole, *(_opened(child, path) for child in below)])
