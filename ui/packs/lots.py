"""From a plan to its lots: tranches of a plan for all cases, else orders; and what is rented."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from models.bands import Tranche
from models.decisions import Order, Rent
from models.offer import Offer
from models.packs.lots import Contained, Lot
from models.plan import Plan
from models.scenario import Scenario
from ui.packs.source import Source

PARTS = {"cpu": "CPU", "memory": "Memory", "nic": "Network", "switch": "Switch", "storage": "Storage"} | {
    "rack": "Rack",
    "support": "Support",
}
"""Contents of a node as documents name them."""


def lots_of(source: Source, vendor: str | None = None) -> tuple[Lot, ...]:
    """Every lot of the plan, or of one vendor, numbered by order-by month; what is rented comes last."""
    records = _Records(source.scenario, source.plan)
    hedge = source.plan.hedge
    ordered = [records.tranche(each) for each in hedge.tranches] if hedge else map(records.order, source.plan.orders)
    found = [*sorted(ordered, key=_by_month), *records.rented(source.plan.rent)]
    kept = [lot for lot in found if vendor in (None, lot.vendor_id)]
    return tuple(lot.model_copy(update={"id": f"L{n}"}) for n, lot in enumerate(kept, start=1))


def _by_month(lot: Lot) -> tuple[str, str, str, str]:
    return lot.order_by or "", lot.in_service, lot.offer, lot.tranche


class _Records:
    """The records of the scenario that lots quote."""

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        self.plan = plan
        self.offers = {offer.id: offer for offer in scenario.offers}
        self.accelerators = {each.id: each for each in scenario.accelerators}
        self.sites = {site.id: site for site in scenario.sites}
        self.milestones = {each.id: each.name or each.id for each in scenario.milestones}

    def order(self, order: Order) -> Lot:
        return self._lot(
            self.offers[order.offer],
            kind="firm",
            nodes=order.packs,
            accelerators=order.accelerators,
            order_by=order.order_period,
            in_service=order.in_service_period,
            service_until=order.ends,
            cost_usd=order.cost_usd,
        )

    def tranche(self, tranche: Tranche) -> Lot:
        return self._lot(
            self.offers[tranche.offer],
            kind="on_signal" if tranche.triggers else "firm",
            band=tranche.band,
            nodes=tranche.packs,
            accelerators=tranche.accelerators,
            order_by=tranche.order_by,
            in_service=tranche.in_service,
            cost_usd=tranche.cost_usd,
            tranche=tranche.id,
            milestone=self.milestones.get(tranche.milestone or "", ""),
        )

    def rented(self, rents: Iterable[Rent]) -> list[Lot]:
        """A lot for every offer that is rented: its most packs at once, its hours over the horizon."""
        by_offer: dict[str, list[Rent]] = defaultdict(list)
        for rent in rents:
            by_offer[rent.offer].append(rent)
        return [self._rented(self.offers[offer], some) for offer, some in sorted(by_offer.items())]

    def _rented(self, offer: Offer, rents: list[Rent]) -> Lot:
        hours = {period.period: period.hours for period in self.plan.periods}
        at_once: dict[tuple[str, str], float] = defaultdict(float)
        for rent in rents:
            at_once[rent.period, rent.block] += rent.packs
        used = [(packs * offer.pack * hours[period][block], period) for (period, block), packs in at_once.items()]
        return self._lot(
            offer,
            kind="rented",
            nodes=max(at_once.values()),
            accelerators=max(at_once.values()) * offer.pack,
            accelerator_hours=sum(each for each, _ in used),
            in_service=min(period for _, period in used),
            cost_usd=sum(each for each, _ in used) / offer.pack * offer.usd_per_hour,
        )

    def _lot(self, offer: Offer, **said: object) -> Lot:
        accelerator, site, names = self.accelerators[offer.accelerator], self.sites[offer.site], self.plan.names
        beside = {"band": None, "order_by": None, "service_until": None, "accelerator_hours": None}
        return Lot.model_validate(
            {
                **beside,
                "id": "",
                "mode": offer.mode,
                "accelerator": names.accelerator(accelerator.id),
                "accelerator_class": accelerator.accelerator_class,
                "memory_gb": accelerator.memory_gb,
                "accelerators_per_node": offer.pack,
                "contents": _contents(offer),
                "term_months": offer.term_months,
                "days": offer.days,
                "site": names.site(site.id),
                "site_kind": site.kind,
                "jurisdiction": site.jurisdiction,
                "vendor": names.vendor(offer.vendor),
                "vendor_id": offer.vendor,
                "offer": offer.id,
                **said,
            }
        )


def _contents(offer: Offer) -> tuple[Contained, ...]:
    held = offer.contents.model_dump() if offer.contents else {}
    return tuple(Contained(part=PARTS[part], content=text) for part, text in held.items() if text)
