"""Formats of the documents of a plan."""
