"""Whose cost is it: every nominal dollar of the plan by workload and period, or as one that belongs to no workload."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.cents import rounded_to_sum
from models.derived import Unassigned, UnassignedReason
from models.operations import OPERATING_TERMS
from models.streams import Stream
from models.unit_economics import IDLE_HEADROOM
from solver.answers.agreements import agreement_costs
from solver.answers.commitments import commitment_costs
from solver.answers.endings import parts, until
from solver.answers.expansion import expansion_usd
from solver.answers.in_use import in_use_usd, site_lines, tool_shares
from solver.answers.operating import of_all, of_holdings, of_workloads
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
Parts = dict[str, float]
"""USD by cost term."""
Own = dict[tuple[str, int], Parts]
"""USD by workload and period, and by cost term; or `idle_headroom`."""
Amount = tuple[int, int, str, float]
"""Pool, period, cost term, USD."""
PackCosts = dict[tuple[int, int, Ending | None], float]
"""USD per pack by offer copy, order period and how it ends; None: with its term."""
PackTerms = dict[tuple[int, int, Ending | None], Parts]
"""The same by cost term."""


UNPAID: dict[str, UnassignedReason] = {"departure": "departure", "forgone_value": "not_launched"}
"""Terms that nobody is paid and no workload is charged, each with its reason."""
LATER = ("electricity", "porting", "upkeep", "moving")
"""Terms of shared decisions that are no part of what packs cost."""


@dataclass(frozen=True)
class Charges:
    """Nominal cost in cents; both together add up to the plan's nominal total exactly."""

    by_workload: Table
    unassigned: tuple[Unassigned, ...]
    parts: Own
    """What the cost of workloads is made of, not rounded."""


def pack_costs(packs: PackTerms) -> PackCosts:
    """All of what a pack costs but lines of operating cost, which belong to no offer [USD/pack]."""
    return {key: sum(usd for term, usd in parts.items() if term not in OPERATING_TERMS) for key, parts in packs.items()}


def pack_terms(program: Program) -> PackTerms:
    """Nominal cost of a pack by offer copy, order period and how it ends, without electricity and use [USD/pack].

    Payments as they are charged inside the horizon, support, software and space, less the end value, and under
    `charge_in_full` the payments past the horizon: the whole that is spread over the pack's periods in service.
    """
    x = program.instance
    once: dict[tuple[int, int], Parts] = defaultdict(dict)
    timed: dict[tuple[int, int], Parts] = defaultdict(dict)
    ended: dict[tuple[int, int, Ending | None], Parts] = defaultdict(dict)
    for entry in program.entries:
        if entry.node is not None and entry.term not in ("electricity", "departure"):
            kind, key = _decision(entry)
            if kind in ("release", "extend"):
                _add(ended[key[0], key[1], x.endings[key[0], key[1]][key[2]]], entry.term, entry.usd)
            elif kind not in ("port", "first", "move", "expand", "commit"):
                _add((once if kind == "order" else timed)[key[0], key[1]], entry.term, entry.usd)
    found: PackTerms = {}
    for o, copy in enumerate(x.copies):
        for u, (s, _) in copy.windows.items():
            for way in (None, *x.endings.get((o, u), ())):
                parts = found[o, u, way] = dict(once[o, u])
                served = [timed[o, t] for t in range(s, min(until(x, o, u, way), x.T))]
                for more in (ended[o, u, way], *served):
                    _add_all(parts, more)
    return found


def _add(parts: Parts, term: str, usd: float) -> None:
    parts[term] = parts.get(term, 0.0) + usd


def _add_all(parts: Parts, more: Parts, factor: float = 1.0) -> None:
    for term, usd in more.items():
        _add(parts, term, usd * factor)


