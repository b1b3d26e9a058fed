"""Formats of the documents of a plan: what is written for vendors and finance, and what comes back from vendors."""
