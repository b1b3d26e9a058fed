"""Which book, year and team bucket a payment belongs to, and what an order binds to pay when it is approved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pyomo.environ as pyo

from models.books import Budget
from models.costs import TERM, CostKind
from models.site import Site
from models.workload import Workload
from solver.program.endings import owed_after
from solver.program.entries import Entry
from solver.program.families.agreement import agreements_of
from solver.program.families.commitment import accelerators_of, commitments_of
from solver.program.families.commitment import hours as commitment_hours
from solver.program.families.expansion import modules_of, services
from solver.program.families.exposure import obligation
from solver.program.instance import Instance
from solver.program.scopes import BY_COPY, for_pilots, in_scope
from solver.sizing.commitments import windows as commitment_windows

NOT_A_PAYMENT = (
    *(
        "resale",
        "end_value",
        "holdings_end_value",
        "payments_past_horizon",
        "sla_penalty",
        "departure",
        "forgone_value",
    ),
)
"""Cost terms that no budget pays inside the horizon."""
BOUND_BY_ORDER = (
    *("hardware_purchase", "contract_upfront", "lease_payments", "reserve_payments", "site_expansion"),
    *("commitment_upfront", "commitment_payments"),
)
"""Cost terms that an order binds to pay: approved with it, all at once."""
OF_SITE = ("electricity", "space")
"""Cost terms of units that the bucket of their site pays."""


class Approval(NamedTuple):
    """What one unit of an order binds to pay, in the period in which it is placed."""

    decision: Any
    node: tuple[int, int]
    period: int
    kind: CostKind
    bucket: str | None
    is_for_pilots: bool
    usd: float


def kind_of(x: Instance, entry: Entry) -> CostKind:
    """The book of an entry: that of its term, but leases in the one of the accounting policy."""
    is_lease = entry.copy is not None and x.copies[entry.copy].offer.mode == "lease"
    if is_lease and entry.term in ("contract_upfront", "lease_payments"):
        return x.scenario.policy.finance.lease_book
    return TERM[entry.term].kind


def bucket_of(x: Instance, entry: Entry) -> str | None:
    """The team bucket that pays an entry; None where no record names one."""
    if entry.decision is None:
        return entry.bucket
    kind: str = entry.decision.parent_component().local_name
    key: tuple[Any, ...] = entry.decision.index()
    if kind in BY_COPY:
        return x.pools[x.copies[key[0]].pool].site.bucket if entry.term in OF_SITE else bucket_of_copy(x, key[0])
    if kind == "covered":
        return bucket_of_copy(x, key[1])
    if kind == "commit":
        return commitments_of(x)[key[0]].bucket
    if kind in ("rebate", "shortfall"):
        return agreements_of(x)[key[0]].bucket
    if kind in ("serve", "double", "launch", "kept"):
        arc = x.arcs[key[0]][2]
        payer: Site | Workload = arc.site if entry.term in OF_SITE else arc.workload
        return payer.bucket
    if kind in ("expand", "open"):
        return x.sites[str(key[0])].bucket
    if kind in ("port", "move"):
        return _of_workload(x, str(key[0]))
    return None


def bucket_of_copy(x: Instance, o: int) -> str | None:
    """The bucket of an offer, else that of the one workload which its dedicated units serve."""
    copy, pool = x.copies[o], x.pools[x.copies[o].pool]
    if copy.offer.bucket or not pool.is_dedicated:
        return copy.offer.bucket
    return _of_workload(x, pool.owner.rsplit("@", 1)[0])


def _of_workload(x: Instance, name: str) -> str | None:
    return next(w.bucket for w in x.scenario.workloads if w.id == name)


def counts(x: Instance, budget: Budget, entry: Entry) -> bool:
    """Whether a budget counts an entry when it is paid."""
    if entry.term in NOT_A_PAYMENT or (budget.falls == "approval" and entry.term in BOUND_BY_ORDER):
        return False
    if budget.kind not in ("total", kind_of(x, entry)) or not in_scope(x, budget.scope, entry):
        return False
    if budget.buckets and bucket_of(x, entry) not in budget.buckets:
        return False
    return budget.fiscal_year in (None, fiscal_year(x, month_paid(x, entry)))


def counts_approval(x: Instance, budget: Budget, approval: Approval) -> bool:
    """Whether a budget counts what an order binds to pay when it is placed."""
    if budget.falls != "approval" or budget.kind not in ("total", approval.kind):
        return False
    if budget.scope != "all" and approval.is_for_pilots is not (budget.scope == "pilots"):
        return False
    if budget.buckets and approval.bucket not in budget.buckets:
        return False
    return budget.fiscal_year in (None, fiscal_year(x, x.scenario.horizon.period_start(approval.period)))


def approvals(m: pyo.ConcreteModel, x: Instance) -> Iterator[Approval]:
    """What every order of an offer, renewal, order of a module of a site and commitment binds to pay."""
    leases = x.scenario.policy.finance.lease_book
    books: dict[str, CostKind] = {"buy": "capex", "lease": leases, "reserve": "opex", "dated": "opex"}
    for (o, u, n), order in m.order.items():
        copy, (s, e) = x.copies[o], x.copies[o].windows[u]
        usd, pilots = obligation(x, copy.offer, s, e), for_pilots([x.pools[copy.pool].accelerator])
        yield Approval(order, (n, u), u, books[copy.offer.mode], bucket_of_copy(x, o), pilots, usd)
    for (o, u, f, n), extend in m.extend.items():
        copy, way = x.copies[o], x.endings[o, u][f]
        if way.kind != "renewal":
            continue
        usd, pilots = owed_after(x, copy.offer, way, way.period - 1), for_pilots([x.pools[copy.pool].accelerator])
        node, kind = (n, way.period), books[copy.offer.mode]
        yield Approval(extend, node, way.period, kind, bucket_of_copy(x, o), pilots, usd)
    for (site, module), terms in modules_of(x).items():
        for u in services(x, terms):
            for n in x.tree.nodes(u):
                expand = m.expand[site, module, u, n]
                yield Approval(expand, (n, u), u, "capex", x.sites[site].bucket, False, terms.upfront_usd)
    for (name, u, n), commit in m.commit.items():
        c = commitments_of(x)[name]
        s, e = commitment_windows(x.scenario, c)[u]
        pilots = for_pilots(accelerators_of(x, c))
        yield Approval(commit, (n, u), u, "opex", c.bucket, pilots, commitment_hours(x, s, e))


def month_paid(x: Instance, entry: Entry) -> int:
    """Month number in which an entry is paid: the first of its period, or the last."""
    return x.scenario.horizon.period_start(entry.period) + (0 if entry.is_at_start else x.M - 1)


def counts_year(x: Instance, year: int, t: int) -> bool:
    """Whether a payment of period t, at its start or end, falls into a fiscal year."""
    start = x.scenario.horizon.period_start(t)
    return year in (fiscal_year(x, start), fiscal_year(x, start + x.M - 1))


def fiscal_year(x: Instance, month: int) -> int:
    """Fiscal year of a month number, named after the calendar year it starts in."""
    return (month - (x.scenario.policy.finance.fiscal_year_start - 1)) // 12
