"""What may stand as a firm's website: an http or https address, or a bare host."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from app.kernel.web_addresses import web_address

_HOST: Final = re.compile(r"(?:[\w-]+\.)+[^\W\d_][\w-]+", re.UNICODE)
_RUNS: Final = re.compile(r"\s*(?:javascript|vbscript|data|file|blob)\s*:", re.IGNORECASE)


def runs(text: str) -> bool:
    """Whether the text would run as a script or open a file if a browser took it as an address."""
    return _RUNS.match(text) is not None


def is_website(text: str) -> bool:
    """Whether the text leads to a host with a name, such as ``www.example.org`` or ``https://例子.中国/en``.

    No script, no mailbox, no number for a host, no word alone.
    """
    address = web_address(text)
    return bool(address) and _HOST.fullmatch(urlsplit(address).hostname or "") is not None
