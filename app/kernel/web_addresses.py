"""Addresses on the web as people write them into a profile or a sheet: never a script, never a file."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d+(?:/|$))")
"""What begins a whole address; ``example.org:8080`` begins with a host."""


def web_address(text: str | None) -> str:
    """Where a link may lead for what somebody wrote: an http or https address; "" for anything else.

    ``www.example.org/en`` is taken as https.
    """
    said = (text or "").strip()
    whole = said if _SCHEME.match(said) else f"https://{said}"
    if not said or any(sign.isspace() or ord(sign) < 32 for sign in said) or "\\" in said:
        return ""
    try:
        parts = urlsplit(whole)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return whole if usable else ""
