"""Where a browser may be sent after sign-in: to a page of ours, never to another host."""

from urllib.parse import urlsplit

MOST = 2000


def local_path(given: str | None) -> str:
    """``given`` when it is the path of a page here, such as ``/account?x=1``; else nothing.

    Browsers read ``//host``, ``/\\host`` and a tab in between as another host, so these are refused.
    """
    if not given or len(given) > MOST or not given.startswith("/") or given.startswith("//"):
        return ""
    if "\\" in given or any(ord(character) <= 32 or ord(character) == 127 for character in given):
        return ""
    try:
        parts = urlsplit(given)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else given
