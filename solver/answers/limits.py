"""How much of every limit the plan uses where it is tightest."""

from __future__ import annotations

import pyomo.environ as pyo

from models.plan import LimitUse
from solver.program.build import Program
from solver.program.families.vendor_share import total
from solver.program.words import LIMITS, Words, when, words

BINDING = 1e-4
"""A limit counts as binding when less than this share of it is left."""


def limit_uses(program: Program) -> tuple[LimitUse, ...]:
    """One line per limit, at its tightest period; `load_values` comes first."""
    tightest: dict[str, tuple[float, LimitUse]] = {}
    for row in LIMITS:
        for key, constraint in getattr(program.model, row).items():
            said = words(program.instance, row, key if isinstance(key, tuple) else (key,))
            use, left = _use(program, row, key, said, constraint)
            if said.family == "supply" and not use.used:
                continue  # offers nobody orders would bury the limits that matter
            if said.subject not in tightest or left < tightest[said.subject][0]:
                tightest[said.subject] = (left, use)
    return tuple(use for _, use in tightest.values())


def _use(program: Program, row: str, key: object, said: Words, constraint: pyo.Constraint) -> tuple[LimitUse, float]:
    """The use of one row, and the share of the limit that is left."""
    is_minimum = constraint.upper is None
    slack = (
        pyo.value(constraint.body) - pyo.value(constraint.lower)
        if is_minimum
        else pyo.value(constraint.upper) - pyo.value(constraint.body)
    )
    slack *= said.scale
    unit = said.unit
    if row == "vendor_share_is_kept":
        everything = total(
            program.model, program.instance, program.entries, str(key[0] if isinstance(key, tuple) else key)
        )
        slack, unit = (slack / everything if everything else said.allowed), "share"
    used = said.allowed + slack if is_minimum else said.allowed - slack
    used = 0.0 if abs(used) < 1e-9 else used
    left = slack / max(abs(said.allowed), 1e-9)
    use = LimitUse(
        limit=said.subject,
        kind=said.family,
        period=when(program.instance, said.period),
        used=used,
        allowed=said.allowed,
        unit=unit,
        is_binding=left <= BINDING,
    )
    return use, left
