"""Moves of data: where a workload needs one, what it costs, how long its work runs twice."""

from __future__ import annotations

from decimal import Decimal

from solver.proof.audit.facts import Facts
from solver.proof.audit.offers import exact

WEEKS, MONTHS = 52, 12


def double_periods(facts: Facts) -> int:
    """Whole periods of double running: weeks x 12/52 months, rounded up."""
    months = facts.policy.moving.double_running_weeks * MONTHS
    return -(-months // (WEEKS * facts.time.months))


def move_usd(facts: Facts, workload: str) -> Decimal:
    """Price of one copy of a workload's data [USD]: the policy's, else the egress of its home site by the TB."""
    work, price = facts.workloads[workload], facts.policy.moving.usd_per_tb
    if work.home_site is None:
        return Decimal(0)
    per_tb = exact(facts.sites[work.home_site].egress_usd_per_gb) * 1000 if price is None else exact(price)
    return exact(work.data_tb) * per_tb


def sites_to_move_to(facts: Facts, workload: str) -> frozenset[str]:
    """Sites with an arc of the workload that serve it only after a move."""
    work = facts.workloads.get(workload)
    if work is None or work.home_site is None or not (move_usd(facts, workload) or double_periods(facts)):
        return frozenset()
    return frozenset(place[1] for key, place in facts.placement.arcs if facts.workload_id(key) == workload) - {
        work.home_site
    }
