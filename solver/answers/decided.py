"""The decisions of a solution as records of the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo

from models.agreement import AgreementYear
from models.backup import Backup
from models.commitment import CommitmentOrder, Covered
from models.decisions import Dispatch, Fleet, Headroom, Miss, Order, Rent, Run
from models.deferrable import Deferrable
from models.endings import Extension, Release
from models.expansion import ExpansionOrder
from models.gang import GangRun
from models.moving import DoubleRun, Move
from models.porting import EngineerUse, Port
from models.pricing import VolumeUse
from models.quota import CountedOn
from models.replanning import Previous
from models.value import Launch
from solver.answers.agreements import agreement_years, idle_rents, promised_after_horizon, settle_agreements
from solver.answers.commitments import bill_by_rule, commitment_orders, covered_rows, due_after_horizon, spare_rent
from solver.answers.endings import due_after_usd, extensions, parts, releases, settle_endings, until
from solver.answers.expansion import expansion_orders
from solver.answers.failover import spread_backups
from solver.answers.gangs import extra_busy, gang_runs
from solver.answers.in_use import open_what_is_used, tool_what_is_used
from solver.answers.launching import launches
from solver.answers.moving import double_runs, moves
from solver.answers.porting import engineer_uses, port_rows, ported
from solver.answers.queueing import tighten
from solver.answers.quotas import counted_rows
from solver.answers.replicas import make_whole
from solver.answers.start_up import call_least
from solver.answers.volumes import Parts, fill_tiers, together, volume_uses
from solver.program.build import Program
from solver.program.elements import Copy
from solver.program.instance import Instance
from solver.search.matrix import Floats, Matrix

NOTHING = 1e-9
"""Shares and packs below this are numerical dust and left out; far under the audit's tolerance."""


@dataclass(frozen=True)
class Decided:
    """All decisions that are not zero."""

    orders: tuple[Order, ...]
    fleet: tuple[Fleet, ...]
    rent: tuple[Rent, ...]
    run: tuple[Run, ...]
    dispatch: tuple[Dispatch, ...]
    misses: tuple[Miss, ...]
    headroom: tuple[Headroom, ...]
    ports: tuple[Port, ...]
    launches: tuple[Launch, ...]
    engineers: tuple[EngineerUse, ...]
    moves: tuple[Move, ...]
    double_running: tuple[DoubleRun, ...]
    expansions: tuple[ExpansionOrder, ...]
    releases: tuple[Release, ...]
    extensions: tuple[Extension, ...]
    commitments: tuple[CommitmentOrder, ...]
    covered: tuple[Covered, ...]
    agreements: tuple[AgreementYear, ...]
    backups: tuple[Backup, ...]
    counted_on: tuple[CountedOn, ...]
    gangs: tuple[GangRun, ...]
    previous: Previous | None
    """The plan before this one, from whose orders to depart may cost."""
    volumes: tuple[VolumeUse, ...]
    asked_units: dict[str, float]
    """Units asked for over the horizon by workload (the counted thing of its service unit)."""


def load_values(program: Program, matrix: Matrix, x: Floats) -> None:
    """Put a solution into the decisions of the model, dust removed and packs in service recomputed from orders."""
    m = program.model
    for kind in m.component_objects(pyo.Var):  # also decisions that no row holds
        for decision in kind.values():
            decision.set_value(0.0, skip_validation=True)
    for decision, value in zip(matrix.columns, spare_rent(matrix, x, idle_rents(program)).tolist(), strict=True):
        decision.set_value(value if abs(value) > NOTHING else 0.0, skip_validation=True)
    fill_tiers(program)
    settle_endings(m, program.instance)
    _follow_orders(program)
    bill_by_rule(program)
    settle_agreements(program)
    open_what_is_used(program)
    spread_backups(program)
    tighten(program)
    make_whole(program)
    call_least(program)
    tool_what_is_used(program)


def _follow_orders(program: Program) -> None:
    """Packs in service as orders and their endings put them there; first ports whole, as their rows make them."""
    m, x = program.model, program.instance
    packs: dict[tuple[int, int, int], float] = {}
    for (o, u, n), order in m.order.items():
        for way, number in parts(m, x, o, u, order.value):
            for t in range(x.copies[o].windows[u][0], min(until(x, o, u, way), x.T)):
                packs[o, t, n] = packs.get((o, t, n), 0.0) + number
    for first in m.first.values():
        first.set_value(float(round(first.value)), skip_validation=True)
    for key, in_service in m.in_service.items():
        in_service.set_value(packs.get(key, 0.0), skip_validation=True)


