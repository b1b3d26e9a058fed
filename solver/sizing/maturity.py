"""Whether a workload is validated on an accelerator, from when on, and what is missing."""

from __future__ import annotations

from models.calendar import month_number
from models.hardware import Accelerator
from models.maturity import Validation
from models.numbers import plain
from models.scenario import Scenario
from models.workload import Workload


def counts(scenario: Scenario, validation: Validation) -> bool:
    """Whether an own benchmark ran on enough of the traffic."""
    return validation.traffic_share >= scenario.policy.maturity.least_traffic_share


def counts_from(validation: Validation) -> int:
    """First month (number) that starts on the day of an own benchmark or later."""
    return month_number(validation.date[:7]) + (validation.date[8:] > "01")


def proof(scenario: Scenario, w: Workload, a: Accelerator) -> Validation | None:
    """The earliest own benchmark of a workload on an accelerator that counts; None without one."""
    own = (v for v in w.validations if v.accelerator == a.id and counts(scenario, v))
    return min(own, key=lambda v: (counts_from(v), v.date), default=None)


def validated_from(scenario: Scenario, w: Workload, a: Accelerator) -> int:
    """First of PERIODS in which a workload is validated on an accelerator; past the horizon where it never is."""
    found, horizon = proof(scenario, w, a), scenario.horizon
    if found is None:
        return horizon.periods
    return next((t for t in range(horizon.periods) if horizon.period_start(t) >= counts_from(found)), horizon.periods)


def opens(scenario: Scenario, w: Workload, a: Accelerator) -> int:
    """First of PERIODS in which a workload may run on an accelerator: pilots wait until it is validated there."""
    is_free = not a.is_pilot or w.stage == "exploratory"
    return 0 if is_free else validated_from(scenario, w, a)


def unproven_until(scenario: Scenario, w: Workload, a: Accelerator) -> int:
    """First of PERIODS in which an accelerator is no longer unproven for a workload; 0: it never is."""
    is_known = w.stage == "exploratory" or a.stack in w.incumbent_stacks
    if scenario.policy.maturity.unvalidated_share is None or is_known:
        return 0
    return validated_from(scenario, w, a)


def what_is_missing(scenario: Scenario, w: Workload, a: Accelerator) -> str | None:
    """Why a pilot accelerator stays closed to a workload, and what would open it; None where it opens."""
    if opens(scenario, w, a) < scenario.horizon.periods:
        return None
    least = f"{plain(100 * scenario.policy.maturity.least_traffic_share)} % of the traffic"
    found = proof(scenario, w, a)
    if found is not None:
        return f"{a.id} is pilot-grade, and its own benchmark is dated {found.date}: no period starts then or later"
    thin = [v.traffic_share for v in w.validations if v.accelerator == a.id]
    lacks = f"its own benchmark ran on {plain(100 * max(thin))} % only" if thin else "there is none"
    return (
        f"{a.id} is pilot-grade and {w.stage} work needs an own benchmark on at least {least}: {lacks}; "
        "add one to `validations`"
    )
