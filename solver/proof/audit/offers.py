"""Offers as the audit reads them: when they can be ordered, how long they serve, what a pack costs."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from models.calendar import month_number
from models.hardware import Accelerator, Holding
from models.offer import Offer
from models.policy import Finance
from models.site import Site
from solver.proof.audit.timeline import FOREVER, Timeline, is_within


class Service(NamedTuple):
    """Periods in which an order serves: start <= t < end; FOREVER without end."""

    start: int
    end: int


def exact(value: float) -> Decimal:
    """The decimal number a float was written as."""
    return Decimal(repr(float(value)))


class OfferTerms:
    """An offer with its windows [periods] and its exact prices [USD per pack].

    `availability` and `credit` are those of the offer x the share of time that its site is up; tokens of endpoints are
    there when they are called for.
    """

    def __init__(self, offer: Offer, accelerator: Accelerator, site: Site, time: Timeline, finance: Finance) -> None:
        self.offer = offer
        self.accelerator = accelerator
        self.site = site
        self.time = time
        self.finance = finance
        self.place = offer.accelerator, offer.site
        self.availability = 1.0 if accelerator.is_managed else offer.availability * site.uptime
        self.credit = offer.credit * site.uptime
        self.has_running_price = offer.is_firm and offer.usd_per_hour > 0
        self.services = service_windows(offer, accelerator, time) if offer.is_firm else {}
        self.is_rentable = [not offer.is_firm and _can_start(offer, accelerator, start) for start in time.starts]
        years = Decimal(time.months) / 12
        self.upfront = exact(offer.upfront_usd)
        self._milestones = offer.milestone_payments
        self._recurring: dict[int, Decimal] = {}
        self.support = exact(offer.support_share_per_year) * self.upfront * years
        self.software = exact(offer.software_usd_per_year) * offer.pack * years
        self.software_per_hour = exact(offer.software_usd_per_year) * offer.pack / 8760
        monthly = {"fabric": offer.fabric_usd_per_month, "storage": offer.storage_usd_per_month}
        self.beside = {term: exact(usd) * offer.pack * time.months for term, usd in monthly.items()}
        self.beside_per_hour = {term: exact(usd) * offer.pack / 730 for term, usd in monthly.items()}
        self.per_hour = exact(offer.usd_per_hour)
        self.space = exact(site.space_usd_per_kw_month) * exact(accelerator.provisioned_kw) * offer.pack * time.months

    def recurring_in(self, period: int) -> Decimal:
        """Monthly and committed-hour payments of a pack in a period, also past the horizon [USD/pack]."""
        if period not in self._recurring:
            monthly = exact(self.offer.monthly_usd) * self.time.months
            hours = exact(self.time.horizon.period_hours(period))
            self._recurring[period] = monthly + exact(self.offer.committed_usd_per_hour) * hours
        return self._recurring[period]

    def upfront_dates(self, placed: int) -> list[tuple[int, Decimal]]:
        """Periods at whose start parts of the upfront payment of an order are due, with their shares."""
        parts = [(placed + part.months_after_order // self.time.months, exact(part.share)) for part in self._milestones]
        rest = Decimal(1) - sum(share for _, share in parts)
        return [*parts, (self.services[placed].start, rest)] if rest > 0 else parts

    def upfront_charged(self, service: Service) -> Decimal:
        """Upfront payment of a pack under the payment tail [USD/pack]."""
        if self.offer.mode == "buy" or self.finance.payment_tail != "prorate":
            return self.upfront
        length = service.end - service.start
        return self.upfront * min(length, self.time.periods - service.start) / length

    def end_value(self, service: Service) -> Decimal:
        """Book value of a bought pack at the end of the horizon [USD/pack]."""
        life = self.offer.life_months
        counts = self.offer.mode == "buy" and self.finance.end_value == "straight_line"
        if not counts or life is None or service.end < self.time.periods:
            return Decimal(0)
        used = (self.time.periods - service.start) * self.time.months
        return self.upfront * max(Decimal(0), 1 - Decimal(used) / life)

    def order_cost(self, service: Service, share: Decimal) -> Decimal:
        """Nominal payments for a pack inside the horizon at a share of the prices: upfront as charged, recurring,
        support; software, network and storage in full [USD/pack]."""
        end = min(service.end, self.time.periods)
        timed = sum((self.recurring_in(t) for t in range(service.start, end)), Decimal(0))
        priced = self.upfront_charged(service) + timed + self.support * (end - service.start)
        return share * priced + (self.software + sum(self.beside.values())) * (end - service.start)


def service_windows(offer: Offer, accelerator: Accelerator, time: Timeline) -> dict[int, Service]:
    """Service of an order by the period it is placed in; periods in which it cannot be placed are absent."""
    ages = [months for months in (offer.term_months, offer.refresh_months) if months is not None]
    term = time.whole(min(ages)) if ages else FOREVER
    term = 1 if offer.mode == "dated" else term  # its days lie in one period
    support_ends = accelerator.end_of_support
    windows: dict[int, Service] = {}
    for u in range(time.periods):
        start = u + time.whole(lead_months(offer, time.starts[u]))
        if start >= time.periods or not is_within(time.starts[u], offer.order_from, offer.order_until):
            continue
        if not is_within(time.starts[start], accelerator.available_from, support_ends):
            continue
        end = min(start + term, FOREVER)
        if offer.mode == "buy":
            end = min(end, time.first_period_from(support_ends))
        elif support_ends and time.starts[start] + term * time.months > month_number(support_ends):
            continue
        windows[u] = Service(start, end)
    return windows


def lead_months(offer: Offer, month: int) -> int:
    """Months from order to service of what is ordered in a month: by the last entry of its path that has begun."""
    begun = [(month_number(first), lead) for first, lead in offer.lead_path.items() if month_number(first) <= month]
    return max(begun)[1] if begun else offer.lead_months


def _can_start(offer: Offer, accelerator: Accelerator, month: int) -> bool:
    is_open = is_within(month, offer.order_from, offer.order_until)
    return is_open and is_within(month, accelerator.available_from, accelerator.end_of_support)


def holding_serves(holding: Holding, accelerator: Accelerator, time: Timeline) -> list[bool]:
    """Whether a holding is in service, by period."""
    return [
        is_within(start, holding.since, holding.until) and is_within(start, None, accelerator.end_of_support)
        for start in time.starts
    ]