def decided(program: Program) -> Decided:
    """Read the decisions of the (single) case from the model; `load_values` comes first."""
    m, x = program.model, program.instance
    label = x.scenario.horizon.label
    place = _Places(program, x, label)
    return Decided(
        orders=tuple(place.order(u, parts) for (_, u), parts in together(x, m.order)),
        fleet=tuple(place.fleet(t, parts) for (_, t), parts in together(x, m.in_service)) + tuple(place.holdings()),
        rent=tuple(
            place.rent(*key[:3], packs=v.value) for key, v in m.rent.items() if v.value and not x.is_managed(key[0])
        ),
        run=tuple(place.run(o, t, b, v.value) for (o, t, b, _), v in m.run.items() if v.value),
        dispatch=tuple(place.dispatch(r, t, b, k, v.value) for (r, t, b, k), v in m.serve.items() if v.value),
        misses=tuple(place.miss(i, t, b, k, v.value) for (i, t, b, k), v in m.miss.items() if v.value),
        headroom=tuple(place.headroom(key, v.value, m) for key, v in m.hold.items() if v.value),
        ports=port_rows(x, ported(m)),
        launches=launches(program),
        engineers=engineer_uses(x, ported(m)),
        moves=moves(m, x),
        double_running=double_runs(m, x, place.names),
        expansions=expansion_orders(m, x),
        releases=releases(m, x),
        extensions=extensions(m, x),
        commitments=commitment_orders(m, x),
        covered=covered_rows(m, x),
        agreements=agreement_years(program),
        backups=tuple(place.backup(n, r, t, b, v.value) for (n, r, t, b, _), v in m.backup.items() if v.value),
        counted_on=counted_rows(program),
        gangs=gang_runs(program),
        previous=x.previous,
        volumes=volume_uses(program),
        asked_units=_asked_units(x),
    )


