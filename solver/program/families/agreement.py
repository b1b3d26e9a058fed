"""Enterprise agreements: so much spend promised in every contract year, in return for a discount on a vendor's offers.

`charges_add_up`: charged = all that its offers are charged in a period. `rebate_fits_charges`: rebate <= discount x
charged; `rebate_needs_signature`: rebate <= data bound x sign; `rebate_is_granted`: rebate >= discount x charged - data
bound x (1 - sign): no more and no less than the discount, where it is signed. Dual: worth of one more kUSD of rebate.
`shortfall_is_paid`: shortfall + sum over the contract year of (charged - rebate) >= committed x sign. Dual: cost of one
more kUSD promised. `agreements_exclude`: of two for the same offer at one time at most one is signed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import combinations
from typing import Any

import pyomo.environ as pyo

from models.agreement import Agreement
from models.hardware import Accelerator
from models.offer import Offer
from models.policy import VendorShare
from solver.program.endings import latest_end
from solver.program.entries import Entry, at_end, is_in_case
from solver.program.instance import Instance
from solver.program.rows import Body, Terms, add_rows, decide
from solver.sizing.agreements import contract_years, not_begun_usd, signed_in

USD_PER_UNIT = 1000.0
"""Charges, rebates and shortfalls are decided in kUSD."""
CHARGED = ("contract_upfront", "lease_payments", "reserve_payments", "usage_payments", "on_demand", "spot")
"""Cost terms of an offer that an agreement takes its discount off, and that draw it down."""


def agreements_of(x: Instance) -> dict[str, Agreement]:
    """Agreements by id that are signed, or can be, inside the horizon."""
    return {a.id: a for a in x.scenario.agreements if signed_in(x.scenario, a) is not None}


def signing(x: Instance, a: Agreement) -> int:
    """The period in which it is signed."""
    return signed_in(x.scenario, a) or 0


def accelerators_of(x: Instance, a: Agreement) -> list[Accelerator]:
    """Accelerators of the offers that it takes a discount off."""
    return [x.accelerators[offer.accelerator] for offer in x.scenario.offers if _takes(x, a, offer)]


def discounted_copies(x: Instance, name: str) -> set[int]:
    """Copies of the offers that an agreement takes a discount off."""
    a = agreements_of(x)[name]
    return {o for o, copy in enumerate(x.copies) if _takes(x, a, copy.offer)}


def _takes(x: Instance, a: Agreement, offer: Offer) -> bool:
    return a.takes(offer) and not x.accelerators[offer.accelerator].is_managed


def add_decisions(m: pyo.ConcreteModel, x: Instance) -> None:
    """Decisions `sign[a,u,n]` and, in kUSD, `charged[a,t,k]`, `rebate[a,t,k]`, `shortfall[a,y,k]`."""
    signs, periods, years = [], [], dict[tuple[str, int, int], float]()
    for name, a in agreements_of(x).items():
        u = signing(x, a)
        signs += [(name, u, n) for n in x.tree.nodes(u)]
        for year in contract_years(x.scenario, a):
            for k in range(len(x.tree.cases)):
                periods += [(name, t, k) for t in year.periods]
                years[name, year.number, k] = year.committed_usd / USD_PER_UNIT
    is_signed = {name: float(a.is_signed) for name, a in agreements_of(x).items()}
    m.sign = decide(signs, domain=pyo.Binary, bounds=lambda _, a, *_when: (is_signed[a], 1))
    m.charged = decide(periods, domain=pyo.NonNegativeReals)
    m.rebate = decide(periods, domain=pyo.NonNegativeReals)
    m.shortfall = decide(years, bounds=lambda _, *key: (0, years[key]))


def is_signed_in(m: pyo.ConcreteModel, x: Instance, name: str, k: int) -> Any:
    """The decision whether an agreement is signed in a case."""
    u = signing(x, agreements_of(x)[name])
    return m.sign[name, u, x.tree.node(k, u)]


def entries(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Rebates at the end of their period, shortfalls at the end of their contract year, or of the horizon in it."""
    all_of = agreements_of(x)
    last = {(name, y.number): y.periods[-1] for name, a in all_of.items() for y in contract_years(x.scenario, a)}
    for (name, t, k), rebate in m.rebate.items():
        yield at_end(x, "agreement_rebate", t, rebate, -USD_PER_UNIT, all_of[name].evidence, case=k)
    for (name, y, k), shortfall in m.shortfall.items():
        yield at_end(x, "shortfall", last[name, y], shortfall, USD_PER_UNIT, all_of[name].evidence, case=k)


