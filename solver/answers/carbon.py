"""Carbon under every limit on it, limits without effect, and what counts as zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.derived import CarbonUse, SiteUse
from models.hardware import Holding
from models.offer import Offer
from solver.program.families.carbon import counted, spans
from solver.program.instance import Instance


def carbon_uses(x: Instance, sites: Iterable[SiteUse]) -> tuple[CarbonUse, ...]:
    """One row for every period, fiscal year or horizon of every limit, from the use of sites."""
    kg = {(row.site, row.period): row.carbon_kg for row in sites}
    rows = []
    for limit in x.scenario.policy.carbon:
        named, label = limit.sites or tuple(x.sites), x.scenario.horizon.label
        for span, shares in spans(x, limit).items():
            used = sum(share * kg[site, label(t)] for t, share in shares.items() for site in named)
            rows.append(
                CarbonUse(
                    limit=limit.id,
                    per=limit.per,
                    period=label(span) if limit.per == "period" else None,
                    fiscal_year=span if limit.per == "fiscal_year" else None,
                    carbon_kg=used,
                    max_kg=limit.max_kg,
                    used_share=used / limit.max_kg if limit.max_kg else None,
                )
            )
    return tuple(rows)


def unused_carbon(x: Instance) -> Iterator[str]:
    """Limits that no energy meets."""
    for limit in x.scenario.policy.carbon:
        places = set(counted(x, limit))
        if not spans(x, limit):
            yield f"policy.carbon.{limit.id}: no period of the horizon starts in its months"
        elif not any(h.site in places and x.accelerators[h.accelerator].busy_kw for h in _holders(x)):
            yield f"policy.carbon.{limit.id}: nothing that could stand at its sites causes carbon"


def counted_as_zero(x: Instance) -> Iterator[str]:
    """Sites and accelerators under a limit on carbon that do not say what they cause or draw."""
    limits = x.scenario.policy.carbon
    named = {site for limit in limits for site in limit.sites or x.sites}
    there = [h for h in _holders(x) if h.site in named and h.id not in x.endpoints]
    why = "counts as zero under policy.carbon"
    for site in dict.fromkeys(h.site for h in there):
        if "carbon_kg_per_kwh" not in x.sites[site].model_fields_set:
            yield f"site {site}: no `carbon_kg_per_kwh` is given, so the energy drawn there {why}"
    for chip in dict.fromkeys(h.accelerator for h in there):
        if "busy_kw" not in x.accelerators[chip].model_fields_set:
            yield f"accelerator {chip}: no `busy_kw` is given, so the energy it draws {why}"
    for endpoint in x.endpoints.values():
        if endpoint.site in named:
            yield f"endpoint {endpoint.id}: its energy is the vendor's and nobody meters it for you; it {why}"


def _holders(x: Instance) -> tuple[Offer | Holding, ...]:
    return (*x.scenario.offers, *x.scenario.holdings)
