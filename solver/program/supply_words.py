"""Limits on sites, money, contracts and supply in the user's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.calendar import so_many_months
from models.contract_mix import mix_words
from models.endpoint import UNIT_TOKENS
from solver.program.families.budget import USD_PER_ROW_UNIT
from solver.program.families.carbon import kg_per_row_unit
from solver.program.families.commitment import commitments_of
from solver.program.families.contract_mix import USD_PER_ROW_UNIT as KUSD
from solver.program.families.expansion import modules_of
from solver.program.families.vendor_share import ROW_UNIT
from solver.program.instance import Instance
from solver.program.parties import least_packs
from solver.program.said import Words


def _power(x: Instance, site: str, t: int, *_: Any) -> Words:
    return Words("site", f"power at {x.names.site(site)}", t, x.sites[site].power_cap_kw or 0.0, "kW")


def _racks(x: Instance, site: str, t: int, *_: Any) -> Words:
    return Words("site", f"racks at {x.names.site(site)}", t, x.sites[site].rack_cap or 0.0, "racks")


def _heat(x: Instance, site: str, t: int, *_: Any) -> Words:
    return Words("edge", f"heat at {x.names.site(site)}", t, x.sites[site].heat_cap_kw or 0.0, "kW")


def _floor(x: Instance, site: str, t: int, *_: Any) -> Words:
    return Words("site", f"floor at {x.names.site(site)}", t, x.sites[site].floor_cap_m2 or 0.0, "m2")


def _modules(x: Instance, site: str, name: str, _: int) -> Words:
    module = modules_of(x)[site, name]
    subject = f"modules {module.name or name} at {x.names.site(site)}"
    return Words("expansion", subject, None, float(module.max_modules), "modules")


def _budget(x: Instance, name: str, *_: Any) -> Words:
    b = next(b for b in x.scenario.policy.budgets if b.id == name)
    when = f" in fiscal year {b.fiscal_year}" if b.fiscal_year else " over the horizon"
    whose = ("" if b.scope == "all" else f" of {b.scope}") + (f" of {', '.join(b.buckets)}" if b.buckets else "")
    what = " as approved" if b.falls == "approval" else ""
    return Words("budget", f"{b.kind} budget {name}{whose}{what}{when}", None, b.max_usd, "USD", USD_PER_ROW_UNIT)


def _share(x: Instance, name: str, *_: Any) -> Words:
    v = next(v for v in x.scenario.policy.vendor_shares if v.id == name)
    subject = f"share of {x.names.vendor(v.vendor)} in {v.measure} (as {v.role})"
    return Words(
        "vendor_share", subject, None, v.max_share, "USD" if v.measure == "spend" else "accelerator-hours", ROW_UNIT
    )


def _capacity_share(x: Instance, name: str, t: int, *_: Any) -> Words:
    rule = next(rule for rule in x.scenario.policy.capacity_shares if rule.id == name)
    part = {"payee": "paid to ", "silicon": "on silicon of ", "stack": "on ", "class": "of class "}.get(rule.of, "")
    spoken = {"payee": x.names.vendor, "silicon": x.names.vendor, "stack": x.names.stack}.get(rule.of, str)
    whose = "on proprietary stacks" if rule.of == "proprietary" else part + ", ".join(map(spoken, rule.names))
    among = f" among {', '.join(rule.among)}" if rule.among else ""
    what = "work served" if rule.measure == "served" else "accelerators"
    return Words("capacity_share", f"share {name} of {what}{among} {whose}", t, rule.max_share, "accelerators")


def _mix(*, is_least: bool) -> Callable[..., Words]:
    """Words of a limit on the mix of contracts: the most, or the least, of the part."""

    def said(x: Instance, name: str, span: int, _: int) -> Words:
        rule = next(rule for rule in x.scenario.policy.contract_mix if rule.id == name)
        when = f"in fiscal year {span}" if rule.per == "fiscal_year" else "over the horizon"
        subject = f"{'least' if is_least else 'largest'} share of mix {name} ({mix_words(rule)}), {when}"
        is_value = rule.measure == "value"
        share = (rule.min_share if is_least else rule.max_share) or 0.0
        unit, scale = ("USD", KUSD) if is_value else ("accelerators", 1.0)
        return Words("contract_mix", subject, None, share, unit, scale)

    return said


def _term(x: Instance, name: str, _: int) -> Words:
    offer = next(o for o in x.scenario.offers if o.id == name)
    subject = f"longest term of {so_many_months(x.scenario.policy.max_term_months or 0)}"
    return Words("term", subject, None, 0.0, f"packs of {name} ({so_many_months(offer.term_months or 0)})")


def _commitment(x: Instance, name: str, t: int, *_: Any) -> Words:
    c = commitments_of(x)[name]
    return Words("commitment", f"commitment {c.name or name} on offer", t, c.max_usd_per_hour or 0.0, "USD/h")


def _commitment_term(x: Instance, name: str, _: int) -> Words:
    c, most = commitments_of(x)[name], x.scenario.policy.max_term_months
    unit = f"USD/h of commitment {c.name or name} ({so_many_months(c.term_months)})"
    return Words("term", f"longest term of {so_many_months(most or 0)}", None, 0.0, unit)


def _exposure(x: Instance, t: int, *_: Any) -> Words:
    limit = x.scenario.policy.exposure
    return Words("exposure", "commitment exposure", t, limit.max_usd if limit else 0.0, "USD", USD_PER_ROW_UNIT)


def _carbon(x: Instance, name: str, span: int, _: int) -> Words:
    limit = next(limit for limit in x.scenario.policy.carbon if limit.id == name)
    where = f" at {', '.join(map(x.names.site, limit.sites))}" if limit.sites else ""
    when = {"period": "per period", "fiscal_year": f"in fiscal year {span}", "horizon": "over the horizon"}[limit.per]
    period = span if limit.per == "period" else None
    return Words("carbon", f"carbon {name}{where} {when}", period, limit.max_kg, "kg CO2e", kg_per_row_unit(limit))


def _group_most(x: Instance, name: str, t: int, *_: Any) -> Words:
    g = next(g for g in x.scenario.policy.groups if g.id == name)
    return Words("group", f"most accelerators of group {name}", t, g.max_accelerators or 0.0, "accelerators")


def _group_least(x: Instance, name: str, t: int, *_: Any) -> Words:
    g = next(g for g in x.scenario.policy.groups if g.id == name)
    return Words("group", f"least accelerators of group {name}", t, g.min_accelerators or 0.0, "accelerators")


def _supply(x: Instance, name: str, u: int, *_: Any) -> Words:
    offer = next(o for o in x.scenario.offers if o.id == name)
    return Words("supply", f"packs of {name} ordered per period", u, offer.max_packs_per_period or 0.0, "packs")


def _supply_total(x: Instance, name: str, *_: Any) -> Words:
    offer = next(o for o in x.scenario.offers if o.id == name)
    return Words("supply", f"packs of {name} over the horizon", None, offer.max_packs or 0.0, "packs")


def _quota(x: Instance, name: str, t: int, *_: Any) -> Words:
    offer = next(o for o in x.scenario.offers if o.id == name)
    if name in x.endpoints:
        tokens = x.endpoints[name].quota_tokens_per_minute or 0.0
        return Words("supply", f"quota of {x.names.offer(name)}", t, tokens, "tokens/min", UNIT_TOKENS)
    return Words("supply", f"quota of {name}", t, offer.quota_packs or 0.0, "packs")


def _few(x: Instance, kind: str, _: int) -> Words:
    return Words("simplicity", f"number of {kind}", None, float(x.census[kind].most), kind)


def _window(x: Instance, name: str, u: int, _: int) -> Words:
    limit = next(limit for limit in x.scenario.policy.supplies if limit.id == name)
    span = f"in any {so_many_months(limit.months)}" if limit.months else "in its months"
    return Words("supplies", f"supply {name}: accelerators ordered {span}", u, limit.max_accelerators, "accelerators")


def _export(x: Instance, name: str, t: int, *_: Any) -> Words:
    limit = next(limit for limit in x.scenario.policy.exports if limit.id == name)
    subject = f"export {name}: accelerators under the law of {', '.join(limit.jurisdictions)}"
    return Words("exports", subject, t, limit.max_accelerators, "accelerators")


def _quota_limit(x: Instance, name: str, *key: int) -> Words:
    limit = next(limit for limit in x.scenario.policy.quotas if limit.id == name)
    what = "running at once, dated blocks included," if "dated" in limit.modes else "rented at once,"
    subject = f"quota {name}: accelerators {what} or counted on for headroom"
    return Words("quotas", subject, key[-3], limit.max_accelerators, "accelerators")


def _least_order(x: Instance, name: str, u: int, _: int) -> Words:
    least = least_packs(x.scenario.policy, next(o for o in x.scenario.offers if o.id == name))
    return Words("slivers", f"least order of {name}", u, float(least), "packs")


def _storage(x: Instance, site: str, t: int, *_: Any) -> Words:
    return Words("gang", f"storage bandwidth at {x.names.site(site)}", t, x.sites[site].storage_cap_gbps or 0.0, "GB/s")


LIMITS: dict[str, Callable[..., Words]] = {
    "power_fits_site": _power,
    "racks_fit_site": _racks,
    "heat_fits_site": _heat,
    "floor_fits_site": _floor,
    "modules_fit_site": _modules,
    "spend_fits_budget": _budget,
    "vendor_share_is_kept": _share,
    "capacity_share_is_kept": _capacity_share,
    "term_fits_limit": _term,
    "commitments_fit_limit": _commitment,
    "commitment_term_fits_limit": _commitment_term,
    "commitment_is_bounded": _exposure,
    "contract_mix_fits_limit": _mix(is_least=False),
    "contract_mix_reaches_minimum": _mix(is_least=True),
    "carbon_fits_limit": _carbon,
    "group_fits_limit": _group_most,
    "group_reaches_minimum": _group_least,
    "orders_fit_supply": _supply,
    "orders_fit_total": _supply_total,
    "rent_fits_quota": _quota,
    "supply_fits_window": _window,
    "export_fits_limit": _export,
    **dict.fromkeys(("rent_keeps_quota", "calls_keep_quota"), _quota_limit),
    "storage_fits_site": _storage,
    **dict.fromkeys(("vendors_are_few", "sites_are_few", "contracts_are_few"), _few),
    "order_is_worthwhile": _least_order,
}
