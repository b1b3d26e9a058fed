"""What is in use and costs money for it: sites where something stands or is rented, replicas, tools on stacks."""

from __future__ import annotations

from collections import defaultdict

from solver.answers.use import Use
from solver.program.build import Program
from solver.program.families.adoption import arcs_on
from solver.program.families.dispatch import load
from solver.program.families.edge import is_held_open
from solver.program.families.tooling import works_of

LEAST = 1e-6
"""Accelerators, and shares of demand, up to this are rounding: they put nothing in use."""


def open_what_is_used(program: Program) -> None:
    """Set `open` by what is in service and rented: the search may leave a site open in which nothing stands."""
    m, x = program.model, program.instance
    standing: dict[tuple[str, int], float] = defaultdict(float)
    rented: dict[tuple[str, int, int, int], float] = defaultdict(float)
    for (o, t, _), packs in m.in_service.items() if m.open else ():
        standing[x.copies[o].offer.site, t] += packs.value * x.copies[o].units
    for (o, t, b, k), packs in m.rent.items() if m.open else ():
        rented[x.copies[o].offer.site, t, b, k] += packs.value * x.copies[o].units
    for (site, t, k), is_open in m.open.items():
        most = standing[site, t] + max(rented[site, t, b, k] for b in range(len(x.blocks)))
        is_open.set_value(1.0 if most > LEAST else 0.0, skip_validation=True)


def tool_what_is_used(program: Program) -> None:
    """Set `kept` and `tooled` by what is held and served: the search may leave more of them."""
    m, x = program.model, program.instance
    blocks = range(len(x.blocks))
    for (r, t, k), kept in m.kept.items():
        held = max((m.hold[r, t, b, k].value for b in blocks if (r, t, b, k) in m.hold), default=0.0)
        busy = max(sum(c * decision.value for c, decision in load(m, x, r, t, b, k)) for b in blocks)
        kept.set_value(max(held, busy) / x.arcs[r][2].span, skip_validation=True)
    served = {(r, t, k) for (r, t, _, k), share in m.serve.items() if m.tooled and share.value > LEAST}
    for (family, stack, t, k), tooled in m.tooled.items():
        is_used = any((r, t, k) in served for i in works_of(x, family) for r in arcs_on(x, i, stack))
        tooled.set_value(float(is_used), skip_validation=True)


def is_in_use(use: Use, site: str, t: int) -> bool:
    """Whether anything of ours, today's fleet included, stands or is rented at a site in a period."""
    if is_held_open(use.x, use.x.sites[site], t):
        return True
    pools = [j for j, pool in enumerate(use.x.pools) if pool.site.id == site]
    return any(sum(use.there[j][t] + use.rented[j][t][b] for j in pools) > LEAST for b in range(len(use.x.blocks)))


def in_use_usd(use: Use, site: str, t: int) -> tuple[float, float]:
    """Telemetry and support of a site in a period [USD], nominal; nothing where it is not in use."""
    place, months = use.x.sites[site], use.x.M
    if not place.in_use_usd_per_month or not is_in_use(use, site, t):
        return 0.0, 0.0
    return place.telemetry_usd_per_month * months, place.support_usd_per_month * months


def site_lines(use: Use, site: str, t: int) -> dict[str, float]:
    """Lines of operating cost by site, of a site in a period by term [USD], nominal; nothing where it is not in use."""
    found: dict[str, float] = {}
    for line in use.x.scenario.policy.operating_costs:
        if line.driver == "site" and line.counts(site=site) and is_in_use(use, site, t):
            found[line.term] = found.get(line.term, 0.0) + line.usd * use.x.M
    return found


def tool_shares(use: Use, family: str, stack: str, t: int) -> dict[str, float]:
    """Part of the cost of tools of a model family on a stack by workload: by its busy hours there in the period."""
    x = use.x
    hours: dict[str, float] = defaultdict(float)
    for r in (r for i in works_of(x, family) for r in arcs_on(x, i, stack)):
        hours[x.arcs[r][2].workload.id] += use.hours[r][t]
    return {name: each / sum(hours.values()) for name, each in hours.items() if each}
