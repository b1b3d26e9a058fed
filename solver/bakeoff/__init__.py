"""Quotes held against each other by what they are worth to the plan."""
