"""Use of limits as a plan states it."""

from __future__ import annotations

from models.plan import LimitUse, Plan
from solver.proof.audit.auditor import Examination
from solver.proof.audit.ledger import FAMILY, ROW_TOLERANCE, Limit
from solver.proof.audit.notes import Notes


def check_limit_uses(plan: Plan, found: Examination, notes: Notes) -> None:
    """Every line states the use of a limit where it is tightest, and calls it binding if it is used up."""
    tightest: dict[tuple[str, str], float] = {}
    for limit in found.ledger.limits:
        key = limit.row, limit.subject
        pick = min if limit.row == "group_reaches_minimum" else max
        tightest[key] = pick(limit.used, tightest.get(key, limit.used))
    for row in plan.limits:
        where = f"limits ({row.limit}, {row.period or 'horizon'})"
        if not any(_states(row, own, tightest[own.row, own.subject]) for own in found.ledger.limits):
            stated = f"{row.used:.10g} of {row.allowed:.10g} {row.unit}"
            notes.sentences.append(f"{where}: no limit of the scenario is used so where it is tightest: {stated}")
        elif _near(row.used, row.allowed) and not row.is_binding:
            notes.sentences.append(f"{where}: it is used up, yet not called binding")


def _states(row: LimitUse, own: Limit, tightest: float) -> bool:
    is_kind = row.kind in (own.row, FAMILY[own.row]) or row.kind not in {*FAMILY, *FAMILY.values()}
    is_use = _near(row.used, own.used) and _near(row.allowed, own.allowed) and _near(own.used, tightest)
    return is_kind and is_use and row.period in own.periods


def _near(stated: float, own: float) -> bool:
    return abs(stated - own) <= ROW_TOLERANCE * max(1.0, abs(own))
