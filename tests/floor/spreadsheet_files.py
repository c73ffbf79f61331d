"""Files of each kind, made by hand: OpenDocument, Word, zips."""

from __future__ import annotations

import io
import zipfile

ODS_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
    )
)
ODS_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def packed(**parts: bytes) -> bytes:
    """A zip; ``__`` stands for / and ``_xml`` for .xml."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), body)
    return held.getvalue()


def ods(tables: str, styles: str = "", manifest: str = "", before: str = "") -> bytes:
    content = (
        f"{before}<office:document-content {ODS_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(mimetype=ODS_KIND, content_xml=content.encode(), **{"META-INF__manifest_xml": manifest.encode()})


def ods_row(*cells: str, **attributes: str) -> str:
    told = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<table:table-row{told}>{''.join(cells)}</table:table-row>"


def ods_cell(text: str = "", kind: str = "string", more: str = "") -> str:
    """``kind``: of the value; ``more``: further attributes."""
    inside = f"<text:p>{text}</text:p>" if text else ""
    return f'<table:table-cell office:value-type="{kind}" {more}>{inside}</table:table-cell>'


def docx(body: str, before: str = "") -> bytes:
    document = f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return packed(word__document_xml=document.encode())


def docx_line(text: str) -> str:
    return f"<w:p><w:r><w:t>{text.replace(chr(9), '</w:t><w:tab/><w:t>')}</w:t></w:r></w:p>"


def docx_table(*rows: tuple[str, ...]) -> str:
    """A cell that begins with ``2|`` spans two columns, with ``v|`` begins a merged one, ``^`` goes on with it."""
    made = (f"<w:tr>{''.join(map(_docx_cell, row))}</w:tr>" for row in rows)
    return f"<w:tbl>{''.join(made)}</w:tbl>"


def _docx_cell(text: str) -> str:
    told = {"2|": '<w:gridSpan w:val="2"/>', "v|": '<w:vMerge w:val="restart"/>', "^": "<w:vMerge/>"}
    mark = next((mark for mark in told if text.startswith(mark)), "")
    return f"<w:tc><w:tcPr>{told.get(mark, '')}</w:tcPr>{docx_line(text.removeprefix(mark))}</w:tc>"