@dataclass(frozen=True)
class _Places:
    """Turns index numbers into the names of the plan."""

    program: Program
    x: Instance
    label: Callable[[int], str]

    def order(self, u: int, parts: Parts) -> Order:
        copy, packs = parts[0][0], sum(packs for _, packs in parts)
        s, e = copy.windows[u]
        return Order(
            **self._offer(copy),
            vendor=copy.offer.vendor,
            days=copy.offer.days,
            order_period=self.label(u),
            in_service_period=self.label(s),
            service_until=self.label(e) if e < self.x.T else None,
            ends=self.x.scenario.horizon.month_of(e),
            packs=packs,
            accelerators=packs * copy.units,
            price_share=sum(copy.price.share * packs for copy, packs in parts) / packs,
            cost_usd=sum(packs * _inside_usd(self.x, copy, s, e) for copy, packs in parts),
        )

    def fleet(self, t: int, parts: Parts) -> Fleet:
        copy, packs = parts[0][0], sum(packs for _, packs in parts)
        return Fleet(
            **self._offer(copy),
            days=copy.offer.days,
            period=self.label(t),
            packs=packs,
            accelerators=packs * copy.units,
        )

    def holdings(self) -> list[Fleet]:
        return [
            Fleet(
                offer=h.id,
                accelerator=h.accelerator,
                site=h.site,
                mode="holding",
                dedicated_to=h.dedicated_to or self.x.lane_owners[h.lane] or None,
                period=self.label(t),
                packs=h.accelerators,
                accelerators=h.accelerators,
            )
            for h in self.x.scenario.holdings
            for t in range(self.x.T)
            if self.x.held(h, t)
        ]

    def rent(self, o: int, t: int, b: int, *, packs: float) -> Rent:
        copy = self.x.copies[o]
        return Rent(**self._offer(copy), **self._when(t, b), packs=packs, accelerators=packs * copy.units)

    def run(self, o: int, t: int, b: int, packs: float) -> Run:
        fields = self._offer(self.x.copies[o])
        return Run(offer=fields["offer"], dedicated_to=fields["dedicated_to"], **self._when(t, b), packs=packs)

    def dispatch(self, r: int, t: int, b: int, k: int, share: float) -> Dispatch:
        busy = share * self.x.load(r, t, b, k) + extra_busy(self.program.model, self.x, r, t, k)
        is_ours = not self.x.arcs[r][2].accelerator.is_managed
        accelerators, dated = busy if is_ours else 0.0, self.x.pools[self.x.arcs[r][1]].days_of or None
        return Dispatch(**self.names(r, t, b), dated=dated, share=share, accelerators=accelerators)

    def miss(self, i: int, t: int, b: int, k: int, share: float) -> Miss:
        work, x = self.x.works[i], self.x
        units = share * x.volumes.missable(i, t, b, k)
        return Miss(workload=work.workload.id, geography=work.geography, **self._when(t, b), share=share, units=units)

    def headroom(self, key: tuple[int, int, int, int], accelerators: float, m: pyo.ConcreteModel) -> Headroom:
        r, t, b, _ = key
        return Headroom(
            **self._arc(r),
            **self._when(t, b),
            accelerators=accelerators,
            peak_share=m.carry[key].value if key in m.carry else None,
            replicas=round(m.replicas[key].value) if key in m.replicas else None,
            on_call=m.on_call[key].value if key in m.on_call else None,
        )

    def backup(self, n: int, r: int, t: int, b: int, accelerators: float) -> Backup:
        c = self.x.contingencies[n]
        where = self.names(r, t, b)
        return Backup(lose=c.lose, lost=c.lost, within_months=c.within, **where, accelerators=accelerators)

    def _offer(self, copy: Copy) -> dict[str, Any]:
        o = copy.offer
        owner = self.x.pools[copy.pool].owner or None
        return {"offer": o.id, "accelerator": o.accelerator, "site": o.site, "mode": o.mode, "dedicated_to": owner}

    def _arc(self, r: int) -> dict[str, Any]:
        _, j, arc = self.x.arcs[r]
        return {
            "workload": arc.workload.id,
            "geography": arc.geography,
            "accelerator": arc.accelerator.id,
            "site": arc.site.id,
            "dedicated": self.x.pools[j].is_dedicated,
        }

    def names(self, r: int, t: int, b: int) -> dict[str, Any]:
        """Fields of a record of an arc in a block."""
        return self._arc(r) | self._when(t, b)

    def _when(self, t: int, b: int) -> dict[str, Any]:
        return {"period": self.label(t), "block": self.x.blocks[b].id}


def deferrable_work(x: Instance) -> tuple[Deferrable, ...]:
    """Workloads whose work may wait."""
    found = {
        x.works[i].workload.id: (x.volumes.waits[i], tuple(x.blocks[b].id for b in blocks))
        for i, blocks in x.volumes.joined.items()
    }
    return tuple(Deferrable(workload=w, wait_periods=most, blocks=blocks) for w, (most, blocks) in found.items())


def due_after_horizon_usd(program: Program) -> float:
    """Payments that contracts signed inside the horizon still ask for after it [USD], nominal."""
    x, due = program.instance, due_after_horizon(program) + promised_after_horizon(program)
    for (o, u, _), order in program.model.order.items():
        for way, packs in parts(program.model, x, o, u, order.value) if order.value else ():
            due += packs * due_after_usd(x, o, u, way)
    return due


def _asked_units(x: Instance) -> dict[str, float]:
    asked: dict[str, float] = defaultdict(float)
    for work, arriving in zip(x.works, x.volumes.arriving[0], strict=True):
        asked[work.workload.id] += sum(arriving)
    return asked


def _inside_usd(x: Instance, copy: Copy, s: int, e: int) -> float:
    """Nominal payments per pack inside the horizon by the accounting rules, without use, power and space [USD]."""
    offer, finance = copy.offer, x.scenario.policy.finance
    served = range(s, min(e, x.T))
    prorated = offer.mode != "buy" and finance.payment_tail == "prorate"
    upfront = offer.upfront_usd * (len(served) / (e - s) if prorated else 1.0)
    yearly = offer.support_share_per_year * offer.upfront_usd + offer.software_usd_per_year * copy.units
    beside = sum(offer.beside_usd_per_month.values()) * copy.units * x.M
    return upfront + sum(x.recurring_usd(offer, t) + yearly * x.M / 12 + beside for t in served)
