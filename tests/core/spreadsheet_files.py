"""Files of each kind, most made by hand: OpenDocument, Word, zips."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from app.core.spreadsheets import MergedRange, SheetCell, Worksheet

XLS = (Path(__file__).parent / "data" / "firms.xls").read_bytes()
CHINESE = "单位名称,联系人,邮箱\n重庆渝欧跨境电子商务股份有限公司,王经理,wang@cq.example.org\n新加坡电信,,\n"
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


def ods_of(sheets: Sequence[Worksheet]) -> bytes:
    """These sheets as LibreOffice would save them."""
    return ods(
        "".join(map(_ods_table, sheets)),
        '<style:style style:name="off" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>' + _FORMATS,
    )


_FORMATS = (
    '<number:number-style style:name="n1"><number:scientific-number/></number:number-style>'
    '<style:style style:name="0.00E+00" style:family="table-cell" style:data-style-name="n1"/>'
)


def _ods_table(sheet: Worksheet) -> str:
    hidden = "" if sheet.visible else ' table:style-name="off"'
    spans = {(one.top, one.left): one for one in sheet.merged}
    rows = []
    for row in range(1, sheet.last_row + 1):
        cells = [_ods_value(sheet.at(row, c), spans.get((row, c))) for c in range(1, sheet.last_column + 1)]
        rows.append(ods_row(*cells, visibility="collapse" if row in sheet.hidden_rows else "visible"))
    columns = "".join(
        f'<table:table-column table:visibility="{"collapse" if c in sheet.hidden_columns else "visible"}"/>'
        for c in range(1, sheet.last_column + 1)
    )
    return f"<table:table table:name={quoteattr(sheet.name)}{hidden}>{columns}{''.join(rows)}</table:table>"


def _ods_value(cell: SheetCell, span: MergedRange | None) -> str:
    more = f'table:style-name="{cell.number_format}" ' if cell.number_format == "0.00E+00" else ""
    if span:
        more += f'table:number-rows-spanned="{span.bottom - span.top + 1}" '
        more += f'table:number-columns-spanned="{span.right - span.left + 1}"'
    if cell.formula:
        return f'<table:table-cell table:formula="of:=1" {more}/>'
    if isinstance(cell.value, int | float):
        return ods_cell(escape(cell.text), "float", f'office:value="{cell.value}" {more}')
    if isinstance(cell.value, date):
        return ods_cell(cell.text, "date", f'office:date-value="{cell.value.isoformat()}" {more}')
    return ods_cell("</text:p><text:p>".join(map(escape, cell.text.split("\n"))), "string", more)


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
