"""How packs of an order may end by the contract's page: with their term, before or after it; and what one costs."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from models.calendar import month_number
from models.endings import Exit
from models.policy import Policy
from solver.proof.audit.offers import OfferTerms, Service, exact
from solver.proof.audit.timeline import FOREVER

Kind = Literal["term", "exit", "resale", "buyout", "renewal"]


Parts = dict[str, Decimal]
"""USD by cost term."""
RECURRING = {
    "buy": "ownership_payments",
    "lease": "lease_payments",
    "reserve": "reserve_payments",
    "dated": "reserve_payments",
}
"""Term of what a firm pack is paid month by month, by its mode."""


class Way(NamedTuple):
    """Periods of a pack: in service from `start`, under its first term until `turn`, in service until `end`."""

    kind: Kind
    start: int
    turn: int
    end: int


def by_term(terms: OfferTerms, placed: int) -> Way:
    """The way of a pack that ends with its term."""
    service = terms.services[placed]
    return Way("term", service.start, service.end, service.end)


def other_ways(terms: OfferTerms, placed: int, policy: Policy) -> list[Way]:
    """All other ways that begin inside the horizon."""
    service, time = terms.services[placed], terms.time
    found = [
        Way("resale" if terms.offer.mode == "buy" else "exit", service.start, t, t)
        for t in leaving_periods(terms, service)
    ]
    offer, supported = terms.offer, time.first_period_from(terms.accelerator.end_of_support)
    end = service.end
    if offer.buyout and end < supported:
        life = FOREVER if offer.buyout.life_months is None else time.whole(offer.buyout.life_months)
        found.append(Way("buyout", service.start, end, min(supported, end + life)))
    if offer.renewal and end < FOREVER:
        last = end + time.whole(offer.renewal.term_months)
        support_ends = terms.accelerator.end_of_support
        is_supported = support_ends is None or time.horizon.period_start(last) <= month_number(support_ends)
        most = policy.max_term_months
        if is_supported and (most is None or offer.renewal.term_months <= most):
            found.append(Way("renewal", service.start, end, last))
    return [way for way in found if way.turn < time.periods]


def leaving_periods(terms: OfferTerms, service: Service) -> dict[int, Exit]:
    """Periods at whose start a pack may leave by an exit: before the end of its term, a bought one also at its end."""
    at = {service.start + terms.time.whole(way.after_months): way for way in terms.offer.exits}
    return {t: way for t, way in at.items() if t < service.end + (terms.offer.mode == "buy")}


def first_term_usd(terms: OfferTerms, first: int, until: int) -> Decimal:
    """Recurring payments of the first term in periods first..until-1 [USD/pack]."""
    return sum((terms.recurring_in(p) for p in range(first, until)), Decimal(0))


def fee(terms: OfferTerms, way: Way, placed: int) -> Decimal:
    """Paid for leaving [USD/pack]; nothing but for exits."""
    if way.kind != "exit":
        return Decimal(0)
    service = terms.services[placed]
    rule = leaving_periods(terms, service)[way.turn]
    return exact(rule.fee_usd) + exact(rule.fee_share) * first_term_usd(terms, way.turn, service.end)


def sale(terms: OfferTerms, way: Way, placed: int) -> Decimal:
    """What a pack is sold for [USD/pack]; nothing but for resales."""
    if way.kind != "resale":
        return Decimal(0)
    return sale_price(terms, leaving_periods(terms, terms.services[placed])[way.turn])


def sale_price(terms: OfferTerms, rule: Exit) -> Decimal:
    """What an exit of a bought pack brings [USD/pack]."""
    if rule.resale_usd is not None:
        return exact(rule.resale_usd)
    return exact(rule.resale_share or 0.0) * terms.upfront


def price(terms: OfferTerms, way: Way) -> Decimal:
    """Paid for a pack at the end of its lease [USD/pack]; nothing but for buy-outs."""
    return exact(terms.offer.buyout.usd) if way.kind == "buyout" and terms.offer.buyout else Decimal(0)


def later_usd(terms: OfferTerms, way: Way, period: int) -> Decimal:
    """Recurring payments of an extended pack in a period after its first term [USD/pack]."""
    if way.kind == "buyout" and terms.offer.buyout:
        return exact(terms.offer.buyout.monthly_usd) * terms.time.months
    if way.kind == "renewal" and terms.offer.renewal:
        hours = exact(terms.time.horizon.period_hours(period))
        monthly = exact(terms.offer.renewal.monthly_usd) * terms.time.months
        return monthly + exact(terms.offer.renewal.committed_usd_per_hour) * hours
    return Decimal(0)


def value_left(terms: OfferTerms, way: Way) -> Decimal:
    """What a pack is worth at the end of the horizon [USD/pack]."""
    time, rule = terms.time, terms.finance.end_value
    if way.kind == "term":
        service = Service(way.start, way.end)
        return _curve_value(terms, service) if rule == "resale_curve" else terms.end_value(service)
    buyout = terms.offer.buyout
    if way.kind != "buyout" or buyout is None or buyout.life_months is None:
        return Decimal(0)
    if rule != "straight_line" or way.end < time.periods:
        return Decimal(0)
    used = Decimal((time.periods - way.turn) * time.months) / buyout.life_months
    return exact(buyout.usd) * max(Decimal(0), 1 - used)


def _curve_value(terms: OfferTerms, service: Service) -> Decimal:
    """What a bought pack brings at its next exit, its age at the end of the horizon included."""
    age = (terms.time.periods - service.start) * terms.time.months
    ahead = [rule for rule in terms.offer.exits if rule.after_months >= age]
    counts = terms.offer.mode == "buy" and service.end >= terms.time.periods and bool(ahead)
    return sale_price(terms, min(ahead, key=lambda rule: rule.after_months)) if counts else Decimal(0)


def after_horizon(terms: OfferTerms, way: Way) -> list[tuple[int, Decimal]]:
    """Contract payments in periods past the horizon [USD/pack]."""
    if terms.offer.mode == "buy" or way.kind not in ("term", "renewal"):
        return []
    periods = range(terms.time.periods, way.end)
    return [(p, terms.recurring_in(p) if p < way.turn else later_usd(terms, way, p)) for p in periods]


def put(parts: Parts, more: Parts, factor: Decimal = Decimal(1)) -> None:
    """Add amounts to those of the same terms."""
    for term, usd in more.items():
        parts[term] = parts.get(term, Decimal(0)) + usd * factor


def whole_cost(terms: OfferTerms, way: Way, placed: int, share: Decimal) -> Parts:
    """All that a pack costs at a share of the prices by its accounting rules and by cost term, space included, power
    and use apart [USD/pack]."""
    mode, first = terms.offer.mode, range(way.start, min(way.turn, terms.time.periods))
    inside = min(way.end, terms.time.periods) - way.start
    upfront = share * terms.upfront_charged(Service(way.start, way.turn))
    parts: Parts = {"hardware_purchase" if mode == "buy" else "contract_upfront": upfront}
    put(parts, {RECURRING[mode]: sum((terms.recurring_in(t) for t in first), Decimal(0))}, share)
    put(parts, {"support": share * terms.support * len(first), "space": terms.space * inside})
    put(parts, {"software": terms.software, **terms.beside}, Decimal(inside))
    later = range(way.turn, min(way.end, terms.time.periods))
    stays = "ownership_payments" if way.kind == "buyout" else RECURRING[mode]
    put(parts, {stays: sum((later_usd(terms, way, t) for t in later), Decimal(0))})
    put(parts, {"lease_buyouts": price(terms, way), "exit_fees": fee(terms, way, placed)})
    put(parts, {"resale": -sale(terms, way, placed), "end_value": -share * value_left(terms, way)})
    if terms.finance.payment_tail == "charge_in_full":
        tail = sum((each for _, each in after_horizon(terms, way)), Decimal(0))
        put(parts, {"payments_past_horizon": share * tail})
    return parts


def extension_usd(terms: OfferTerms, way: Way) -> Decimal:
    """Price and payments inside the horizon from the end of the first term on [USD/pack]; none without extension."""
    beside = terms.software + sum(terms.beside.values())
    stays = range(way.turn, min(way.end, terms.time.periods))
    return price(terms, way) + sum((later_usd(terms, way, p) + beside for p in stays), Decimal(0))


def owed(terms: OfferTerms, way: Way, placed: int, periods: int, *, may_leave: bool = True) -> list[Decimal]:
    """Still to be paid per pack at the end of each period from the one it is ordered in [USD/pack].

    Upfront parts not yet due, and of a contract its payments; where a pack may leave, no more than the cheapest way out
    that is ahead costs.
    """
    service = terms.services[placed]
    found = []
    for t in range(placed, periods):
        usd = sum((terms.upfront * share for due, share in terms.upfront_dates(placed) if due > t), Decimal(0))
        if terms.offer.mode != "buy" and t < way.turn:
            usd += _cheapest(terms, service, t, may_leave=may_leave)
        elif way.kind == "renewal":
            usd += sum((later_usd(terms, way, p) for p in range(t + 1, way.end)), Decimal(0))
        found.append(usd)
    return found


def _cheapest(terms: OfferTerms, service: Service, now: int, *, may_leave: bool) -> Decimal:
    """Payments of a first term after a period, or up to an exit ahead with its fee where that is less [USD/pack]."""
    first = max(now + 1, service.start)
    costs = [first_term_usd(terms, first, service.end)]
    for t, rule in leaving_periods(terms, service).items() if may_leave else ():
        if t > now:
            left = first_term_usd(terms, t, service.end)
            costs.append(first_term_usd(terms, first, t) + exact(rule.fee_usd) + exact(rule.fee_share) * left)
    return min(costs)
