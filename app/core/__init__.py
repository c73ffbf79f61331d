"""What every feature stands on: database, web, mail, jobs, audit, and plain values such as times and errors."""

from __future__ import annotations
