"""Which payments are for pilots: a budget may count them alone, or all others."""

from __future__ import annotations

from collections.abc import Sequence

from models.hardware import Accelerator
from models.maturity import Scope
from solver.program.entries import Entry
from solver.program.families import agreement
from solver.program.families.commitment import accelerators_of, commitments_of
from solver.program.instance import Instance

BY_COPY = ("order", "release", "extend", "in_service", "rent", "run")
"""Decisions about an offer, indexed by its copy first."""


def has_pilots(x: Instance) -> bool:
    """Whether a pilot accelerator is offered or held."""
    named = [o.accelerator for o in x.scenario.offers] + [h.accelerator for h in x.scenario.holdings]
    return any(x.accelerators[name].is_pilot for name in named)


def in_scope(x: Instance, scope: Scope, entry: Entry) -> bool:
    """Whether a scope holds an entry."""
    return scope == "all" or is_for_pilots(x, entry) == (scope == "pilots")


def is_for_pilots(x: Instance, entry: Entry) -> bool:
    """Whether an entry is paid for a pilot accelerator, or for a stack that only pilots need."""
    if entry.decision is None:
        return entry.accelerator is not None and x.accelerators[entry.accelerator].is_pilot
    kind, key = entry.decision.parent_component().local_name, entry.decision.index()
    stack = key[0] if kind == "first" else key[1] if kind in ("port", "tooled") else None
    paid_for = [a for a in x.scenario.accelerators if a.stack == stack]
    if kind in (*BY_COPY, "covered"):
        paid_for = [x.pools[x.copies[key[kind == "covered"]].pool].accelerator]
    elif kind == "commit":
        paid_for = accelerators_of(x, commitments_of(x)[key[0]])
    elif kind in ("rebate", "shortfall"):
        paid_for = agreement.accelerators_of(x, agreement.agreements_of(x)[key[0]])
    elif kind in ("serve", "double", "launch", "kept"):
        paid_for = [x.arcs[key[0]][2].accelerator]
    return for_pilots(paid_for)


def for_pilots(paid_for: Sequence[Accelerator]) -> bool:
    """Whether what is paid for these accelerators is paid for pilots: all of them are, and there is one."""
    return bool(paid_for) and all(a.is_pilot for a in paid_for)
