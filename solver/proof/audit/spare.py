"""Spare units of pools, their internal price, and who could take them: computed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import ceil

from models.lifecycle_figures import SpareUnits, Transfer
from solver.proof.audit.facts import Pool
from solver.proof.audit.fleets import SOME, Fleet, Market
from solver.proof.audit.holding_money import usd_per_kw
from solver.proof.audit.moves import double_periods, move_usd
from solver.proof.audit.notes import Notes
from solver.proof.audit.placement import Key
from solver.proof.audit.pool_money import pool_costs
from solver.proof.audit.use import Use
from solver.proof.audit.ways import Parts

COUNT_SLACK = 1e-5
"""How far whole units may be from what is left over [accelerators]."""
WEEKS, MONTHS = 52, 12
DECIMALS = 4
"""Decimals of a cost per accelerator by which fleets are told apart [USD]."""


def check_spare(rows: Sequence[SpareUnits], market: Market, fleets: Sequence[Fleet], notes: Notes) -> None:
    """Every pool in every period in which it has a whole unit to spare, at the price that the policy says."""
    use = market.use
    pools = {fleet.pool for fleet in fleets}
    costs = pool_costs(use) if use.facts.policy.lifecycle.internal_price == "cost" else {}
    stated = {((r.accelerator, r.site, r.dedicated_to or ""), r.period): r for r in rows}
    notes.once("lifecycle.spare", ((r.accelerator, r.site, r.dedicated_to, r.period) for r in rows))
    for pool, label in stated:
        if pool not in pools or label not in use.time.period_of:
            notes.sentences.append(
                f"lifecycle.spare ({pool[0]} at {pool[1]}, {label}): there is no such pool or period"
            )
    for pool in pools:
        for t, label in enumerate(use.time.labels):
            where, row = f"lifecycle.spare ({pool[0]} at {pool[1]}, {label})", stated.get((pool, label))
            left, said = market.left(pool, t), row.spare if row else 0
            if not left - 1 - COUNT_SLACK < said <= left + COUNT_SLACK:
                notes.near(where, "spare [accelerators]", said, left, 0.0)
            if row is not None:
                price = _price(use, pool, t, fleets, costs)
                notes.figure(where, "in_service", row.in_service, use.pools[pool].there[t])
                notes.figure(where, "usd_per_accelerator_hour", row.usd_per_accelerator_hour, price)
                notes.figure(where, "worth_usd", row.worth_usd, row.spare * use.time.hours[t] * price)


def shares_of(market: Market, pool: Pool, t: int, fleets: Sequence[Fleet]) -> dict[str, tuple[float, float]]:
    """By fleet of a pool the accelerators it can spare, the dearest to run first, and its share of the work there."""
    use, left, found = market.use, market.left(pool, t), dict[str, tuple[float, float]]()
    tables = use.pools[pool]
    mine = [fleet for fleet in fleets if fleet.pool == pool and fleet.there[t] > SOME]
    needed, rest = tables.there[t] - left, left
    paid = tables.paid_hours(t)
    for fleet in sorted(mine, key=lambda f: (-round(f.usd[t] / f.there[t], DECIMALS), f.name)):
        spared = min(rest, fleet.there[t])
        rest -= spared
        kept = fleet.there[t] - spared
        share = tables.there[t] * use.time.hours[t] / paid * kept / needed if kept > SOME else 0.0
        found[fleet.name] = spared, share
    return found


def _price(use: Use, pool: Pool, t: int, fleets: Sequence[Fleet], costs: Mapping[Pool, Sequence[Parts]]) -> float:
    """Internal price of an accelerator-hour [USD]."""
    rules, tables = use.facts.policy.lifecycle, use.pools[pool]
    if rules.internal_price == "stated":
        return rules.usd_per_accelerator_hour or 0.0
    if rules.internal_price == "cost":
        whole = float(sum(costs[pool][t].values(), Decimal(0)))
        return (rules.cost_share or 0.0) * whole / tables.paid_hours(t)
    chip, site = use.facts.accelerators[pool[0]], use.facts.sites[pool[1]]
    hours = tables.there[t] * use.time.hours[t]
    power = float(usd_per_kw(site, use.time, t)) / use.time.hours[t] * site.pue * (chip.busy_kw - chip.idle_kw)
    return sum(fleet.usd[t] for fleet in fleets if fleet.pool == pool) / hours + power


def check_transfers(rows: Sequence[Transfer], spare: Sequence[SpareUnits], market: Market, notes: Notes) -> None:
    """Every work beside every pool with spare units, in the first period with any."""
    first: dict[Pool, SpareUnits] = {}
    for row in sorted(spare, key=lambda each: each.period):
        first.setdefault((row.accelerator, row.site, row.dedicated_to or ""), row)
    wanted = {(pool, key) for pool in first for key in market.facts.demand}
    stated = [((r.accelerator, r.site, r.dedicated_to or ""), (r.workload, r.geography)) for r in rows]
    notes.once("lifecycle.transfers", stated)
    notes.same("lifecycle.transfers", "pools and work", sorted(set(stated)), sorted(wanted))
    for each, (pool, key) in zip(rows, stated, strict=True):
        is_known = pool in market.use.pools and (pool, key) in wanted
        if is_known and first[pool].period in market.use.time.period_of:
            _check_transfer(each, first[pool], pool, key, market, notes)


def _check_transfer(row: Transfer, spare: SpareUnits, pool: Pool, key: Key, market: Market, notes: Notes) -> None:
    use, facts, place = market.use, market.facts, pool[:2]
    t, work = use.time.period_of[spare.period], facts.streams[key[0]]
    where = f"lifecycle.transfers ({place[0]} at {place[1]}, {'@'.join(key)})"
    verdict, reason = _verdict(market, pool, key, t)
    may = verdict in ("runs_there", "hand_over")
    port = _port(market, key, pool, t) if may else (0.0, 0.0)
    move = _move(market, key, pool, t) if may else (0.0, 0.0, 0.0)
    weeks = facts.policy.lifecycle.transfer_weeks if verdict == "hand_over" else 0.0
    said = (row.first, row.spare, row.team, row.unit)
    notes.same(where, "month, units, team and unit", said, (spare.period, spare.spare, work.funding, work.service_unit))
    notes.same(where, "verdict", (row.verdict, row.reason), (verdict, reason))
    dear = market.usd_per_hour(key, place, t) if may else None
    for field, own in (
        ("throughput", facts.speed(key, place) if may else None),
        ("hand_over_weeks", weeks),
        *zip(("port_weeks", "port_usd"), port, strict=True),
        *zip(("move_weeks", "move_tb", "move_usd"), move, strict=True),
        ("weeks", max(weeks, port[0], move[0]) if may else None),
        ("elsewhere_usd_per_accelerator_hour", dear),
    ):
        notes.figure(where, field, getattr(row, field), own)


def _verdict(market: Market, pool: Pool, key: Key, t: int) -> tuple[str, str]:
    use, facts = market.use, market.facts
    if (key, pool[:2]) not in facts.placement.arcs:
        return "ruled_out", facts.placement.removed[key, pool[:2]]
    owners = {facts.owner(work): facts.lanes.of_work[work[0]] for work in facts.demand}
    if owners.get(pool[2], pool[2]) != facts.lanes.of_work[key[0]]:
        return "other_lane", ""
    held = any(use.state.hold[key][q].get(pool) for q in use.time.slots_of(t))
    runs = use.hours.get((key, t), {}).get(pool) or held
    return ("runs_there" if runs else "hand_over"), ""


def _weeks(months: int) -> float:
    return months * WEEKS / MONTHS


def _next_start(market: Market, t: int) -> int:
    """First period from one on in which ports and moves start, also past the horizon."""
    step = market.use.time.whole(market.facts.policy.porting_every_months)
    return step * ceil(t / step)


def _port(market: Market, key: Key, pool: Pool, t: int) -> tuple[float, float]:
    """Weeks until work is ported, and what is still to be paid [USD]."""
    facts, time = market.facts, market.use.time
    if not market.to_port(key, pool[:2], t):
        return 0.0, 0.0
    stack = facts.stacks[facts.accelerators[pool[0]].stack]
    planned = market.use.state.port.get((facts.workload_id(key), stack.id))
    if planned:
        return _weeks((facts.port_ready(stack.id, min(planned)) - t) * time.months), 0.0
    pay = 0.0 if facts.policy.engineers is None else facts.policy.engineers.usd_per_engineer_month
    usd = stack.port_usd + stack.port_engineer_months * pay
    return _weeks((_next_start(market, t) - t) * time.months + stack.port_months), usd


def _move(market: Market, key: Key, pool: Pool, t: int) -> tuple[float, float, float]:
    """Weeks until data are there, the data [TB], and what is still to be paid [USD]."""
    facts, months = market.facts, market.use.time.months
    if not market.to_move(key, pool[:2], t):
        return 0.0, 0.0, 0.0
    workload = facts.workload_id(key)
    tb, planned = facts.workloads[workload].data_tb, market.use.state.move.get((workload, pool[1]))
    if planned:
        return _weeks((min(planned) + double_periods(facts) - t) * months), tb, 0.0
    weeks = _weeks((_next_start(market, t) - t) * months) + facts.policy.moving.double_running_weeks
    return weeks, tb, float(move_usd(facts, workload))
