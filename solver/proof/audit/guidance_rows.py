"""Two records that must be the same, field by field."""

from __future__ import annotations

from typing import Any

from models.base import Model
from solver.proof.audit.notes import Notes


def compare(where: str, stated: Any, own: Any, notes: Notes) -> None:
    """Every field of every record agrees: figures as `Notes.figure` has it, all else exactly.

    Parameters
    ----------
    where: what failures begin with; the path of the field is added.
    """
    if isinstance(stated, Model) and isinstance(own, Model):
        for name in type(own).model_fields:
            compare(f"{where}.{name}", getattr(stated, name), getattr(own, name), notes)
        return
    if isinstance(stated, tuple) and isinstance(own, tuple):
        if len(stated) != len(own):
            notes.same(where, "number of rows", len(stated), len(own))
        for n, (left, right) in enumerate(zip(stated, own, strict=False)):
            compare(f"{where}[{n}]", left, right, notes)
        return
    place, _, field = where.rpartition(".")
    if isinstance(stated, float) and isinstance(own, float):
        notes.figure(place, field, stated, own)
    else:
        notes.same(place, field, stated, own)
