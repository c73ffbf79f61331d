"""PDFs read back."""

import io
from typing import Any

from pypdf import PdfReader


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, with line ends and runs of spaces as one space."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    """The text of all pages, line by line as it stands."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def looks_of(pdf: bytes) -> tuple[list[int], set[str], Any, Any]:
    """Of the first page its sides in points and the fonts that are in the file; the title, and when it was made."""
    read: Any = PdfReader(io.BytesIO(pdf))
    fonts = [font.get_object() for font in read.pages[0]["/Resources"]["/Font"].values()]
    kept = [font for font in fonts if "/FontFile" in str(font["/DescendantFonts"][0].get_object()["/FontDescriptor"])]
    names = {str(font["/BaseFont"]).partition("+")[2] for font in kept}
    return (
        [round(float(side)) for side in read.pages[0].mediabox[2:]],
        names,
        read.metadata.title,
        read.metadata.creation_date,
    )
