"""Money of sites: modules that make room, telemetry and support of those in use."""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from solver.program.entries import Entry, at_end
from solver.program.families.expansion import modules_of, payments
from solver.program.instance import Instance


def sites(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """Modules of sites; telemetry and support of sites in use, which are constants where a holding stands."""
    modules = modules_of(x)
    for (name, module, u, n), expand in m.expand.items():
        basis = modules[name, module].evidence
        for term, t, is_at_start, usd in payments(x, modules[name, module], u):
            paid, then = 0.0 if term == "end_value" else usd, x.discount(min(t + (not is_at_start), x.T) * x.M)
            yield Entry(term, t, is_at_start, expand, (n, u), None, usd, usd * then, paid, None, basis)
    for (name, t, k), is_open in m.open.items():
        site = x.sites[name]
        for term, usd in (
            ("site_telemetry", site.telemetry_usd_per_month),
            ("site_support", site.support_usd_per_month),
        ):
            yield at_end(x, term, t, is_open, usd * x.M, site.evidence, case=k)
