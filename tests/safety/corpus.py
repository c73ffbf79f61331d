"""What people with bad intentions, broken programs and unlucky hands send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

XSS = (
    "\"'`><xss-canary onmouseover=alert(1) autofocus onfocus=alert(2)></title></textarea></script>"
    "<script>alert(3)</script><img src=x onerror=alert(4)><svg onload=alert(5)>"
)
"""Breaks out of texts, attributes of either quote, titles, text areas and scripts; each way opens a dialog."""
SCRIPT_URL = "javascript:alert(6)//http://example.org"
ELSEWHERE = "https://evil.example/x"
TEMPLATES = "{{7919*7907}} {% raw %} ${7919*7907} {0.__class__} {request} %(name)s %(num)d %s 100% <%= 7919*7907 %>"
"""Each must stay as it is; what would come of the first is PRODUCT."""
PRODUCT = "62615533"

QUERIES = (
    "' OR '1'='1",
    "1; DROP TABLE users;--",
    "name desc, (select password_hash from users)",
    "-1",
    "0",
    str(2**31),
    str(2**63),
    str(10**30),
    "-" + str(10**30),
    "9" * 5000,
    "1e400",
    "NaN",
    "٣",
    "\x00",
    "a\x00b",
    "%",
    "_%\\",
    '*"(:',
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "\u202e\u2028\ufffe",
    "𝟘" * 300,
    "../../etc/passwd",
    "//example.org/\\@",
    "[]",
    "{}",
    XSS,
    TEMPLATES,
    SCRIPT_URL,
    ELSEWHERE,
)
"""For query strings and for numbers: SQL, absurd numbers, characters that one of the databases refuses."""

TEXTS = (*QUERIES, "", " ", "x" * 20_000, "\r\nBcc: victim@example.org", "2032-02-30", "25:61", "true", "on")
"""For fields of forms."""

OF_URL_FOR = "_external=1&_scheme=javascript&_anchor=%0aalert(7)&_method=POST&endpoint=x&self=x&values=x&event=x&page=1"
"""Names that mean something to the maker of addresses."""
BROKEN = "%ff%fe%c0%af%00%zz%ed%a0%80%"
"""In an address or a form: bytes that are no UTF-8, half an escape."""
ODD_HEADERS = {
    "Accept-Language": "xx-" + "y" * 3000 + ";q=nan,*;q=-1,zh;q=9e999",
    "Accept-Encoding": "gzip;q=nan, ;;;",
    "Cookie": 'session=.eJw.x.y; remember_token=1|2; "=;;; \xff',
    "If-None-Match": '"\xff',
    "If-Modified-Since": "Thu, 99 Foo 99999 99:99:99 GMT",
    "Range": "bytes=9999999999999999999-0",
    "Referer": "\xff://[",
    "User-Agent": XSS.replace("\n", " "),
    "X-Forwarded-For": "999.999.999.999, ::1%lo, " + "1," * 500,
    "HX-Request": "true",
    "HX-Current-URL": "http://[::bad/%",
    "HX-Target": XSS,
    "X-Request-ID": "x" * 5000,
}


def odd_bodies(fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same fields in ways that no form of ours sends them: what ``client.open`` takes."""
    yield {"data": {name: ["1", "0", str(value)] for name, value in fields.items()}}
    yield {"data": {name: (BytesIO(b"\x00\xffPK\x03\x04"), f"../{name}\x00.svg") for name in fields}}
    yield {"data": "&".join(f"{name}={BROKEN}" for name in (*fields, BROKEN))} | FORM
    yield {"data": json.dumps(fields, default=str).replace("{", '{"x": ' + "[" * 5000)} | JSON
    yield {"data": b"--x\r\nContent-Disposition: form-data; name=\xff", "content_type": "multipart/form-data"}


FORM = {"content_type": "application/x-www-form-urlencoded; charset=utf-7"}
JSON = {"content_type": "application/json"}
