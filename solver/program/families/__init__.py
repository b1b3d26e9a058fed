"""Constraint families, one file each: `add(m, x)` writes the rows of a family."""
