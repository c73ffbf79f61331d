"""Reads of attendee lists."""
