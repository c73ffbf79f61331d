"""How much memory this process holds, and held at the most, in MB."""

from __future__ import annotations

from pathlib import Path

STATUS = Path("/proc/self/status")
FORGET = Path("/proc/self/clear_refs")


def memory() -> float:
    return _line("VmRSS")


def peak() -> float:
    """Since the process began, or since ``forget_peak``."""
    return _line("VmHWM")


def forget_peak() -> None:
    """From here on the peak counts anew."""
    FORGET.write_text("5")


def _line(name: str) -> float:
    found = next(line for line in STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(found.split()[1]) / 1024
