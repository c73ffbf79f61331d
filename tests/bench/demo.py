"""How long the model event takes to build, from an empty database."""

from __future__ import annotations

import subprocess
import sys
import time

from app.demo.services import build_model_event
from tests.bench.clocks import took
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.support.instances import in_context

MOST_SECONDS = 20.0
PHASES = ("booking", "running")


def measure(ground: Ground) -> None:
    ground.say(Section("Model event and start", [*(_built(ground, phase) for phase in PHASES), _import_time()]))


def _built(ground: Ground, phase: str) -> Figure:
    instance = ground.new_instance(f"demo-{phase}")
    with in_context(instance.app):
        done = took(lambda: build_model_event(phase), times=1)
    instance.close()
    return Figure(
        f"flask demo --phase {phase}", done.wall, "s", MOST_SECONDS, note=f"{done.cpu:.1f} s in the processor"
    )


def _import_time() -> Figure:
    """A new process until the application stands: what every command and worker pays."""
    code = "import time; b = time.process_time(); import app; app.create_app(); print(time.process_time() - b)"
    begun = time.perf_counter()
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return Figure(
        "an application from nothing", time.perf_counter() - begun, "s", note=f"{float(told):.2f} s in the processor"
    )
