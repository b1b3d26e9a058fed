"""Rows in the user's words: which limit a row states, where, when, how much is allowed, in which unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.units import counted_thing
from solver.program.contingencies import covered, speaks_of
from solver.program.elements import Work
from solver.program.families.budget import USD_PER_ROW_UNIT
from solver.program.families.carbon import kg_per_row_unit
from solver.program.families.expansion import modules_of
from solver.program.families.vendor_share import ROW_UNIT
from solver.program.gangs import must_have_started
from solver.program.instance import Instance
from solver.program.peaks import fewest_replicas
from solver.sizing.porting import capacity, quarters

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Words:
    """A user-level limit behind a row."""

    family: str
    subject: str
    """The limit without its time, e.g. `power at frankfurt`."""
    period: int | None
    """None: the whole horizon."""
    allowed: float
    """The limit as the user wrote it."""
    unit: str
    scale: float = 1.0
    """Unit per unit of the row's slack."""


def _said(x: Instance, work: Work) -> str:
    """A workload with the place of its users."""
    return f"{x.names.workload(work.workload.id)} in {x.names.geography(work.geography)}"


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
    whose = "" if b.scope == "all" else f" of {b.scope}"
    return Words("budget", f"{b.kind} budget {name}{whose}{when}", None, b.max_usd, "USD", USD_PER_ROW_UNIT)


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


def _term(x: Instance, name: str, _: int) -> Words:
    offer = next(o for o in x.scenario.offers if o.id == name)
    subject = f"longest term of {x.scenario.policy.max_term_months} months"
    return Words("term", subject, None, 0.0, f"packs of {name} ({offer.term_months} months)")


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
    return Words("supply", f"quota of {name}", t, offer.quota_packs or 0.0, "packs")


def _stacks(x: Instance, workload: str, *_: Any) -> Words:
    most = x.scenario.policy.max_stacks_per_workload or 0
    return Words("adoption", f"stacks of {x.names.workload(workload)}", None, float(most), "stacks")


def _unproven(of: str, what: str) -> Callable[..., Words]:
    """Words of a limit on unproven silicon; `of` vendor or class, `what` is limited."""

    def said(x: Instance, i: int, name: str, t: int, *_: Any) -> Words:
        work, share = x.works[i], x.scenario.policy.maturity.unvalidated_share or 0.0
        where = f"silicon of {x.names.vendor(name)}" if of == "vendor" else f"{name} accelerators"
        subject = f"{what} of {_said(x, work)} on unproven {where}"
        return Words("maturity", subject, t, share, "share")

    return said


def _engineers(x: Instance, q: int, *_: Any) -> Words:
    spans = quarters(x.scenario)
    months = len(spans[0]) * x.M
    name = f"porting engineers per {'quarter' if months == 3 else f'{months} months'}"
    return Words("porting", name, spans[q].start, capacity(x.scenario, spans[q]) or 0.0, "engineer-months")


def _few(x: Instance, kind: str, _: int) -> Words:
    return Words("simplicity", f"number of {kind}", None, float(x.census[kind].most), kind)


def _pools(x: Instance, i: int, _: int) -> Words:
    work, most = x.works[i], x.scenario.policy.simplicity.max_pools_per_workload or 0
    subject = f"number of pools of {_said(x, work)}"
    return Words("simplicity", subject, None, float(most), "pools")


def _least_order(x: Instance, name: str, u: int, _: int) -> Words:
    least = x.scenario.policy.simplicity.min_order_packs or 0
    return Words("slivers", f"least order of {name}", u, float(least), "packs")


def _least_share(x: Instance, r: int, t: int, _: int) -> Words:
    work, least = x.works[x.arcs[r][0]], x.scenario.policy.simplicity.min_share or 0.0
    subject = f"least share of {_said(x, work)} in a pool"
    return Words("slivers", subject, t, least, "of the demand")


def _demand(x: Instance, i: int, t: int, b: int, k: int) -> Words:
    work, level = x.works[i], x.demand[k][i][t][b]
    return Words("dispatch", f"demand of {_said(x, work)}", t, level, work.workload.service_unit, level)


def _work(x: Instance, i: int, t: int, k: int) -> Words:
    """Undone work of a period, measured against all that may be done in it."""
    work = x.works[i]
    units, thing = x.volumes.workable(i, t, k), counted_thing(work.workload.service_unit)
    return Words("dispatch", f"work of {_said(x, work)}", t, units, thing, units)


def _wait(x: Instance, i: int, t: int, _: int) -> Words:
    work = x.works[i]
    subject = f"longest wait of {_said(x, work)}"
    return Words("deferrable", subject, t, 1.0, "of what may wait")


