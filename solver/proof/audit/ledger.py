"""The ledger of rows: each row checked once, counted, and told in a sentence when it fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import isnan
from typing import NamedTuple

ROW_TOLERANCE = 1e-6
"""Share of max(1, largest absolute term of a row) by which it may be missed."""

UNBOUNDED = 1e30
"""Violation told where a row cannot be computed (not a number, infinite)."""

FAMILY = {
    "orders_are_on_offer": "fleet",
    "orders_are_whole": "fleet",
    "fleet_follows_orders": "fleet",
    "endings_are_on_offer": "endings",
    "endings_are_whole": "endings",
    "packs_end_once": "endings",
    "launches_are_decided": "launching",
    "served_where_allowed": "dispatch",
    "demand_is_met": "dispatch",
    "misses_stay_allowed": "dispatch",
    "load_fits_pool": "dispatch",
    "firm_work_avoids_spot": "dispatch",
    "rents_are_on_offer": "dispatch",
    "rents_are_whole": "dispatch",
    "runs_are_on_offer": "dispatch",
    "run_fits_units": "dispatch",
    "one_pool_is_used": "dispatch",
    "work_is_done": "deferrable",
    "deadline_is_kept": "deferrable",
    "gang_runs_are_possible": "gang",
    "runs_follow_demand": "gang",
    "runs_are_started": "gang",
    "runs_start_in_time": "gang",
    "served_by_runs": "gang",
    "gangs_fit_fast_units": "gang",
    "storage_fits_site": "gang",
    "held_where_allowed": "adequacy",
    "headroom_is_held": "adequacy",
    "hold_is_backed": "adequacy",
    "peak_is_carried": "queueing",
    "hold_covers_waiting": "queueing",
    "hold_covers_ratio": "queueing",
    "ports_are_possible": "adoption",
    "ported_before_served": "adoption",
    "ported_before_held": "adoption",
    "ported_before_carried": "queueing",
    "ported_once": "adoption",
    "stacks_are_few": "adoption",
    "unproven_vendor_is_capped": "maturity",
    "unproven_class_is_capped": "maturity",
    "unproven_vendor_hold_is_capped": "maturity",
    "unproven_class_hold_is_capped": "maturity",
    "ports_fit_engineers": "porting",
    "moves_are_possible": "moving",
    "doubled_where_moved": "moving",
    "moved_before_served": "moving",
    "moved_before_held": "moving",
    "moved_before_carried": "moving",
    "moved_before_backup": "moving",
    "run_once_moving": "moving",
    "run_before_served": "moving",
    "moved_once": "moving",
    "hold_is_whole": "replicas",
    "served_by_replicas": "replicas",
    "replicas_are_enough": "replicas",
    "replicas_are_ported": "replicas",
    "replicas_are_moved": "replicas",
    "on_call_is_held": "start_up",
    "on_call_is_backed": "start_up",
    "orders_fit_supply": "supply",
    "orders_fit_total": "supply",
    "rent_fits_quota": "supply",
    "power_fits_site": "site",
    "racks_fit_site": "site",
    "heat_fits_site": "edge",
    "floor_fits_site": "site",
    "commitments_are_on_offer": "commitment",
    "commitments_fit_limit": "commitment",
    "commitment_term_fits_limit": "term",
    "agreements_are_on_offer": "agreement",
    "agreements_exclude": "agreement",
    "expansions_are_on_offer": "expansion",
    "modules_fit_site": "expansion",
    "spend_fits_budget": "budget",
    "vendor_share_is_kept": "vendor_share",
    "capacity_share_is_kept": "capacity_share",
    "term_fits_limit": "term",
    "supply_fits_window": "supplies",
    "export_fits_limit": "exports",
    "counted_where_allowed": "quotas",
    "rent_keeps_quota": "quotas",
    "calls_keep_quota": "quotas",
    "commitment_is_bounded": "exposure",
    "contract_mix_fits_limit": "contract_mix",
    "contract_mix_reaches_minimum": "contract_mix",
    "carbon_fits_limit": "carbon",
    "group_fits_limit": "group",
    "group_reaches_minimum": "group",
    "backed_up_where_allowed": "redundancy",
    "loss_is_covered": "redundancy",
    "backup_is_backed": "redundancy",
    "backup_is_ported": "redundancy",
    "vendors_are_few": "simplicity",
    "sites_are_few": "simplicity",
    "contracts_are_few": "simplicity",
    "pools_are_few": "simplicity",
    "order_is_worthwhile": "slivers",
    "share_is_worthwhile": "slivers",
}
"""Family of every row the audit checks; rows not in the contract's table guard the domain of a decision."""


