"""Reads for a phone."""
