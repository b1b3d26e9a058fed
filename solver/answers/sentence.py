"""The decision in one sentence."""

from __future__ import annotations

from collections import defaultdict

from models.bill import Costs
from models.calendar import month_text
from models.names import Names
from models.numbers import plain, usd
from models.plan import PlanStatus
from models.scenario import Scenario
from models.vocabulary import ORDERED_MODES
from solver.answers.decided import Decided
from solver.answers.endings import said
from solver.sizing.names import names_of

MOST_NAMED = 3
"""Kinds of accelerators named per mode; the rest is summed."""
LEAST_NAMED = 0.0005
"""Share of a workload's units not served from which on the sentence says so."""
LEAST_COUNTED = 0.1
"""Accelerators below which a mean over the horizon is not told to the digit: the hours are few."""
PROOF: dict[PlanStatus, str] = {
    "optimal_within_gap": "within {} of optimal",
    "stopped_at_limit": "stopped {} above its bound",
    "hedged": "as part of one plan for all cases, {} above the bound of this case alone",
}
"""How good the plan is proven to be; the place is for the gap."""
ORDERED_WORDS = {"dated": "book blocks of days on"}
WORDS = {"on_demand": "on demand", "spot": "as spot"}


def decision_sentence(scenario: Scenario, made: Decided, costs: Costs, status: PlanStatus, gap: float) -> str:
    """What to order, rent, enlarge and commit to from when to when, at what cost, how far from proven optimal."""
    horizon, names = scenario.horizon, names_of(scenario)
    ports, enlarged = len({port.workload for port in made.ports}), dict.fromkeys(row.site for row in made.expansions)
    endpoints = {endpoint.id for endpoint in scenario.endpoints}
    called = [name for name in dict.fromkeys(row.accelerator for row in made.dispatch) if name in endpoints]
    parts = [
        *(f"{ORDERED_WORDS.get(mode, mode)} {_kinds(ordered, names)}" for mode, ordered in _ordered(made).items()),
        *(f"rent {_kinds(rented, names)} {WORDS[mode]} on average" for mode, rented in _rented(scenario, made).items()),
        *([f"take tokens from {' and '.join(map(names.accelerator, called))}"] if called else []),
        *(f"{done} {_kinds(kinds, names)}" for done, kinds in said((*made.releases, *made.extensions))),
        *([f"enlarge {' and '.join(map(names.site, enlarged))}"] if enlarged else []),
        *(f"commit to {usd(most)} an hour with {names.vendor(vendor)}" for vendor, most in _committed(made).items()),
        *(f"sign an agreement with {names.vendor(vendor)}" for vendor in _agreed(scenario, made)),
        *([f"port {ports} workload{'s' * (ports > 1)} to another stack"] if ports else []),
        *_launched(made, horizon.start, names),
        *(
            []
            if made.orders or made.rent or made.commitments or _agreed(scenario, made) or called or enlarged or ports
            else ["order nothing"]
        ),
        *(f"leave {_percent(share)} of {names.workload(workload)} unserved" for workload, share in _unserved(made)),
    ]
    far = f"{100 * gap:.2f} %"
    proof = PROOF[status].format(far)
    last = month_text(horizon.first + horizon.months - 1)
    total = f"{usd(costs.total_discounted_usd)} discounted ({usd(costs.total_nominal_usd)} nominal)"
    return f"From {horizon.start} to {last}, {'; '.join(parts)}: {total}{_forgone(costs)}, {proof}."


def _launched(made: Decided, start: str, names: Names) -> list[str]:
    """Work that is launched later than it is asked for, or never."""
    late = [(names.workload(row.workload), row.period) for row in made.launches if row.period != start]
    return [f"launch {name} in {month}" if month else f"do not launch {name}" for name, month in late]


def _forgone(costs: Costs) -> str:
    """What of the total nobody is paid; empty where there is none."""
    forgone = costs.by_term_discounted.get("forgone_value", 0.0)
    return f", {usd(forgone)} of it value forgone before launches" if forgone else ""


def _ordered(made: Decided) -> dict[str, dict[str, float]]:
    """Accelerators ordered, by mode and kind."""
    sums: dict[str, dict[str, float]] = {}
    for mode in ORDERED_MODES:
        for row in made.orders:
            if row.mode == mode:
                kinds = sums.setdefault(mode, defaultdict(float))
                kinds[row.accelerator] += row.accelerators
    return sums


def _rented(scenario: Scenario, made: Decided) -> dict[str, dict[str, float]]:
    """Accelerators rented on average over the hours of the horizon, by mode and kind."""
    horizon = scenario.horizon
    blocks = {b.id: b for b in horizon.blocks}
    starts = {horizon.label(t): t for t in range(horizon.periods)}
    total = sum(horizon.period_hours(t) for t in range(horizon.periods))
    sums: dict[str, dict[str, float]] = {}
    for row in sorted(made.rent, key=lambda rent: rent.mode):
        hours = horizon.block_hours(starts[row.period], blocks[row.block])
        kinds = sums.setdefault(row.mode, defaultdict(float))
        kinds[row.accelerator] += row.accelerators * hours / total
    return sums


def _committed(made: Decided) -> dict[str, float]:
    """Most of what is newly signed with each vendor that is in force at once [USD/h]."""
    found: dict[str, float] = {}
    for vendor in dict.fromkeys(row.vendor for row in made.commitments):
        own = [row for row in made.commitments if row.vendor == vendor]
        starts = {row.in_service_period for row in own}
        found[vendor] = max(
            sum(row.usd_per_hour for row in own if row.in_service_period <= month < row.ends) for month in starts
        )
    return found


def _agreed(scenario: Scenario, made: Decided) -> list[str]:
    """Vendors of agreements that are newly signed."""
    old = {a.id for a in scenario.agreements if a.is_signed}
    return list(dict.fromkeys(row.vendor for row in made.agreements if row.agreement not in old))


def _unserved(made: Decided) -> list[tuple[str, float]]:
    """(workload, share of its units over the horizon not served), for shares worth naming."""
    missed: dict[str, float] = defaultdict(float)
    for row in made.misses:
        missed[row.workload] += row.units
    shares = {workload: units / made.asked_units[workload] for workload, units in missed.items()}
    return [(workload, share) for workload, share in shares.items() if share >= LEAST_NAMED]


def _percent(share: float) -> str:
    return f"{plain(100 * share)} %"


def _kinds(counts: dict[str, float], names: Names) -> str:
    """`312 x NVIDIA B200 180 GB, 136 x mi355x and 40 of 2 other kinds`, largest first."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{_amount(count)} x {names.accelerator(kind)}" for kind, count in ranked[:MOST_NAMED]]
    rest = ranked[MOST_NAMED:]
    if rest:
        others = f"{len(rest)} other kind{'s' * (len(rest) > 1)}"
        named.append(f"{_amount(sum(count for _, count in rest))} of {others}")
    return " and ".join([", ".join(named[:-1]), named[-1]]) if len(named) > 1 else named[0]


def _amount(count: float) -> str:
    return plain(count) if count >= LEAST_COUNTED else f"under {plain(LEAST_COUNTED)}"
