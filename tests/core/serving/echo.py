"""Stands in for the supervisor: tells with which arguments and standard input it was started."""

from __future__ import annotations

import sys

print(sys.argv[1:], sys.stdin.read())
