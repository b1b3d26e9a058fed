"""Milestones and drivers of demand that nothing refers to, reviews of vendors who are scored on nothing, rules of a
lifecycle that no unit has."""

from __future__ import annotations

from collections.abc import Iterator

from models.calendar import month_number
from models.lifecycle import LifecyclePolicy
from models.scenario import CaseDemand, Scenario
from models.scorecard import Role
from solver.program.instance import Instance


def unused_milestones(scenario: Scenario) -> Iterator[str]:
    """Milestones without demand, dates of cases that say the same, parts outside the horizon, changes of no part."""
    parts = [(w, d, p) for w in scenario.workloads for d in w.demand for p in d.parts]
    named = {part.milestone for _, _, part in parts}
    for milestone in scenario.milestones:
        if milestone.id not in named:
            yield f"milestones.{milestone.id}: no part of a demand hangs on it"
        for named_case, month in milestone.months.items():
            if month == milestone.month:
                yield f"milestones.{milestone.id}.months.{named_case}: the month it is planned for"
    horizon = scenario.horizon
    for w, d, part in parts:
        starts_late = part.first is not None and month_number(part.first) >= horizon.first + horizon.months
        ends_early = part.until is not None and month_number(part.until) <= horizon.first
        if part.milestone is None and (starts_late or ends_early):
            yield f"workloads.{w.id}.demand.{d.geography}.parts: a {part.driver} lies outside the horizon"
    for case in scenario.cases:
        for n, change in enumerate(case.demand):
            meant = (part.driver for w, d, part in parts if _is_meant(change, w.id, d.geography))
            if change.driver is not None and change.driver not in set(meant):
                yield f"cases.{case.id}.demand.{n}: no part of that demand has the driver {change.driver}"


def unused_lifecycle(scenario: Scenario) -> Iterator[str]:
    """Rules of a lifecycle where everything is rented by the hour or the day; a first review after the horizon."""
    rules, horizon = scenario.policy.lifecycle, scenario.horizon
    lasting = [*scenario.holdings, *(o for o in scenario.offers if o.is_firm and not o.is_dated)]
    if rules != LifecyclePolicy() and not lasting:
        yield "policy.lifecycle: nothing is held, and nothing can be ordered that stays in service"
    if rules.first_review and month_number(rules.first_review) >= horizon.first + horizon.months:
        yield f"policy.lifecycle.first_review: {rules.first_review} lies after the horizon, so there is no review"


def _is_meant(change: CaseDemand, workload: str, geography: str) -> bool:
    """Whether a change is of the demand of a workload, or of a queue of it, in a geography."""
    name = None if change.workload is None else change.workload.split("/")[0]
    return name in (None, workload) and change.geography in (None, geography)


def unused_reviews(x: Instance) -> Iterator[str]:
    """Reviews of vendors with no offer that any work could use, or not in that role."""
    usable = [copy.offer for copy in x.copies if x.arcs_of_pool[copy.pool] and (copy.windows or copy.rentable)]
    known: dict[Role, set[str]] = {
        "payee": {offer.vendor for offer in usable},
        "silicon": {x.accelerators[offer.accelerator].vendor for offer in usable},
    }
    for n, review in enumerate(x.scenario.scorecard.reviews):
        roles = [role for role in known if review.role in (None, role)]
        if not any(review.vendor in known[role] for role in roles):
            as_what = {"payee": " as payee", "silicon": " as maker of silicon", None: ""}[review.role]
            yield f"scorecard.reviews.{n}: {review.vendor} has no offer that any work could use{as_what}"
