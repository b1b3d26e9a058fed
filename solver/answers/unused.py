"""Inputs that cannot change the answer: reported, never silently ignored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.calendar import month_number
from models.hardware import Holding
from models.offer import Offer
from models.streams import Stream, overrides
from models.workload import Workload
from solver.answers.agreements import unused_agreements
from solver.answers.carbon import unused_carbon
from solver.answers.commitments import unused_commitments
from solver.answers.dated import unused_block
from solver.answers.endings import unused_endings
from solver.answers.expansion import unused_expansions
from solver.answers.lockin import unused_lock_in
from solver.answers.managed import by_endpoint
from solver.answers.quotas import unused_quotas
from solver.answers.replan import unused_replan
from solver.answers.separation import unused_lanes
from solver.answers.simplicity import unused_simplicity
from solver.answers.start_up import unused_ramp, unused_starts
from solver.answers.trust import unused_rules, unused_validations
from solver.answers.unused_parts import unused_lifecycle, unused_milestones, unused_reviews
from solver.answers.volumes import unused_prices, unused_supply
from solver.program.books import counts_year
from solver.program.contingencies import covered, speaks_of
from solver.program.families.term import is_too_long
from solver.program.instance import Instance
from solver.sizing.demand import shape_of

OF_HEADROOM = (
    *("headroom", "launch_windows", "criticality", "waiting", "headroom_rule"),
    *("replicas", "min_replicas", "ramp_minutes"),
)
"""Fields that say how much headroom a workload needs, and of what."""


def unused_inputs(x: Instance) -> tuple[str, ...]:
    """One sentence per input without effect, as `path: why`."""
    said = (
        *_time(x),
        *_launch_windows(x),
        *_redundancy(x),
        *unused_lanes(x.scenario),
        *unused_rules(x),
        *_gangs(x),
        *unused_expansions(x),
        *unused_commitments(x),
        *unused_agreements(x),
        *unused_simplicity(x),
        *unused_carbon(x),
        *unused_lock_in(x),
        *unused_endings(x),
        *unused_replan(x),
        *unused_prices(x),
        *unused_supply(x),
        *unused_quotas(x),
        *unused_milestones(x.scenario),
        *unused_reviews(x),
        *unused_lifecycle(x.scenario),
        *_records(x),
        *_offers(x),
        *_benchmarks(x),
        *(said for w in x.scenario.workloads for said in _workload(x, w)),
        *_porting(x),
    )
    return tuple(by_endpoint(x, said))


def _time(x: Instance) -> Iterator[str]:
    s = x.scenario
    if not x.peaks and any(w.has_headroom for w in x.works):
        yield "policy.headroom: no block of the horizon has `is_peak`, so no headroom is held for anything"
    for b in s.policy.budgets:
        if b.fiscal_year is not None and not any(counts_year(x, b.fiscal_year, t) for t in range(x.T)):
            yield f"policy.budgets.{b.id}: no payment falls into fiscal year {b.fiscal_year}"
    if s.policy.objective == "value" and not x.optional:
        yield "policy.objective: no workload may be launched later (`served: may`), so value is served as at least cost"
    if s.policy.exchange_rates and s.policy.finance.display_currency is None:
        yield "policy.exchange_rates: no policy.finance.display_currency is shown"
    for case in s.cases:
        for n, change in enumerate(case.demand):
            if change.scale == 1 and change.growth_per_year == 0:
                yield f"cases.{case.id}.demand.{n}: a scale of 1 without growth changes nothing"


def _launch_windows(x: Instance) -> Iterator[str]:
    """Launch windows that raise the headroom of no period."""
    s = x.scenario
    starts = [s.horizon.period_start(t) for t in range(x.T)]
    for w in s.workloads:
        for window in w.launch_windows:
            first, until = month_number(window.first), month_number(window.until)
            said = f"workloads.{w.id}.launch_windows: {window.first} to {window.until}"
            if until <= starts[0] or first >= starts[-1] + x.M:
                yield f"{said} lies outside the horizon"
            elif not any(first <= start < until for start in starts):
                yield f"{said}: no period starts in it (periods of {x.M} months look at their first month)"


def _redundancy(x: Instance) -> Iterator[str]:
    for rule in x.scenario.policy.redundancy:
        mine = set(covered(x, rule))
        losses = [c for c in x.contingencies if speaks_of(rule, c.lose, c.lost, c.within)]
        if not any((i, t) in mine and c.keep[i, t] == rule.keep for c in losses for i, t, *_ in c.need):
            yield (
                f"policy.redundancy.{rule.id}: no work that it keeps has a peak and could use what is lost, "
                "or other rules ask for more"
            )


def _gangs(x: Instance) -> Iterator[str]:
    """What is said of runs on many accelerators where there are none, or none that it could concern."""
    s, runs = x.scenario, [arc for _, _, arc in x.arcs if arc.sizes]
    chips, gangs = {arc.accelerator.id for arc in runs}, [w.gang for w in s.workloads if w.gang]
    for a in s.accelerators:
        fields = [name for name in ("domain", "mtbf_hours") if getattr(a, name) is not None and a.id not in chips]
        yield from (f"accelerators.{a.id}.{name}: no gang can run on it" for name in fields)
    for o in s.offers:
        for name in ("fabric_gbps", "storage_gbps"):
            if getattr(o, name) is not None and not any(getattr(gang, name) for gang in gangs):
                yield f"offers.{o.id}.{name}: no gang needs any"
    readers = {arc.site.id for arc in runs if arc.workload.gang and arc.workload.gang.storage_gbps}
    for site in s.sites:
        if site.storage_cap_gbps is not None and site.id not in readers:
            yield f"sites.{site.id}.storage_cap_gbps: no gang that needs storage can run there"
    if not any(w.deterministic == "required" for w in s.workloads):
        marked = (b.id for b in s.benchmarks if b.is_deterministic is not None)
        yield from (f"benchmarks.{name}.is_deterministic: no workload requires it" for name in marked)


def _records(x: Instance) -> Iterator[str]:
    s = x.scenario
    holders: tuple[Offer | Holding, ...] = (*s.offers, *s.holdings)
    used: dict[str, set[str]] = {
        "accelerators": {r.accelerator for r in holders},
        "sites": {r.site for r in holders} | {w.home_site for w in s.workloads if w.home_site},
        "geographies": {w.geography for w in x.works},
        "shapes": {shape.id for w in x.streams if (shape := shape_of(s, w))},
        "stacks": {a.stack for a in s.accelerators},
        "vendors": {r.vendor for r in holders}
        | {a.vendor for a in s.accelerators}
        | {t.owner for t in s.stacks if t.owner},
    }
    why = {"geographies": "no workload has demand there", "shapes": "no workload follows it"}
    for name, ids in used.items():
        rows: Iterable[str] = (row.id for row in getattr(s, name))
        yield from (f"{name}.{row}: {why.get(name, 'nothing refers to it')}" for row in rows if row not in ids)
    reached = {x.arcs[r][1] for r in range(len(x.arcs))}
    for h in s.holdings:
        if not any(x.stands_in(h, p) for j, p in enumerate(x.pools) if j in reached):
            yield f"holdings.{h.id}: no workload can use it; its cost is a constant"
    for site in s.sites:
        if site.electricity_usd_per_kwh is not None and {b.id for b in x.blocks} <= set(site.electricity_by_block):
            yield f"sites.{site.id}.electricity_usd_per_kwh: every block has a price of its own"
    for sensitivity in s.policy.placement.required_tags:
        if sensitivity not in {w.sensitivity for w in x.streams}:
            yield f"policy.placement.required_tags.{sensitivity}: no workload is {sensitivity}"


def _offers(x: Instance) -> Iterator[str]:
    served = {(arc.accelerator.id, arc.site.id) for _, _, arc in x.arcs}
    opened = {c.offer.id for c in x.copies if c.windows or c.rentable}
    spot_work = {j for i, j, _ in x.arcs if x.works[i].workload.is_interruptible}
    for o in x.scenario.offers:
        if (o.accelerator, o.site) not in served:
            yield f"offers.{o.id}: no workload can run on {o.accelerator} at {o.site}"
        elif o.is_dated and (why := unused_block(x, o)):
            yield f"offers.{o.id}: {why}"
        elif o.id not in opened:
            yield f"offers.{o.id}: it can never be in service inside the horizon (dates, lead time, support)"
        elif is_too_long(x, o):
            most = x.scenario.policy.max_term_months
            yield f"offers.{o.id}: its term of {o.term_months} months is longer than policy.max_term_months ({most})"
        elif o.mode == "spot" and not any(c.offer.id == o.id and c.pool in spot_work for c in x.copies):
            yield f"offers.{o.id}: no interruptible workload can run there"


def _benchmarks(x: Instance) -> Iterator[str]:
    profiles = {w.profile for w in x.scenario.workloads}
    chosen = {arc.benchmark.id for _, _, arc in x.arcs}
    pools = {o.accelerator for o in x.scenario.offers} | {h.accelerator for h in x.scenario.holdings}
    for b in x.scenario.benchmarks:
        if b.profile not in profiles:
            yield f"benchmarks.{b.id}: no workload has the profile {b.profile}"
        elif b.accelerator not in pools:
            yield f"benchmarks.{b.id}: nothing offers {b.accelerator}"
        elif b.id not in chosen:
            yield f"benchmarks.{b.id}: never the best record that meets a service level"
    yield from unused_starts(x)


def _porting(x: Instance) -> Iterator[str]:
    """Engineers without work, effort without engineers, learning with nobody to learn."""
    engineers, ported = x.scenario.policy.engineers, {s for _, s in x.ports}
    efforts = ("port_engineer_months", "change_engineer_months")
    for stack in x.scenario.stacks:
        fields = [f for f in efforts if getattr(stack, f)]
        if fields and engineers is None:
            yield f"stacks.{stack.id}.{', '.join(fields)}: no effect without policy.engineers"
        if stack.learning < 1 and stack.id not in x.learned:
            yield f"stacks.{stack.id}.learning: fewer than two workloads could be ported to it"
    asked = [s for s in x.scenario.stacks if s.id in ported and any(getattr(s, f) for f in efforts)]
    moved = {w for w, _ in x.moves}
    for w in x.scenario.workloads:
        if w.data_tb and w.id not in moved:
            yield f"workloads.{w.id}.data_tb: it has no home_site, or nothing to pay for on the way elsewhere"
        elif w.home_site and w.id not in moved:
            yield f"workloads.{w.id}.home_site: its data move at no cost and in no time, or it can run nowhere else"
    if x.scenario.policy.moving.model_fields_set and not moved:
        yield "policy.moving: no workload could move from a home_site"
    if engineers and not asked:
        yield "policy.engineers: no port to a stack that asks for effort is possible"


def _workload(x: Instance, w: Workload) -> Iterator[str]:
    """What a workload says without effect, and what a queue of it says; of all its queues, if it says it for them."""
    path, streams = f"workloads.{w.id}", [stream for stream in x.streams if stream.workload_id == w.id]
    own = {queue.id: overrides(queue) for queue in w.queues}
    for field in sorted(set.intersection(*map(set, own.values())) & w.model_fields_set) if own else ():
        yield f"{path}.{field}: every queue has its own"
    shared = [[(field, why) for field, why in _work(x, stream) if field in w.model_fields_set] for stream in streams]
    for stream in streams:
        for field, why in _work(x, stream):
            if isinstance(stream, Stream) and field in own[stream.queue]:
                yield f"{path}.queues.{stream.queue}.{field}: {why}"
    yield from (f"{path}.{field}: {why}" for field, why in shared[0] if all((field, why) in said for said in shared))
    if (w.changes_per_quarter or w.changes_from) and not any(v == w.id for v, _ in x.ports):
        yield f"{path}.changes_per_quarter: no arc leads to a stack that it would have to be ported to"
    arcs = [arc for _, _, arc in x.arcs if arc.workload.workload_id == w.id]
    if w.gb_per_unit and not any(arc.site.egress_usd_per_gb for arc in arcs):
        yield f"{path}.gb_per_unit: no site it can run at charges for egress"
    yield from unused_validations(x, w)
    if w.served == "may" and w.id not in x.optional:
        yield f"{path}.served: all demand is served while policy.objective is cost"
    if w.model_family and not any(line.driver == "model_family" for line in x.scenario.policy.operating_costs):
        yield f"{path}.model_family: no line of policy.operating_costs is by model_family"
    if w.funding:
        yield f"{path}.funding: used for charge-back, not for the plan"


def _work(x: Instance, w: Workload) -> Iterator[tuple[str, str]]:
    """Fields without effect on a workload, or on a queue of one, each with the reason."""
    exempt = "has no effect on work that is level, deferrable or interruptible: it needs no headroom"
    given = w.model_fields_set
    if w.max_miss == 0 and w.miss_penalty_usd_per_unit:
        yield "miss_penalty_usd_per_unit", "no effect while max_miss is 0 (nothing may go unserved)"
    if not w.has_headroom:
        yield from ((f, exempt) for f in OF_HEADROOM if f in given)
    elif w.headroom is not None and "criticality" in given:
        yield "criticality", "the workload's own headroom replaces the policy's"
    yield from _rule_of_headroom(w)
    yield from _level(x, w)
    if w.can_follow_a_shape and w.traffic not in ("steady", "batch") and shape_of(x.scenario, w) is None:
        yield "traffic", f"no shape is called {w.traffic}; demand is flat over the blocks"
    if w.is_interruptible and not any(o.mode == "spot" for o in x.scenario.offers) and w.can_follow_a_shape:
        yield "is_interruptible", "there is no spot offer (it still frees the work from headroom)"
    yield from unused_ramp(x, w)


def _rule_of_headroom(w: Workload) -> Iterator[tuple[str, str]]:
    """A rule or an allowed probability of waiting without the other, and ratios where queueing alone counts."""
    if not w.has_headroom:
        return
    if w.waiting and not w.has_queueing:
        yield "waiting", "`headroom_rule: ratio` sizes headroom by the ratio alone"
    if w.waiting is None and "headroom_rule" in w.model_fields_set:
        yield "headroom_rule", "without `waiting` headroom is the ratio"
    if w.headroom_rule == "queueing":
        fields = [f for f in ("headroom", "launch_windows", "criticality") if f in w.model_fields_set]
        yield from ((f, "headroom is sized by queueing alone") for f in fields)


def _level(x: Instance, w: Workload) -> Iterator[tuple[str, str]]:
    """What has no effect on work that is not served block by block as it comes."""
    if not w.can_follow_a_shape and (w.shape or w.traffic not in ("steady", "batch")):
        level = f"{w.workload_class} is planned as level load"
        why = "it says only when deferrable work arrives" if w.deferral else level
        yield "shape" if w.shape else "traffic", why
    waits = [x.volumes.waits[i] for i, work in enumerate(x.works) if work.workload.id == w.id and w.deferral]
    if w.deferral and w.gang is None and len(x.blocks) == 1 and (x.T == 1 or not any(waits)):
        yield "deferral", "there is one block and no later period to wait for, so it runs as level load"
