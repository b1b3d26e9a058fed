"""Every pair of a workload and a pool: ruled out by a rule, serving, or why it does not serve although it could."""

from __future__ import annotations

from functools import cache

from models.derived import Capacity, NotServed, RemovedArc
from models.hardware import Stack
from models.numbers import plain, price_scale, usd
from models.units import HOURS_PER_TIME, counted_thing, per_hour
from solver.answers.charging import PackCosts
from solver.answers.trust import opening, opening_words
from solver.answers.use import Use
from solver.program.build import Program
from solver.program.elements import Copy
from solver.program.energy import mean_price
from solver.program.families.term import is_too_long
from solver.program.instance import Instance
from solver.program.token_costs import usd_per_unit
from solver.sizing.arcs import Arc
from solver.sizing.demand import periods_of
from solver.sizing.moving import double_periods
from solver.sizing.porting import port_usd

Place = tuple[str, str]
"""Accelerator and site."""
CHEAPER = 1e-6
"""Share by which a place must cost less to be called cheaper."""


def removed_arcs(x: Instance) -> tuple[RemovedArc, ...]:
    """The pairs that a rule takes out."""
    return tuple(
        RemovedArc(
            workload=r.workload.id,
            geography=r.geography,
            accelerator=r.accelerator.id,
            site=r.site.id,
            reason=r.reason,
            detail=r.detail,
        )
        for r in x.removals
    )


def capacities(book: Book) -> tuple[Capacity, ...]:
    """The pairs that are possible, shared and dedicated units together."""
    return tuple(book.capacity(i, place) for i in range(len(book.x.works)) for place in book.places(i))


