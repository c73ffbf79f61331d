"""Where a meeting at a table takes place online: an address to follow, encrypted, and nothing else."""

from urllib.parse import urlsplit

from app.kernel.errors import Invalid
from app.kernel.web_addresses import web_address

MOST = 500


def video_link(text: str) -> str | None:
    """The address as it is kept, None for none. Raises Invalid ``video_link`` for anything but one of https, and
    ``video_link_long``.
    """
    said = text.strip()
    if not said:
        return None
    found = web_address(said)
    if not found or urlsplit(found).scheme != "https":
        raise Invalid("video_link")
    if len(found) > MOST:
        raise Invalid("video_link_long", most=MOST)
    return found
