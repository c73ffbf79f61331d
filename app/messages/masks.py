"""Letters may be read over: what lets somebody in is not among what can be read."""

from __future__ import annotations

import re

_LINK = re.compile(r"(https?://[^\s/]+(?:/[^\s/]*)*?/)[^\s/?]{8,}(?:\?[^\s/]*)?(?=[\s/]|$)")


def without_keys(body: str) -> str:
    """The text of a letter, each long last part of a link as ``…``: it may be a key that signs somebody in."""
    return _LINK.sub(r"\1…", body)