class Book:
    """What is known of each pair; `packs` is what `pack_costs` gives."""

    def __init__(self, program: Program, use: Use, packs: PackCosts) -> None:
        self.x, self.use, self.packs = use.x, use, packs
        self.ready = {
            (w, s)
            for (w, s, u, _), port in program.model.port.items()
            if port.value > 0.5 and u + periods_of(self.x.stacks[s].port_months, self.x.scenario) < self.x.T
        }
        delay = double_periods(self.x.scenario)
        self.moved = {
            (w, site)
            for (w, site, u, _), move in program.model.move.items()
            if move.value > 0.5 and u + delay < self.x.T
        }
        self.ordered = {self.x.copies[o].pool for (o, _, _), packs in program.model.order.items() if packs.value}
        self.offered = cache(self._offered)
        self.served = cache(self._served)
        self.usd_per_hour = cache(self._usd_per_hour)
        self.hourly = cache(self._hourly)

    def places(self, i: int) -> dict[Place, Arc]:
        """Arcs of i by place."""
        arcs = (self.x.arcs[r][2] for r in self.x.arcs_of_work[i])
        return {(arc.accelerator.id, arc.site.id): arc for arc in arcs}

    def capacity(self, i: int, place: Place) -> Capacity:
        """The record of one pair."""
        arc = self.places(i)[place]
        served, asked = self.served(i, place), sum(self.use.asked(i, t) for t in range(self.x.T))
        reason, why = (None, "") if served else self._not_served(i, place, asked)
        r = self.arcs_at(i, place)[0]
        return Capacity(
            workload=arc.workload.id,
            geography=arc.geography,
            accelerator=arc.accelerator.id,
            site=arc.site.id,
            accelerator_class=arc.accelerator.accelerator_class,
            throughput=arc.throughput,
            unit=arc.workload.service_unit,
            accelerators_per_replica=arc.span,
            on_call_share=arc.on_call_share,
            benchmark=arc.benchmark.id,
            grade=arc.benchmark.evidence.grade,
            bottleneck=arc.bottleneck,
            units_served=served,
            share_served=served / asked if asked else None,
            offer_usd_per_unit=self._usd_per_unit(i, place),
            not_served=reason,
            why="; ".join(said for said in (why, opening_words(self.x, r)) if said),
            opens=opening(self.x, r),
        )

    def _served(self, i: int, place: Place) -> float:
        """Units that i gets from a place over the horizon."""
        return sum(self.use.served(r, t) for r in self.arcs_at(i, place) for t in range(self.x.T))

    def arcs_at(self, i: int, place: Place) -> list[int]:
        """Arcs of i that lead to a place."""
        arcs = [(r, self.x.arcs[r][2]) for r in self.x.arcs_of_work[i]]
        return [r for r, arc in arcs if (arc.accelerator.id, arc.site.id) == place]

    def _offered(self, i: int, place: Place) -> list[tuple[int, Copy]]:
        """Copies of offers that i could use there at some time inside the horizon."""
        copies = [(o, self.x.copies[o]) for r in self.arcs_at(i, place) for o in self._copies(r)]
        copies = [(o, c) for o, c in copies if not is_too_long(self.x, c.offer)]
        is_steady = not self.x.works[i].workload.is_interruptible
        return [(o, c) for o, c in copies if (c.windows or c.rentable) and not (is_steady and c.offer.mode == "spot")]

    # ---- the lowest cost of a unit ----------------------------------------------------------------------------------

    def _usd_per_unit(self, i: int, place: Place) -> float | None:
        """Lowest cost of a unit on any offer there, used to the full; None without an offer [USD]."""
        hourly = [self.usd_per_hour(o) for o, _ in self.offered(i, place)]
        return self.of_unit(i, place, min(hourly)) if hourly else None

    def of_unit(self, i: int, place: Place, usd_per_hour: float) -> float:
        """Cost of a unit at a place where an accelerator-hour of work costs so much [USD]."""
        arc = self.places(i)[place]
        return usd_per_hour / (arc.throughput * per_hour(arc.workload.service_unit)) + self.beside(i, place)

    def beside(self, i: int, place: Place) -> float:
        """Data sent to users and tokens of endpoints for a unit at a place [USD]."""
        arc = self.places(i)[place]
        egress = arc.workload.gb_per_unit * arc.site.egress_usd_per_gb
        return egress + usd_per_unit(self.x, self.arcs_at(i, place)[0])

    def usd_per_hour_at(self, o: int, utilization: float) -> float:
        """Lowest cost of an accelerator-hour of work on an offer that is used for a share of the hours in service
        [USD]: what is paid for every hour that it is up is spread over those."""
        if utilization == 1.0 or not self.x.copies[o].offer.is_firm:
            return self.usd_per_hour(o)
        copy, pool = self.x.copies[o], self.x.pools[self.x.copies[o].pool]
        price = pool.site.pue * mean_price(self.x, pool.site, 0)
        running = copy.offer.usd_per_hour / copy.units
        running += price * (pool.accelerator.busy_kw - pool.accelerator.idle_kw)
        return (self.usd_per_hour(o) - running) / utilization + running

    def _usd_per_hour(self, o: int) -> float:
        """Lowest cost of an accelerator-hour of work on an offer, of all months in which it can be ordered [USD]."""
        return min(self.hourly(o).values())

    def _hourly(self, o: int) -> dict[int, float]:
        """Cost of an accelerator-hour of work on an offer, by period of order or rent [USD]."""
        x, copy = self.x, self.x.copies[o]
        offer, pool = copy.offer, x.pools[copy.pool]
        a, price = pool.accelerator, pool.site.pue * mean_price(x, pool.site, 0)
        power = price * (a.idle_kw / copy.availability + a.busy_kw - a.idle_kw)
        if not offer.is_firm:
            beside = sum(offer.beside_usd_per_month.values()) / HOURS_PER_TIME["month"]
            hourly = offer.usd_per_hour + copy.units * (offer.software_usd_per_year / 8760 + beside)
            return dict.fromkeys(copy.rentable, hourly / (copy.units * copy.availability) + power)
        served = {u: x.H[s : min(e, x.T)] for u, (s, e) in copy.windows.items()}
        worked = {u: copy.availability * sum(map(pool.open_hours, hours)) for u, hours in served.items()}
        running = offer.usd_per_hour / copy.units + power
        return {u: self.packs[o, u, None] / hours / copy.units + running for u, hours in worked.items()}

    # ---- why nothing is served --------------------------------------------------------------------------------------

    def _not_served(self, i: int, place: Place, asked: float) -> tuple[NotServed, str]:
        workload, arc = self.x.works[i].workload, self.places(i)[place]
        if not asked:
            return "no_demand", "no demand inside the horizon"
        if not self.offered(i, place) and not self._is_held(i, place):
            if any(self.x.copies[o].rentable for r in self.arcs_at(i, place) for o in self._copies(r)):
                return "spot_only", "only spot is offered there, and the work cannot be interrupted"
            if any(self.x.copies[o].windows for r in self.arcs_at(i, place) for o in self._copies(r)):
                most = self.x.scenario.policy.max_term_months
                return "term_too_long", f"every contract there is longer than the {most} months that the policy allows"
            return "no_supply", "no offer can be in service there inside the horizon (dates, lead time, support)"
        stack = self.x.stacks[arc.accelerator.stack]
        w = workload.workload_id
        if self.x.needs_port(workload, stack.id) and (w, stack.id) not in self.ready:
            return "not_ported", _port_words(self.x, stack)
        if (w, place[1]) in self.x.moves and (w, place[1]) not in self.moved:
            return "not_moved", f"its data would have to be moved from {workload.home_site}, which the plan does not do"
        return self._carried_elsewhere(i, place)

    def _copies(self, r: int) -> list[int]:
        return self.x.copies_of_pool[self.x.arcs[r][1]]

    def _is_held(self, i: int, place: Place) -> bool:
        """Whether today's fleet stands in a pool of a place that i may use."""
        pools = [self.x.pools[self.x.arcs[r][1]] for r in self.arcs_at(i, place)]
        return any(self.x.holdings_in(pool, t) for pool in pools for t in range(self.x.T))

    def _carried_elsewhere(self, i: int, place: Place) -> tuple[NotServed, str]:
        """The place that carries most of i against this one."""
        most = max(self.places(i), key=lambda other: self.served(i, other))
        who = " at ".join(most)
        if not self.served(i, most):
            return "not_chosen", "all of its demand is left unserved"
        if self.x.works[i].workload.assignment == "single_pool":
            return "one_pool", f"its one pool is {who}"
        if self._is_todays_fleet(i, most):
            return "holdings", f"today's {who} carries most of it, and is paid for either way"
        here, there = self._usd_per_unit(i, place), self._usd_per_unit(i, most)
        if here is None or there is None:
            return "not_chosen", f"{who} carries most of it: limits, packs, headroom or dates decide"
        size, things = price_scale(there, counted_thing(self.x.works[i].workload.service_unit))
        prices = f"{plain(there * size)} against {plain(here * size)} USD per {things}, used to the full"
        if there < here * (1 - CHEAPER):
            return "cheaper", f"{who} carries most of it: {prices}"
        return "not_chosen", f"{who} carries most of it, although at {prices}: limits, packs, headroom or dates decide"

    def _is_todays_fleet(self, i: int, place: Place) -> bool:
        """Whether only holdings stand in the pools of a place that serve i."""
        pools = {self.x.arcs[r][1] for r in self.arcs_at(i, place)}
        rented = any(any(map(any, self.use.rented[j])) for j in pools)
        return self._is_held(i, place) and not rented and not pools & self.ordered


def _port_words(x: Instance, stack: Stack) -> str:
    months = f", {plain(stack.port_months)} months" if stack.port_months else ""
    has_effort = x.scenario.policy.engineers and stack.port_engineer_months
    effort = f", {plain(stack.port_engineer_months)} engineer-months" if has_effort else ""
    price = usd(port_usd(x.scenario, stack))
    return f"it would have to be ported to {stack.id} ({price}{months}{effort}), which the plan does not do"
