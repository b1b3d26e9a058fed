"""Use of limits as a plan states it."""

from __future__ import annotations

from math import inf

from models.bill import LimitUse
from models.plan import Plan, has_derived_figures
from solver.proof.audit.auditor import Examination
from solver.proof.audit.ledger import FAMILY, ROW_TOLERANCE, Limit
from solver.proof.audit.notes import Notes

MINIMUMS = (
    *("group_reaches_minimum", "loss_is_covered", "replicas_are_enough"),
    *("order_is_worthwhile", "share_is_worthwhile", "contract_mix_reaches_minimum"),
)
"""Limits that ask for at least so much."""


def check_limit_uses(plan: Plan, found: Examination, notes: Notes) -> None:
    """Every line states the use of a limit where it is tightest, and calls it binding if it is used up.

    Firm capacity that is set aside in full is stated, since version 1.1.
    """
    tightest: dict[tuple[str, str], float] = {}
    for limit in found.ledger.limits:
        key = limit.row, limit.subject
        tightest[key] = min(_left(limit), tightest.get(key, inf))
    at_tightest = [limit for limit in found.ledger.limits if _near(_left(limit), tightest[limit.row, limit.subject])]
    is_full_version = has_derived_figures(plan)
    for row in plan.limits:
        where = f"limits ({row.limit}, {row.period or 'horizon'})"
        stating = [own for own in at_tightest if _states(row, own)]
        if not stating:
            stated = f"{row.used:.10g} of {row.allowed:.10g} {row.unit}"
            notes.sentences.append(f"{where}: no limit of the scenario is used so where it is tightest: {stated}")
        elif _near(row.used, row.allowed) and not row.is_binding:
            notes.sentences.append(f"{where}: it is used up, yet not called binding")
        elif is_full_version and all(row.is_minimum is not (own.row in MINIMUMS) for own in stating):
            notes.sentences.append(f"{where}: it is {'not ' * row.is_minimum}a minimum, and the plan says otherwise")
    if is_full_version:
        _check_firm_capacity(plan, at_tightest, notes)


def _check_firm_capacity(plan: Plan, at_tightest: list[Limit], notes: Notes) -> None:
    backed = [own for own in at_tightest if own.row == "hold_is_backed"]
    stated = {own.subject for own in backed for row in plan.limits if _states(row, own)}
    for own in backed:
        if own.subject not in stated and own.used > ROW_TOLERANCE and _near(own.used, own.allowed):
            stated.add(own.subject)
            text = f"all {own.allowed:.10g} accelerators that count towards headroom are set aside"
            notes.sentences.append(f"limits ({own.subject}): {text}, yet no line says so")


def _left(limit: Limit) -> float:
    """Share of a limit that is left, or of a minimum that is exceeded."""
    slack = limit.allowed - limit.used
    return (-slack if limit.row in MINIMUMS else slack) / max(abs(limit.allowed), 1e-9)


def _states(row: LimitUse, own: Limit) -> bool:
    is_kind = row.kind in (own.row, FAMILY[own.row]) or row.kind not in {*FAMILY, *FAMILY.values()}
    return is_kind and _near(row.used, own.used) and _near(row.allowed, own.allowed) and row.period in own.periods


def _near(stated: float, own: float) -> bool:
    return abs(stated - own) <= ROW_TOLERANCE * max(1.0, abs(own))
