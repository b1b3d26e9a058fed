"""Rows about limits: supply, site, vendor share, exposure, group."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from models.offer import Offer
from models.policy import VendorShare
from solver.proof.audit import agreement_rows, commitment_rows
from solver.proof.audit.agreement_money import rebates_of
from solver.proof.audit.bill import Bill
from solver.proof.audit.commitment_money import paid_to
from solver.proof.audit.expansion_rows import Size, added, enlargements
from solver.proof.audit.expansion_rows import owed as owed_for
from solver.proof.audit.holding_money import contract_usd, upfront
from solver.proof.audit.holding_money import owed as owed_by_holding
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.offers import OfferTerms
from solver.proof.audit.state import Copy, State
from solver.proof.audit.ways import after_horizon, first_term_usd, owed

Rented = tuple[Copy, float]
"""A copy of an offer and the accelerators rented of it in a block."""

WHOLE_HORIZON: frozenset[str | None] = frozenset((None,))


def check_limits(state: State, bill: Bill, ledger: Ledger) -> None:
    """Every limit of section 5 that is not about serving."""
    _check_supply(state, ledger)
    _check_sites(state, ledger)
    for rule in state.facts.policy.vendor_shares:
        _check_vendor_share(state, bill, rule, ledger)
    _check_exposure(state, ledger)
    _check_groups(state, ledger)


def _check_supply(state: State, ledger: Ledger) -> None:
    by_offer: dict[str, list[Copy]] = {}
    for (offer, _), copy in state.copies.items():
        by_offer.setdefault(offer, []).append(copy)
    for name, terms in state.facts.offers.items():
        copies = by_offer.get(name, [])
        if terms.offer.max_packs_per_period is not None or terms.offer.max_packs is not None:
            _check_orders(state, terms.offer, copies, ledger)
        if terms.offer.quota_packs is not None:
            _check_quota(state, terms.offer, terms.offer.quota_packs, copies, ledger)


def _check_orders(state: State, offer: Offer, copies: list[Copy], ledger: Ledger) -> None:
    packs = [sum(copy.ordered.get(u, 0.0) for copy in copies) for u in range(state.facts.time.periods)]
    name, most, total = f"offer {offer.id}", offer.max_packs_per_period, offer.max_packs
    if most is not None:
        for label, ordered in zip(state.facts.time.labels, packs, strict=True):
            ledger.at_most("orders_fit_supply", (name, label), [ordered], [most], "packs")
            ledger.limit("orders_fit_supply", offer.id, frozenset((label,)), ordered, most)
    if total is not None:
        ledger.at_most("orders_fit_total", (name,), packs, [total], "packs")
        ledger.limit("orders_fit_total", offer.id, WHOLE_HORIZON, sum(packs), total)


def _check_quota(state: State, offer: Offer, quota: float, copies: list[Copy], ledger: Ledger) -> None:
    time = state.facts.time
    for q in range(time.slots):
        label, block = time.where(q)
        rented = [copy.rent[q] for copy in copies if q in copy.rent]
        if rented:
            ledger.at_most("rent_fits_quota", (f"offer {offer.id}", label, block), rented, [quota], "packs")
        each = state.facts.said_each(offer.accelerator)
        ledger.limit("rent_fits_quota", offer.id, frozenset((label,)), each * sum(rented), each * quota)


class SiteLimit(NamedTuple):
    """A limit of a site: the row, the site, its cap, what `each` accelerator takes of it by id, and what a module
    adds."""

    row: str
    site: str
    cap: float
    unit: str
    each: dict[str, float]
    size: Size


def _check_sites(state: State, ledger: Ledger) -> None:
    accelerators = state.facts.accelerators.values()
    for site in state.facts.sites.values():
        if site.power_cap_kw is not None:
            kw = {a.id: site.pue * a.provisioned_kw for a in accelerators}
            limit = SiteLimit("power_fits_site", site.id, site.power_cap_kw, "kW", kw, lambda e: e.kw)
            _check_site(state, ledger, limit)
        if site.rack_cap is not None:
            racks = {a.id: a.racks for a in accelerators}
            limit = SiteLimit("racks_fit_site", site.id, site.rack_cap, "racks", racks, lambda e: e.racks)
            _check_site(state, ledger, limit)
        if site.floor_cap_m2 is not None:
            floor = {a.id: a.racks * site.m2_per_rack for a in accelerators}
            limit = SiteLimit("floor_fits_site", site.id, site.floor_cap_m2, "m2", floor, lambda e: e.m2)
            _check_site(state, ledger, limit)


def _check_site(state: State, ledger: Ledger, limit: SiteLimit) -> None:
    """What accelerators in service, held and rented take, in every period and every block with rent."""
    copies = [copy for copy in state.copies.values() if copy.terms.offer.site == limit.site]
    held = [(h, serves) for h, serves in state.facts.holdings if h.site == limit.site]
    for t, label in enumerate(state.facts.time.labels):
        steady = [limit.each[c.terms.offer.accelerator] * c.terms.offer.pack * c.in_service[t] for c in copies]
        steady += [limit.each[h.accelerator] * h.accelerators for h, serves in held if serves[t]]
        caps = [limit.cap, *added(state, limit.site, t, limit.size)]
        for where, rented in _rented_in(state, copies, t):
            used = steady + [limit.each[copy.terms.offer.accelerator] * size for copy, size in rented]
            ledger.at_most(limit.row, (f"site {limit.site}", *where), used, caps, limit.unit)
            ledger.limit(limit.row, limit.site, frozenset((label,)), sum(used), sum(caps))


def _check_vendor_share(state: State, bill: Bill, rule: VendorShare, ledger: Ledger) -> None:
    facts = state.facts

    def vendor(payee: str, accelerator: str) -> str:
        return payee if rule.role == "payee" else facts.accelerators[accelerator].vendor

    sizes: list[tuple[str, float]] = []
    for terms in facts.offers.values():
        size = _hours_of(state, terms) if rule.measure == "capacity" else float(bill.paid.get(terms.offer.id, 0))
        sizes.append((vendor(terms.offer.vendor, terms.offer.accelerator), size))
    for held, serves in facts.holdings:
        hours = held.accelerators * sum(h for h, s in zip(facts.time.hours, serves, strict=True) if s)
        paid = float(sum(contract_usd(facts, held, t) for t, there in enumerate(serves) if there))
        due = upfront(facts, held, serves)
        paid += float(due.paid) if due else 0.0
        size = hours if rule.measure == "capacity" else paid
        sizes.append((vendor(held.vendor, held.accelerator), size))
    if rule.measure == "spend":
        sizes += (*paid_to(state, bill, rule.role), *rebates_of(state, bill, rule.role))
    own, total = [size for name, size in sizes if name == rule.vendor], sum(size for _, size in sizes)
    unit = "accelerator-hours" if rule.measure == "capacity" else "USD"
    where = (f"vendor share {rule.id}", f"vendor {rule.vendor}")
    allowed = [rule.max_share * size for _, size in sizes]
    ledger.at_most("vendor_share_is_kept", where, own, allowed, unit)
    ledger.limit("vendor_share_is_kept", rule.id, WHOLE_HORIZON, sum(own), sum(allowed))
    share = sum(own) / total if total else 0.0
    ledger.limit("vendor_share_is_kept", f"{rule.id} as a share", WHOLE_HORIZON, share, rule.max_share)


def _hours_of(state: State, terms: OfferTerms) -> float:
    """Accelerator-hours of an offer, all its copies together."""
    time, hours = state.facts.time, 0.0
    for (offer, _), copy in state.copies.items():
        if offer == terms.offer.id:
            hours += sum(state.facts.open_hours(copy.pool, t) * packs for t, packs in enumerate(copy.in_service))
            rented = {} if terms.accelerator.is_managed else copy.rent
            hours += sum(time.slot_hours[q] * packs for q, packs in rented.items())
    return hours * terms.offer.pack


def _check_exposure(state: State, ledger: Ledger) -> None:
    limit, time = state.facts.policy.exposure, state.facts.time
    if limit is None:
        return
    by_payee = owed_by_payee(state).values()
    for t, label in enumerate(time.labels):
        amounts, where = [usd for owed_to in by_payee for usd in owed_to[t]], (f"exposure {limit.id}", label)
        ledger.at_most("commitment_is_bounded", where, amounts, [limit.max_usd], "USD")
        ledger.limit("commitment_is_bounded", limit.id, frozenset((label,)), sum(amounts), limit.max_usd)


def owed_by_payee(state: State) -> dict[str | None, list[list[float]]]:
    """What is bound to be paid after the end of each period [USD]: its terms by payee; None: modules of sites."""
    periods = state.facts.time.periods
    found: dict[str | None, list[list[float]]] = {}

    def owe(payee: str | None, t: int, usd: float) -> None:
        found.setdefault(payee, [[] for _ in range(periods)])[t].append(usd)

    for t in range(periods):
        for payee, usd in _of_holdings(state, t):
            owe(payee, t, usd)
        for order in enlargements(state):
            owe(None, t, owed_for(order, t))
        for payee, usd in (*commitment_rows.owed(state, t), *agreement_rows.owed(state, t)):
            owe(payee, t, usd)
    for copy in state.copies.values():
        for u in copy.ordered:
            for way, packs in copy.parts(u):
                for t, each in enumerate(owed(copy.terms, way, u, periods), start=u):
                    owe(copy.terms.offer.vendor, t, float(each * copy.price_share[u]) * packs)
    return found


def after_horizon_usd(state: State) -> float:
    """What contracts still ask for after the last period [USD], holdings apart."""
    parts = [(c, u, *part) for c in state.copies.values() for u in c.ordered for part in c.parts(u)]
    of_orders = sum(
        float(sum(usd for _, usd in after_horizon(copy.terms, way)) * copy.price_share[u]) * packs
        for copy, u, way, packs in parts
    )
    return of_orders + commitment_rows.owed_after_horizon(state) + agreement_rows.promised_after_horizon(state)


def _of_holdings(state: State, period: int) -> list[tuple[str, float]]:
    """Payees of holdings, and payments from the end of a period to their end, and for what is on order [USD]."""
    return [(holding.vendor, owed_by_holding(state.facts, holding, period)) for holding, _ in state.facts.holdings]


def outstanding(terms: OfferTerms, placed: int) -> Decimal:
    """All that an order placed in a period binds to pay: the price, or the payments of the whole term, at the prices
    of the offer as written [USD/pack]."""
    if terms.offer.mode == "buy":
        return terms.upfront
    service = terms.services[placed]
    return terms.upfront + first_term_usd(terms, service.start, service.end)


def _check_groups(state: State, ledger: Ledger) -> None:
    for group in state.facts.policy.groups:
        copies = [copy for (offer, _), copy in state.copies.items() if offer in group.offers or not group.offers]
        held = [(h.accelerators, serves) for h, serves in state.facts.holdings if group.counts(h.offer)]
        for t, label in enumerate(state.facts.time.labels):
            units = [copy.terms.offer.pack * copy.in_service[t] for copy in copies]
            units += [size for size, serves in held if serves[t]]
            least, most, name = group.min_accelerators, group.max_accelerators, f"group {group.id}"
            if least is not None:
                gone = [-c.terms.offer.pack * c.in_service[t] for c in copies if c.terms.offer.mode == "dated"]
                ledger.at_least("group_reaches_minimum", (name, label), units + gone, [least], "accelerators")
                ledger.limit("group_reaches_minimum", group.id, frozenset((label,)), sum(units + gone), least)
            for where, rented in _rented_in(state, copies, t) if most is not None else ():
                ours = [size for copy, size in rented if not copy.terms.accelerator.is_managed]
                used, allowed = units + ours, most or 0.0
                ledger.at_most("group_fits_limit", (name, *where), used, [allowed], "accelerators")
                ledger.limit("group_fits_limit", group.id, frozenset((label,)), sum(used), allowed)


def _rented_in(state: State, copies: list[Copy], period: int) -> Iterator[tuple[tuple[str, ...], list[Rented]]]:
    """The period by itself, and every block of it in which copies are rented, with their accelerators."""
    time = state.facts.time
    yield (time.labels[period],), []
    for q in time.slots_of(period):
        rented = [(copy, copy.terms.offer.pack * copy.rent[q]) for copy in copies if copy.rent.get(q, 0.0) > 0]
        if rented:
            yield time.where(q), rented
