"""Money of holdings as the audit reads it: what every period costs, what is due once, what is owed and what is left."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from models.calendar import month_number
from models.hardware import Holding
from models.site import Site
from solver.proof.audit.facts import Facts
from solver.proof.audit.offers import exact
from solver.proof.audit.timeline import Timeline


class Upfront(NamedTuple):
    """What is due when a holding goes into service inside the horizon [USD]."""

    period: int
    charged: Decimal
    paid: Decimal


def usd_per_kw(site: Site, time: Timeline, period: int) -> Decimal:
    """Electricity of one kW at the meter over all hours of a period [USD/kW]."""
    prices = [(exact(site.electricity_in(time.where(q)[1])), exact(time.slot_hours[q])) for q in time.slots_of(period)]
    return sum((price * hours for price, hours in prices), Decimal(0))


def contract_usd(facts: Facts, holding: Holding, period: int) -> Decimal:
    """What the vendor is paid for a period in service [USD]."""
    monthly = exact(holding.monthly_usd) * facts.time.months
    hourly = exact(holding.committed_usd_per_hour) * exact(facts.time.horizon.period_hours(period))
    return exact(holding.accelerators) * (monthly + hourly)


def upkeep_usd(facts: Facts, holding: Holding, period: int) -> Decimal:
    """What a period in service costs beside contract and use: software, network, storage, space, idle power [USD]."""
    accelerator, site = facts.accelerators[holding.accelerator], facts.sites[holding.site]
    monthly = exact(site.space_usd_per_kw_month) * exact(accelerator.provisioned_kw)
    monthly += exact(holding.beside_usd_per_month)
    idle = exact(accelerator.idle_kw) * exact(site.pue) * usd_per_kw(site, facts.time, period)
    return exact(holding.accelerators) * (monthly * facts.time.months + idle)


def period_usd(facts: Facts, holding: Holding, period: int) -> Decimal:
    """All that a period in service costs but its use [USD]."""
    return contract_usd(facts, holding, period) + upkeep_usd(facts, holding, period)


def upfront(facts: Facts, holding: Holding, serves: list[bool]) -> Upfront | None:
    """What is due when it goes into service; None where that is not inside the horizon."""
    time = facts.time
    due = exact(holding.accelerators) * exact(holding.upfront_usd)
    if holding.since is None or holding.since < time.labels[0] or not any(serves) or not due:
        return None
    part = Decimal(1)
    if holding.mode != "buy" and holding.until and facts.policy.finance.payment_tail == "prorate":
        since, until = month_number(holding.since), month_number(holding.until)
        part = Decimal(min(until, time.starts[0] + time.periods * time.months) - since) / (until - since)
    return Upfront(serves.index(True), due * part, due)


def past(facts: Facts, holding: Holding, serves: list[bool]) -> dict[int, Decimal]:
    """Payments of a contract after the horizon by period, where they are charged [USD]."""
    is_contract = holding.mode in ("lease", "reserve") and holding.until is not None and serves[-1]
    if facts.policy.finance.payment_tail != "charge_in_full" or not is_contract:
        return {}
    periods = range(facts.time.periods, facts.time.first_period_from(holding.until))
    return {p: contract_usd(facts, holding, p) for p in periods}


def left(facts: Facts, holding: Holding, serves: list[bool]) -> Decimal:
    """Book value at the end of the horizon of what is in service then [USD]."""
    if facts.policy.finance.end_value != "straight_line" or not holding.life_months or not serves[-1]:
        return Decimal(0)
    end = facts.time.starts[-1] + facts.time.months
    age = Decimal(end - month_number(holding.since or facts.time.labels[0]))
    price = exact(holding.accelerators) * exact(holding.upfront_usd)
    return price * max(Decimal(0), 1 - age / holding.life_months)


def once_usd(facts: Facts, holding: Holding, serves: list[bool]) -> Decimal:
    """What is charged upfront and past the horizon, less what is left [USD]."""
    due, later = upfront(facts, holding, serves), past(facts, holding, serves)
    return (due.charged if due else Decimal(0)) + sum(later.values()) - left(facts, holding, serves)


def owed(facts: Facts, holding: Holding, period: int) -> float:
    """What it binds its buyer to pay after a period, until its end date; of bought ones the price alone [USD]."""
    time, h = facts.time, holding
    end = time.starts[period] + time.months
    if h.ordered and month_number(h.ordered) >= end:
        return 0.0
    since = month_number(h.since) if h.since else time.starts[0]
    later = time.first_period_from(h.since) if h.since and h.since >= time.labels[0] else 0
    usd = h.upfront_usd * h.accelerators if later > period else 0.0
    if h.until is None or h.mode == "buy":
        return usd
    usd += h.monthly_usd * h.accelerators * max(0, month_number(h.until) - max(end, since))
    if h.committed_usd_per_hour:
        periods = range(max(period + 1, later), time.first_period_from(h.until))
        usd += h.committed_usd_per_hour * h.accelerators * sum(time.horizon.period_hours(p) for p in periods)
    return usd