def _runs(x: Instance, i: int, t: int, k: int) -> Words:
    """Runs that must have started by the end of a period."""
    work, due = x.works[i], must_have_started(x, i, t, k)
    return Words("dispatch", f"runs of {_said(x, work)}", t, float(due), "runs")


def _start(x: Instance, i: int, t: int, k: int) -> Words:
    """Runs that may wait until a later period, of those due by the end of this one."""
    work, due = x.works[i], sum(x.volumes.runs_due[i, k][: t + 1])
    subject = f"longest wait for runs of {_said(x, work)}"
    return Words("gang", subject, t, float(due - must_have_started(x, i, t, k)), "runs")


def _storage(x: Instance, site: str, t: int, *_: Any) -> Words:
    return Words("gang", f"storage bandwidth at {x.names.site(site)}", t, x.sites[site].storage_cap_gbps or 0.0, "GB/s")


def _headroom(x: Instance, i: int, t: int, b: int, k: int) -> Words:
    work, need = x.works[i], x.peak_need[k][i][t][b]
    return Words("adequacy", f"headroom of {_said(x, work)}", t, need, work.workload.service_unit, need)


def _replicas_for_peak(x: Instance, i: int, t: int, b: int, k: int) -> Words:
    work = x.works[i]
    fewest = float(fewest_replicas(x, i, t, b, k))
    return Words("adequacy", f"headroom of {_said(x, work)} in whole replicas", t, fewest, "replicas")


def _replicas(x: Instance, i: int, t: int, *_: Any) -> Words:
    work = x.works[i]
    subject = f"least replicas of {_said(x, work)} at peaks"
    return Words("replicas", subject, t, float(work.workload.min_replicas or 0), "replicas")


def kept_subject(x: Instance, rule: str, n: int, i: int) -> str:
    """A rule of redundancy with the loss and the work it is about."""
    work, loss = x.works[i], x.contingencies[n]
    lost = f"{loss.lose} {(x.names.site if loss.lose == 'site' else x.names.vendor)(loss.lost)}"
    return f"redundancy {rule}: without {lost}, peak of {_said(x, work)} kept"


def _redundancy(x: Instance, n: int, i: int, t: int, *_: int) -> Words:
    c = x.contingencies[n]
    keep = c.keep[i, t]
    rule = next(
        rule
        for rule in x.scenario.policy.redundancy
        if rule.keep == keep and speaks_of(rule, c.lose, c.lost) and (i, t) in covered(x, rule)
    )
    return Words("redundancy", kept_subject(x, rule.id, n, i), t, keep, "of the peak", keep)


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
    "commitment_is_bounded": _exposure,
    "carbon_fits_limit": _carbon,
    "group_fits_limit": _group_most,
    "group_reaches_minimum": _group_least,
    "orders_fit_supply": _supply,
    "orders_fit_total": _supply_total,
    "rent_fits_quota": _quota,
    "stacks_are_few": _stacks,
    "deadline_is_kept": _wait,
    "runs_start_in_time": _start,
    "storage_fits_site": _storage,
    "unproven_vendor_is_capped": _unproven("vendor", "share"),
    "unproven_class_is_capped": _unproven("class", "share"),
    "unproven_vendor_hold_is_capped": _unproven("vendor", "headroom"),
    "unproven_class_hold_is_capped": _unproven("class", "headroom"),
    "ports_fit_engineers": _engineers,
    "replicas_are_enough": _replicas,
    **dict.fromkeys(("vendors_are_few", "sites_are_few", "contracts_are_few"), _few),
    "pools_are_few": _pools,
    "order_is_worthwhile": _least_order,
    "share_is_worthwhile": _least_share,
}
"""Rows that state a limit of the user."""

SERVICE: dict[str, Callable[..., Words]] = {
    "demand_is_met": _demand,
    "work_is_done": _work,
    "runs_are_started": _runs,
    "headroom_is_held": _headroom,
    "peak_is_carried": _headroom,
    "loss_is_covered": _redundancy,
    "peak_takes_replicas": _replicas_for_peak,
}
"""Rows that state what must be served, also when something is lost."""


def words(x: Instance, row: str, key: Key) -> Words:
    """A row of `LIMITS` or `SERVICE` in the user's words."""
    return {**LIMITS, **SERVICE}[row](x, *key)


def when(x: Instance, period: int | None) -> str | None:
    """First month of a period; None for the horizon."""
    return None if period is None else x.scenario.horizon.label(period)