def add(m: pyo.ConcreteModel, x: Instance, entries: list[Entry]) -> None:
    """Rows `charges_add_up[a,t,k]`, `rebate_fits_charges[a,t,k]`, `rebate_needs_signature[a,t,k]`,
    `rebate_is_granted[a,t,k]`, `shortfall_is_paid[a,y,k]`, `agreements_exclude[a,b,k]`."""
    all_of = agreements_of(x)
    by_period = charges(x, entries) if all_of else {}
    most = {key: _most(x, by_period[key]) for key in m.rebate}
    for (name, *when), rebate in m.rebate.items():
        rebate.setub(all_of[name].discount * most[(name, *when)])
    years = {(name, y.number): y for name, a in all_of.items() for y in contract_years(x.scenario, a)}

    def charges_add_up(*key: Any) -> Body:
        return [(1.0, m.charged[key]), *((-usd, decision) for usd, decision in by_period[key])], 0.0, 0.0

    def rebate_fits_charges(*key: Any) -> Body:
        return [(1.0, m.rebate[key]), (-all_of[key[0]].discount, m.charged[key])], None, 0.0

    def rebate_needs_signature(*key: Any) -> Body:
        return [(1.0, m.rebate[key]), (-m.rebate[key].ub, is_signed_in(m, x, key[0], key[2]))], None, 0.0

    def rebate_is_granted(*key: Any) -> Body:
        ub, sign = m.rebate[key].ub, is_signed_in(m, x, key[0], key[2])
        return [(1.0, m.rebate[key]), (-all_of[key[0]].discount, m.charged[key]), (-ub, sign)], -ub, None

    def shortfall_is_paid(name: str, y: int, k: int) -> Body:
        year = years[name, y]
        drawn: Terms = [term for t in year.periods for term in _drawn(m, (name, t, k))]
        committed = (-year.committed_usd / USD_PER_UNIT, is_signed_in(m, x, name, k))
        return [(1.0, m.shortfall[name, y, k]), *drawn, committed], 0.0, None

    def agreements_exclude(one: str, other: str, k: int) -> Body:
        return [(1.0, is_signed_in(m, x, one, k)), (1.0, is_signed_in(m, x, other, k))], None, 1.0

    cases = range(len(x.tree.cases))
    add_rows(m, "charges_add_up", m.charged, charges_add_up)
    add_rows(m, "rebate_fits_charges", m.rebate, rebate_fits_charges)
    add_rows(m, "rebate_needs_signature", m.rebate, rebate_needs_signature)
    add_rows(m, "rebate_is_granted", m.rebate, rebate_is_granted)
    add_rows(m, "shortfall_is_paid", m.shortfall, shortfall_is_paid)
    add_rows(m, "agreements_exclude", [(*pair, k) for pair in clashing(x) for k in cases], agreements_exclude)


def _drawn(m: pyo.ConcreteModel, key: tuple[str, int, int]) -> Terms:
    return [(1.0, m.charged[key]), (-1.0, m.rebate[key])]


def clashing(x: Instance) -> list[tuple[str, str]]:
    """Pairs of agreements that take a discount off the same offer in the same period."""
    times = {
        name: {t for y in contract_years(x.scenario, a) for t in y.periods} for name, a in agreements_of(x).items()
    }
    offers = {
        name: {offer.id for offer in x.scenario.offers if _takes(x, a, offer)} for name, a in agreements_of(x).items()
    }
    return [pair for pair in combinations(times, 2) if _meet(times, pair) and _meet(offers, pair)]


def _meet(sets: Any, pair: tuple[str, str]) -> bool:
    return not sets[pair[0]].isdisjoint(sets[pair[1]])


def charges(x: Instance, entries: list[Entry]) -> dict[tuple[str, int, int], Terms]:
    """By agreement, period and case: what a unit of each decision is charged by its offers [kUSD]."""
    copies = {name: discounted_copies(x, name) for name in agreements_of(x)}
    sums: dict[tuple[str, int, int], dict[int, float]] = defaultdict(partial(defaultdict, float))
    decisions = {}
    for entry in (entry for entry in entries if entry.copy is not None and entry.term in CHARGED):
        decisions[id(entry.decision)] = entry.decision
        for name in (name for name, own in copies.items() if entry.copy in own):
            for k in (k for k in range(len(x.tree.cases)) if is_in_case(x, entry, k)):
                sums[name, entry.period, k][id(entry.decision)] += entry.usd / USD_PER_UNIT
    found = {key: [(usd, decisions[n]) for n, usd in by.items()] for key, by in sums.items()}
    return defaultdict(list, found)


def _most(x: Instance, charged: Terms) -> float:
    """Most that can be charged in a period: by every decision at its data bound, none taken off [kUSD]."""
    return sum(usd * _data_bound(x, decision) for usd, decision in charged if usd > 0)


def _data_bound(x: Instance, decision: Any) -> float:
    """Packs that carry all work of the pool, for every order that may serve at once."""
    kind, key = decision.parent_component().local_name, decision.index()
    copy = x.copies[key[0]]
    if kind not in ("in_service", "run"):
        return float(copy.data_bound)
    serving = sum(s <= key[1] < latest_end(x, key[0], u) for u, (s, _) in copy.windows.items())
    return float(copy.data_bound * serving)


# ---- what it binds to, and who is paid -------------------------------------------------------------------------------


def outstanding(m: pyo.ConcreteModel, x: Instance, t: int, case: int) -> Iterator[tuple[str, float, Any]]:
    """(payee, USD, decision): what a period adds to the commitment exposure, contract years that have not begun."""
    for name, a in agreements_of(x).items():
        if t >= signing(x, a):
            before = not_begun_usd(x.scenario, a, t - 1) if t > signing(x, a) else 0.0
            yield a.vendor, not_begun_usd(x.scenario, a, t) - before, is_signed_in(m, x, name, case)


def spend(x: Instance, entries: list[Entry], limit: VendorShare, k: int) -> Iterator[tuple[bool, Any, float]]:
    """(whether it is the vendor's, decision, USD per unit of it) for a share of spend by payee: rebates, taken off."""
    all_of = agreements_of(x)
    for entry in entries if limit.role == "payee" else ():
        if entry.term == "agreement_rebate" and is_in_case(x, entry, k):
            yield all_of[entry.decision.index()[0]].vendor == limit.vendor, entry.decision, entry.paid