def charges(program: Program, use: Use, packs: PackTerms, total_usd: float) -> Charges:
    """The cost of every pool shared among its workloads by what they claim of it, and what is their own.

    Parameters
    ----------
    packs: what `pack_terms` gives.
    total_usd: nominal total of the plan in cents.
    """
    x = program.instance
    own, pools = _own(program, use), pool_terms(program, packs)
    unused = _share_sites(use, own, expansion_usd(program))
    idle: list[tuple[int, int]] = []
    for (j, t), usd in pools.items():
        claimed = sum(use.claims[r][t] for r in x.arcs_of_pool[j])
        if not claimed:
            idle.append((j, t))
            continue
        busy = min(1.0, use.utilization(j, t) or 0.0)
        for r in x.arcs_of_pool[j]:
            parts, share = own[x.arcs[r][2].workload.id, t], use.claims[r][t] / claimed
            _add_all(parts, usd, share * busy)
            _add(parts, IDLE_HEADROOM, sum(usd.values()) * share * (1 - busy))
    fixed = of_all(x)
    for entry in program.constants:
        if entry.term == "fixed":
            fixed[entry.period] = fixed.get(entry.period, 0.0) + entry.usd
    wasted = {(row.commitment, row.period): row.usd for row in commitment_costs(program) if row.pool is None}
    agreed = agreement_costs(program)
    unpaid = [(reason, t, usd) for term, reason in UNPAID.items() for t, usd in _in_periods(program, term).items()]
    parts_of_pools = [*(sum(pools[key].values()) for key in idle), *unused.values(), *wasted.values(), *agreed.values()]
    amounts = [
        *(sum(parts.values()) for parts in own.values()),
        *parts_of_pools,
        *fixed.values(),
        *(usd for *_, usd in unpaid),
    ]
    cents = iter([float(usd) for usd in rounded_to_sum(amounts, total=total_usd)[0]])
    by_workload = dict(zip(own, cents, strict=False))
    nobody = [_idle(x, j, t, next(cents)) for j, t in idle]
    nobody += [_unassigned(x, t, "idle", next(cents), site=site) for site, t in unused]
    nobody += [_unassigned(x, t, "unused_commitment", next(cents), commitment=c) for c, t in wasted]
    nobody += [_unassigned(x, t, "agreement", next(cents), agreement=a) for a, t in agreed]
    nobody += [_unassigned(x, t, "fixed", next(cents)) for t in fixed]
    nobody += [_unassigned(x, t, reason, next(cents)) for reason, t, _ in unpaid]
    return Charges(by_workload, tuple(row for row in nobody if row.cost_usd), own)


def _share_sites(use: Use, own: Own, modules: Table) -> Table:
    """Modules, telemetry, support and lines of cost of sites, added to the workloads by their busy hours there; what is
    left over."""
    x, left = use.x, {}
    for site, t in ((site.id, t) for site in x.scenario.sites for t in range(x.T)):
        parts = dict(zip(("site_telemetry", "site_support"), in_use_usd(use, site, t), strict=True))
        _add_all(parts, {**site_lines(use, site, t), "site_expansion": modules.get((site, t), 0.0)})
        usd = sum(parts.values())
        hours = {r: use.hours[r][t] for r, (_, _, arc) in enumerate(x.arcs) if arc.site.id == site} if usd else {}
        busy = sum(hours.values())
        for r in hours if busy else ():
            _add_all(own[x.arcs[r][2].workload.id, t], parts, hours[r] / busy)
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
        if amount and (entry.node is None or entry.term in LATER or _is_of_stack(entry)):
            yield entry, *_decision(entry), amount


def _is_of_stack(entry: Entry) -> bool:
    """Whether it is a line of operating cost by stack."""
    return entry.term in OPERATING_TERMS and _decision(entry)[0] == "port"


def pool_terms(program: Program, packs: PackTerms) -> Mapping[tuple[int, int], Parts]:
    """Cost by pool and period, and by term; all of commitments is `commitment_payments`."""
    found: dict[tuple[int, int], Parts] = defaultdict(dict)
    spent = (row for row in commitment_costs(program) if row.pool is not None)
    used = ((row.pool, row.period, "commitment_payments", row.usd) for row in spent if row.pool is not None)
    for j, t, term, usd in (*_of_orders(program, packs), *_as_it_arises(program), *used, *_of_today(program.instance)):
        _add(found[j, t], term, usd)
    return {key: parts for key, parts in found.items() if any(parts.values())}


