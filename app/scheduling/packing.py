"""Problems and certificates as bytes, and the fingerprint of a problem."""

from __future__ import annotations

import hashlib
import json
import zlib
from functools import lru_cache
from typing import Any, Final

from app.scheduling.problem import Problem
from app.scheduling.reading import problem_of
from app.scheduling.writing import problem_json

KEPT: Final = 8
"""Problems that a process remembers, for each click on a draft reads one."""


def packed(told: Any) -> bytes:
    """Anything that is plain JSON."""
    return zlib.compress(_written(told), 6)


def unpacked(content: bytes) -> Any:
    return json.loads(zlib.decompress(content))


def packed_problem(problem: Problem) -> bytes:
    return packed(problem_json(problem))


@lru_cache(KEPT)
def unpacked_problem(content: bytes) -> Problem:
    return problem_of(zlib.decompress(content).decode())


def mark_of(problem: Problem) -> str:
    """The same for the same problem, whenever it was gathered."""
    return hashlib.sha256(_written(problem_json(problem))).hexdigest()


def _written(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
