"""How wide a text is."""

import unicodedata


def room(text: str) -> int:
    """How many Latin letters are as wide as the text; a Chinese character is as wide as two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
