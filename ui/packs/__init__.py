"""Packs: from a plan and its scenario to the documents that purchasing, finance and vendors exchange."""
