"""The place and the clock: the event, its sides, its times, its tables, its interpreters, its programme."""

from app.events.models.event import NAME_LENGTH, Event, LetterText
from app.events.models.places import Group, GroupRule, Interpreter, InterpreterHours, Table
from app.events.models.times import Break, EventDay, ProgrammeItem, Slot

__all__ = [
    "NAME_LENGTH",
    "Break",
    "Event",
    "EventDay",
    "Group",
    "GroupRule",
    "Interpreter",
    "InterpreterHours",
    "LetterText",
    "ProgrammeItem",
    "Slot",
    "Table",
]
