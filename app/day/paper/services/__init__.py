"""Packs set as files."""
