"""Money of tokens: what work costs that endpoints of managed inference serve or run double."""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from solver.program.entries import Entry, at_end
from solver.program.instance import Instance


def tokens(m: pyo.ConcreteModel, x: Instance) -> Iterator[Entry]:
    """The price of the tokens of all work of a block, by the share of it that an endpoint does."""
    paid = {r: usd_per_unit(x, r) for r, (_, _, arc) in enumerate(x.arcs) if arc.accelerator.is_managed}
    for done in (m.serve, m.double) if paid else ():
        for (r, t, b, k), share in done.items():
            if r in paid:
                i, j, arc = x.arcs[r]
                usd, (copy,) = paid[r] * x.volumes.units(i, t, b, k), x.copies_of_pool[j]
                basis = x.endpoints[arc.accelerator.id].evidence
                yield at_end(x, "managed_inference", t, share, usd, basis, case=k, copy=copy)


def usd_per_unit(x: Instance, r: int) -> float:
    """Price of the tokens of a unit of work on an arc [USD]; 0 on accelerators."""
    arc = x.arcs[r][2]
    endpoint = x.endpoints.get(arc.accelerator.id)
    return endpoint.usd_per_unit(arc.workload.profile) if endpoint else 0.0
