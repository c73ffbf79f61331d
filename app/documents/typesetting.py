"""The child process that sets pages: what is wanted as JSON in on stdin, a PDF or a PNG out on stdout, under limits."""

from __future__ import annotations

import json
import resource
import shutil
import sys
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

MEMORY_BYTES: Final = 3 << 30
"""Of addresses, of which the threads of the typesetter take many and use few."""
CPU_SECONDS: Final = 120


def limit_resources() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def typeset(asked: dict[str, Any]) -> bytes:
    """A PDF is tagged, so that a screen reader finds tables and headings; a PNG is of a template with one page.

    Raises typst.TypstError with the template's error.
    """
    if not asked["pictures"]:
        return _compile(asked, asked["template"], asked["root"])
    root = Path(asked["root"])
    with TemporaryDirectory(prefix="qiao-pages-") as folder:
        for template in root.rglob("*.typ"):
            copy = Path(folder) / template.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(template, copy)
        pictures = Path(folder) / "pictures"
        pictures.mkdir()
        for name, content in asked["pictures"].items():
            (pictures / name).write_bytes(b64decode(content))
        return _compile(asked, str(Path(folder) / Path(asked["template"]).relative_to(root)), folder)


def _compile(asked: dict[str, Any], template: str, root: str) -> bytes:
    import typst

    made = typst.compile(
        template,
        root=root,
        font_paths=[asked["fonts"]],
        ignore_system_fonts=True,
        format="png" if asked["pixels_per_inch"] else "pdf",
        ppi=asked["pixels_per_inch"],
        timestamp=datetime.fromtimestamp(asked["made_at"], UTC),
        sys_inputs={"data": asked["data"]},
    )
    if not isinstance(made, bytes):
        raise ValueError("a picture of more than one page")
    return made


if __name__ == "__main__":
    limit_resources()
    sys.stdout.buffer.write(typeset(json.load(sys.stdin.buffer)))
