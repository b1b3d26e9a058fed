"""Whose cost is it: every nominal dollar of the plan by workload and period, or as one that belongs to no workload."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.cents import rounded_to_sum
from models.derived import Unassigned, UnassignedReason
from models.streams import Stream
from solver.answers.agreements import agreement_costs
from solver.answers.commitments import commitment_costs
from solver.answers.endings import parts, until
from solver.answers.expansion import expansion_usd
from solver.answers.in_use import in_use_usd
from solver.answers.porting import port_of
from solver.answers.use import Use
from solver.program.build import Program
from solver.program.endings import Ending
from solver.program.entries import Entry
from solver.program.holding_costs import holding_usd, once_usd
from solver.program.instance import Instance
from solver.sizing.demand import periods_of
from solver.sizing.moving import double_periods

Table = dict[tuple[str, int], float]
"""USD by workload and period."""
Amount = tuple[int, int, float]
"""Pool, period, USD."""
PackCosts = dict[tuple[int, int, Ending | None], float]
"""USD per pack by offer copy, order period and how it ends; None: with its term."""


@dataclass(frozen=True)
class Charges:
    """Nominal cost in cents; both together add up to the plan's nominal total exactly."""

    by_workload: Table
    unassigned: tuple[Unassigned, ...]


def pack_costs(program: Program) -> PackCosts:
    """Nominal cost of a pack by offer copy, order period and how it ends, without electricity and use [USD/pack].

    Payments as they are charged inside the horizon, support, software and space, less the end value, and under
    `charge_in_full` the payments past the horizon: the whole that is spread over the pack's periods in service.
    """
    x = program.instance
    once: dict[tuple[int, int], float] = defaultdict(float)
    timed: dict[tuple[int, int], float] = defaultdict(float)
    ended: dict[tuple[int, int, Ending | None], float] = defaultdict(float)
    for entry in program.entries:
        if entry.node is not None and entry.term not in ("electricity", "departure"):
            kind, key = _decision(entry)
            if kind in ("release", "extend"):
                ended[key[0], key[1], x.endings[key[0], key[1]][key[2]]] += entry.usd
            elif kind not in ("port", "first", "move", "expand", "commit"):
                (once if kind == "order" else timed)[key[0], key[1]] += entry.usd
    return {
        (o, u, way): once[o, u] + ended[o, u, way] + sum(timed[o, t] for t in range(s, min(until(x, o, u, way), x.T)))
        for o, copy in enumerate(x.copies)
        for u, (s, _) in copy.windows.items()
        for way in (None, *x.endings.get((o, u), ()))
    }


def charges(program: Program, use: Use, packs: PackCosts, total_usd: float) -> Charges:
    """The cost of every pool shared among its workloads by what they claim of it, and what is their own.

    Parameters
    ----------
    packs: what `pack_costs` gives.
    total_usd: nominal total of the plan in cents.
    """
    x = program.instance
    own, pools = _own(program, use), _pools(program, packs)
    unused = _share_sites(use, own, expansion_usd(program))
    idle: list[tuple[int, int]] = []
    for (j, t), usd in pools.items():
        claimed = sum(use.claims[r][t] for r in x.arcs_of_pool[j])
        if not claimed:
            idle.append((j, t))
            continue
        for r in x.arcs_of_pool[j]:
            own[x.arcs[r][2].workload.id, t] += usd * use.claims[r][t] / claimed
    fixed = {entry.period: entry.usd for entry in program.constants if entry.term == "fixed"}
    wasted = {(row.commitment, row.period): row.usd for row in commitment_costs(program) if row.pool is None}
    agreed, departures = agreement_costs(program), _departures(program)
    parts_of_pools = [*(pools[key] for key in idle), *unused.values(), *wasted.values(), *agreed.values()]
    amounts = [*own.values(), *parts_of_pools, *fixed.values(), *departures.values()]
    cents = iter([float(usd) for usd in rounded_to_sum(amounts, total=total_usd)[0]])
    by_workload = dict(zip(own, cents, strict=False))
    nobody = [_idle(x, j, t, next(cents)) for j, t in idle]
    nobody += [_unassigned(x, t, "idle", next(cents), site=site) for site, t in unused]
    nobody += [_unassigned(x, t, "unused_commitment", next(cents), commitment=c) for c, t in wasted]
    nobody += [_unassigned(x, t, "agreement", next(cents), agreement=a) for a, t in agreed]
    nobody += [_unassigned(x, t, "fixed", next(cents)) for t in fixed]
    nobody += [_unassigned(x, t, "departure", next(cents)) for t in departures]
    return Charges(by_workload, tuple(row for row in nobody if row.cost_usd))


def _share_sites(use: Use, own: Table, modules: Table) -> Table:
    """Modules, telemetry and support of sites, added to the workloads by their busy hours there; what is left over."""
    x, left = use.x, {}
    for site, t in ((site.id, t) for site in x.scenario.sites for t in range(x.T)):
        usd = sum(in_use_usd(use, site, t)) + modules.get((site, t), 0.0)
        hours = {r: use.hours[r][t] for r, (_, _, arc) in enumerate(x.arcs) if arc.site.id == site} if usd else {}
        busy = sum(hours.values())
        for r in hours if busy else ():
            own[x.arcs[r][2].workload.id, t] += usd * hours[r] / busy
        if usd and not busy:
            left[site, t] = usd
    return left


def _decision(entry: Entry) -> tuple[str, tuple[int, ...]]:
    """Name and index of the decision of an entry."""
    return entry.decision.parent_component().local_name, entry.decision.index()