def _of_orders(program: Program, packs: PackTerms) -> Iterator[Amount]:
    """Orders, spread evenly over their periods in service inside the horizon, packs that end otherwise over theirs."""
    x = program.instance
    for (o, u, _), order in program.model.order.items():
        for way, number in parts(program.model, x, o, u, order.value) if order.value else ():
            served = range(x.copies[o].windows[u][0], min(until(x, o, u, way), x.T))
            for term, usd in packs[o, u, way].items():
                yield from ((x.copies[o].pool, t, term, number * usd / len(served)) for t in served)


def _as_it_arises(program: Program) -> Iterator[Amount]:
    """Power, use and rent."""
    x = program.instance
    for entry, kind, key, usd in _paid(program):
        if kind in ("in_service", "rent", "run"):
            yield x.copies[key[0]].pool, entry.period, entry.term, usd
        elif kind == "covered":
            yield x.copies[key[1]].pool, entry.period, entry.term, usd
        elif kind in ("serve", "double", "launch") and entry.term == "electricity":
            yield x.arcs[key[0]][1], entry.period, entry.term, usd


def _of_today(x: Instance) -> Iterator[Amount]:
    """Every period of a holding as it costs; what is paid once, less the end value, spread evenly over those in
    service; lines of cost by accelerator as they arise."""
    lines = of_holdings(x)
    for j, pool in enumerate(x.pools):
        for h in (h for h in x.scenario.holdings if x.stands_in(h, pool)):
            there = [t for t in range(x.T) if x.held(h, t)]
            yield from ((j, t, "holdings", holding_usd(x, h, t) + once_usd(x, h) / len(there)) for t in there)
            yield from ((j, t, term, usd) for term, holding, t, usd in lines if holding == h.id)


def _in_periods(program: Program, term: str) -> dict[int, float]:
    """A term that belongs to nobody, by period."""
    found: dict[int, float] = defaultdict(float)
    for entry in program.entries:
        if entry.term == term and entry.decision.value:
            found[entry.period] += entry.usd * entry.decision.value
    return found


def _own(program: Program, use: Use) -> Own:
    """Cost of each workload's own: egress, tokens of endpoints, units missed, ports while they serve, upkeep, lines of
    cost by unit, stack, workload and people."""
    x = program.instance
    found: Own = {(w.id, t): {} for w in x.streams for t in range(x.T)}
    for entry, kind, key, usd in _paid(program):
        if (kind in ("serve", "double") and entry.term != "electricity") or kind == "kept":
            _add(found[x.arcs[key[0]][2].workload.id, entry.period], entry.term, usd)
        elif kind == "tooled":
            for stream, part in tool_shares(use, str(key[0]), str(key[1]), entry.period).items():
                _add(found[stream, entry.period], entry.term, usd * part)
        elif kind == "miss":
            _add(found[x.works[key[0]].workload.id, entry.period], entry.term, usd)
        elif kind == "move":
            served = range(entry.period + double_periods(x.scenario), x.T) or (entry.period,)
            there = [r for r, (_, _, arc) in enumerate(x.arcs) if arc.site.id == str(key[1])]
            _spread(found, use, str(key[0]), served, (entry.term, usd), there)
        elif kind in ("port", "first"):
            workload, stack = port_of(program.model, kind, key)
            ready = entry.period + periods_of(x.stacks[stack].port_months, x.scenario)
            periods = range(ready, x.T) if entry.term == "porting" and ready < x.T else (entry.period,)
            there = [r for r, (_, _, arc) in enumerate(x.arcs) if arc.accelerator.stack == stack]
            _spread(found, use, workload, periods, (entry.term, usd), there)
    for term, workload, t, usd in of_workloads(x):
        _spread(found, use, workload, (t,), (term, usd), ())
    return found


def _spread(
    found: Own, use: Use, workload: str, periods: Sequence[int], cost: tuple[str, float], there: Sequence[int]
) -> None:
    """Add what a workload pays for a stack or a site, with arcs there, evenly to periods, and in each to its queues."""
    term, usd = cost
    for t in periods:
        for stream, part in _parts(use, workload, t, there).items():
            _add(found[stream, t], term, part * usd / len(periods))


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
