"""What people with bad intentions, broken programs and unlucky hands send."""

from __future__ import annotations

XSS = (
    "\"'`><xss-canary onmouseover=alert(1) autofocus onfocus=alert(2)></title></textarea></script>"
    "<script>alert(3)</script><img src=x onerror=alert(4)><svg onload=alert(5)>"
)
"""Breaks out of texts, attributes of either quote, titles, text areas and scripts; each way opens a dialog."""
SCRIPT_URL = "javascript:alert(6)//http://example.org"
TEMPLATES = "{{7919*7907}} {% raw %} ${7919*7907} {0.__class__} {name} %(name)s %(num)d %s 100% <%= 7919*7907 %>"
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
)
"""For query strings and for numbers: SQL, absurd numbers, characters that one of the databases refuses."""

TEXTS = (*QUERIES, "", " ", "x" * 20_000, "\r\nBcc: victim@example.org", "2027-02-30", "25:61", "true", "on")
"""For fields of forms."""
