"""Which kinds of background work there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.floor.models import JobRun

Work = TypeVar("Work", bound=Callable[..., dict[str, Any]])
Preparation = TypeVar("Preparation", bound=Callable[[], None])


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A kind of work. ``title`` and the values of ``stages`` are lazily translated texts for the page that shows it.

    ``leads_to`` gives the address of what a finished run made.
    """

    kind: str
    queue: str
    title: Any
    work: Callable[..., dict[str, Any]]
    stages: Mapping[str, Any] = field(default_factory=dict)
    leads_to: Callable[[JobRun], str] | None = None


JOBS: dict[str, Job] = {}
_preparing: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)


def job(
    kind: str,
    *,
    title: Any,
    queue: str = "quick",
    stages: Mapping[str, Any] | None = None,
    leads_to: Callable[[JobRun], str] | None = None,
) -> Callable[[Work], Work]:
    """Register ``work(running, **arguments) -> dict``: its arguments and its result are plain JSON.

    ``queue``: quick for what takes seconds, long for the rest. Raises ValueError when the kind is taken.
    """

    def register(work: Work) -> Work:
        if kind in JOBS:
            raise ValueError(f"there is a job {kind} already")
        JOBS[kind] = Job(kind=kind, queue=queue, title=title, work=work, stages=stages or {}, leads_to=leads_to)
        return work

    return register


def prepares(queue: str) -> Callable[[Preparation], Preparation]:
    """Register what a consumer of this queue loads as soon as it lives, so that its first job need not wait for it."""

    def register(preparation: Preparation) -> Preparation:
        _preparing[queue].append(preparation)
        return preparation

    return register


def prepare(queue: str) -> None:
    """Do what was registered for consumers of this queue."""
    for preparation in _preparing[queue]:
        preparation()