def _paid(program: Program) -> Iterator[tuple[Entry, str, tuple[int, ...], float]]:
    """Entries with decision, index and amount [USD], what `pack_costs` spreads left out."""
    for entry in program.entries:
        amount = entry.usd * entry.decision.value
        if amount and (entry.node is None or entry.term in ("electricity", "porting", "upkeep", "moving")):
            yield entry, *_decision(entry), amount


def _pools(program: Program, packs: PackCosts) -> dict[tuple[int, int], float]:
    """Cost by pool and period."""
    found: dict[tuple[int, int], float] = defaultdict(float)
    used = ((row.pool, row.period, row.usd) for row in commitment_costs(program) if row.pool is not None)
    for j, t, usd in (*_of_orders(program, packs), *_as_it_arises(program), *used, *_of_holdings(program.instance)):
        found[j, t] += usd
    return {key: usd for key, usd in found.items() if usd}


def _of_orders(program: Program, packs: PackCosts) -> Iterator[Amount]:
    """Orders, spread evenly over their periods in service inside the horizon, packs that end otherwise over theirs."""
    x = program.instance
    for (o, u, _), order in program.model.order.items():
        for way, number in parts(program.model, x, o, u, order.value) if order.value else ():
            served = range(x.copies[o].windows[u][0], min(until(x, o, u, way), x.T))
            yield from ((x.copies[o].pool, t, number * packs[o, u, way] / len(served)) for t in served)


def _as_it_arises(program: Program) -> Iterator[Amount]:
    """Power, use and rent."""
    x = program.instance
    for entry, kind, key, usd in _paid(program):
        if kind in ("in_service", "rent", "run"):
            yield x.copies[key[0]].pool, entry.period, usd
        elif kind == "covered":
            yield x.copies[key[1]].pool, entry.period, usd
        elif kind in ("serve", "double", "launch") and entry.term == "electricity":
            yield x.arcs[key[0]][1], entry.period, usd


def _of_holdings(x: Instance) -> Iterator[Amount]:
    """Every period as it costs; what is paid once, less the end value, spread evenly over those in service."""
    for j, pool in enumerate(x.pools):
        for h in (h for h in x.scenario.holdings if x.stands_in(h, pool)):
            there = [t for t in range(x.T) if x.held(h, t)]
            yield from ((j, t, holding_usd(x, h, t) + once_usd(x, h) / len(there)) for t in there)


def _departures(program: Program) -> dict[int, float]:
    """By period: the cost of ordering otherwise than the previous plan said."""
    found: dict[int, float] = defaultdict(float)
    for entry in program.entries:
        if entry.term == "departure" and entry.decision.value:
            found[entry.period] += entry.usd * entry.decision.value
    return found


def _own(program: Program, use: Use) -> Table:
    """Cost of each workload's own: egress, tokens of endpoints, units missed, ports while they serve, upkeep."""
    x = program.instance
    found = {(w.id, t): 0.0 for w in x.streams for t in range(x.T)}
    for entry, kind, key, usd in _paid(program):
        if kind in ("serve", "double") and entry.term in ("egress", "managed_inference"):
            found[x.arcs[key[0]][2].workload.id, entry.period] += usd
        elif kind == "miss":
            found[x.works[key[0]].workload.id, entry.period] += usd
        elif kind == "move":
            served = range(entry.period + double_periods(x.scenario), x.T) or (entry.period,)
            there = [r for r, (_, _, arc) in enumerate(x.arcs) if arc.site.id == str(key[1])]
            _spread(found, use, str(key[0]), served, usd, there)
        elif kind in ("port", "first"):
            workload, stack = port_of(program.model, kind, key)
            ready = entry.period + periods_of(x.stacks[stack].port_months, x.scenario)
            periods = range(ready, x.T) if entry.term == "porting" and ready < x.T else (entry.period,)
            there = [r for r, (_, _, arc) in enumerate(x.arcs) if arc.accelerator.stack == stack]
            _spread(found, use, workload, periods, usd, there)
    return found


def _spread(found: Table, use: Use, workload: str, periods: Sequence[int], usd: float, there: Sequence[int]) -> None:
    """Add what a workload pays for a stack or a site, with arcs there, evenly to periods, and in each to its queues."""
    for t in periods:
        for stream, part in _parts(use, workload, t, there).items():
            found[stream, t] += part * usd / len(periods)


def _parts(use: Use, workload: str, t: int, there: Sequence[int]) -> dict[str, float]:
    """Part of a cost by queue of a workload: by its busy hours on those arcs; where none are busy, by demand."""
    shares = {w.id: w.share for w in use.x.streams if isinstance(w, Stream) and w.of == workload}
    hours = dict.fromkeys(shares, 0.0)
    for r in there:
        stream = use.x.arcs[r][2].workload.id
        if stream in hours:
            hours[stream] += use.hours[r][t]
    busy = sum(hours.values())
    return {stream: each / busy for stream, each in hours.items()} if busy else shares or {workload: 1.0}


def _idle(x: Instance, j: int, t: int, usd: float) -> Unassigned:
    return _unassigned(x, t, "idle" if x.arcs_of_pool[j] else "unusable", usd, j)


def _unassigned(
    x: Instance,
    t: int,
    reason: UnassignedReason,
    usd: float,
    j: int | None = None,
    *,
    site: str | None = None,
    commitment: str | None = None,
    agreement: str | None = None,
) -> Unassigned:
    pool = None if j is None else x.pools[j]
    return Unassigned(
        period=x.scenario.horizon.label(t),
        reason=reason,
        accelerator=pool.accelerator.id if pool else None,
        site=pool.site.id if pool else site,
        dedicated_to=(pool.owner or None) if pool else None,
        commitment=commitment,
        agreement=agreement,
        cost_usd=usd,
    )