class Limit(NamedTuple):
    """Use of a limit the user has set, at one period (and block); `periods` are the labels it may be quoted with."""

    row: str
    subject: str
    periods: frozenset[str | None]
    used: float
    allowed: float


class Ledger:
    """Counts rows, tight rows and failures; keeps the use of the user's limits."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.largest = 0.0
        self.rows: Counter[str] = Counter()
        self.tight: Counter[str] = Counter()
        self.limits: list[Limit] = []

    def at_most(
        self, row: str, where: tuple[str, ...], used: Sequence[float], allowed: Sequence[float], unit: str
    ) -> None:
        """The terms of `used` add up to at most those of `allowed`."""
        left, right, largest = sum(used), sum(allowed), _largest(used, allowed)
        if not self._holds(row, left - right, largest):
            text = f"{left:.10g} {unit} exceeds {right:.10g} {unit} by {left - right:.6g} {unit}"
            self.fail(row, where, text, (left - right) / max(1.0, largest))

    def at_least(
        self, row: str, where: tuple[str, ...], found: Sequence[float], needed: Sequence[float], unit: str
    ) -> None:
        """The terms of `found` add up to at least those of `needed`."""
        left, right, largest = sum(found), sum(needed), _largest(found, needed)
        if not self._holds(row, right - left, largest):
            text = f"{left:.10g} {unit} falls short of {right:.10g} {unit} by {right - left:.6g} {unit}"
            self.fail(row, where, text, (right - left) / max(1.0, largest))

    def equal(
        self, row: str, where: tuple[str, ...], found: Sequence[float], wanted: Sequence[float], unit: str
    ) -> None:
        """The terms of both sides add up to the same."""
        left, right, largest = sum(found), sum(wanted), _largest(found, wanted)
        if not self._holds(row, abs(left - right), largest):
            text = f"{left:.10g} {unit} instead of {right:.10g} {unit}, off by {left - right:.6g} {unit}"
            self.fail(row, where, text, abs(left - right) / max(1.0, largest))

    def _holds(self, row: str, excess: float, largest: float) -> bool:
        """Counts a row and judges it; a NaN fails."""
        self.rows[row] += 1
        scaled = excess / max(1.0, largest)
        if not scaled <= ROW_TOLERANCE:
            return False
        self.largest = max(self.largest, scaled)
        if largest > 0 and scaled >= -ROW_TOLERANCE:
            self.tight[row] += 1
        return True

    def count(self, row: str) -> None:
        """Counts a row: the domain of one decision is one row, however many laws it has."""
        self.rows[row] += 1

    def require(self, holds: bool, row: str, where: tuple[str, ...], sentence: str, violation: float = 1.0) -> bool:
        """A law of a decision's domain, such as `the offer exists`; returns whether it holds. Not counted as a row."""
        if not holds:
            self.fail(row, where, sentence, violation)
        return holds

    def fail(self, row: str, where: tuple[str, ...], sentence: str, violation: float) -> None:
        """Records a failure as `family: row [where]: sentence`."""
        self.failures.append(f"{FAMILY[row]}: {row} [{', '.join(where)}]: {sentence}")
        self.largest = UNBOUNDED if isnan(violation) else max(self.largest, min(violation, UNBOUNDED))

    def limit(self, row: str, subject: str, periods: frozenset[str | None], used: float, allowed: float) -> None:
        """Keeps the use of a user's limit, so that the plan's own statement can be compared."""
        self.limits.append(Limit(row, subject, periods, used, allowed))

    def by_family(self, counts: Counter[str]) -> dict[str, int]:
        """Row counts added up by family, every family listed."""
        totals = dict.fromkeys(FAMILY.values(), 0)
        for row, count in counts.items():
            totals[FAMILY[row]] += count
        return totals


def _largest(left: Sequence[float], right: Sequence[float]) -> float:
    return max((abs(term) for terms in (left, right) for term in terms), default=0.0)
