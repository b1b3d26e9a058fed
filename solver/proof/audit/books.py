"""Finance's own books: which year, book and team bucket pays or approves, budgets on that, and what a plan states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from models.books import BookLine, Budget, ExchangeRate
from models.calendar import month_text
from models.costs import CostKind
from models.plan import Plan
from solver.proof.audit.bill import Bill, Payment
from solver.proof.audit.commitment_money import covered_accelerators, payments_of
from solver.proof.audit.commitment_rows import signatures
from solver.proof.audit.expansion_rows import enlargements
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.limit_rows import WHOLE_HORIZON, outstanding
from solver.proof.audit.money import bucket_of
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import exact
from solver.proof.audit.state import State
from solver.proof.audit.timeline import fiscal_year
from solver.proof.audit.ways import later_usd

BOUND_BY_ORDER = frozenset(
    {"hardware_purchase", "contract_upfront", "lease_payments", "reserve_payments", "site_expansion"}
    | {"commitment_upfront", "commitment_payments"}
)
"""Terms of payments that are approved with the order, all at once."""
Book = tuple[int, CostKind, str]
"""A fiscal year, `capex` or `opex`, and a bucket; an empty one for none."""


def check_budgets(state: State, bill: Bill, ledger: Ledger) -> None:
    """`spend_fits_budget` of every budget."""
    approved = list(_approved(state, bill))
    for budget in state.facts.policy.budgets:
        _check(state, approved if budget.falls == "approval" else bill.payments, budget, ledger)


def _check(state: State, payments: list[Payment], budget: Budget, ledger: Ledger) -> None:
    start = state.facts.policy.finance.fiscal_year_start
    time, wanted = state.facts.time, budget.fiscal_year
    amounts = [
        float(payment.usd)
        for payment in payments
        if budget.kind in ("total", payment.kind) and (wanted is None or fiscal_year(payment.month, start) == wanted)
        if budget.scope == "all" or payment.is_pilot is (budget.scope == "pilots")
        if not budget.buckets or payment.bucket in budget.buckets
    ]
    where = (f"budget {budget.id}", "horizon" if wanted is None else f"fiscal year {wanted}")
    ledger.at_most("spend_fits_budget", where, amounts, [budget.max_usd], "USD")
    labels = [
        label
        for label, first in zip(time.labels, time.starts, strict=True)
        if any(fiscal_year(m, start) == wanted for m in range(first, first + time.months))
    ]
    ledger.limit("spend_fits_budget", budget.id, WHOLE_HORIZON.union(labels), sum(amounts), budget.max_usd)


def _approved(state: State, bill: Bill) -> Iterator[Payment]:
    """What orders bind to pay, when they are placed; all other payments when they are made."""
    yield from (payment for payment in bill.payments if payment.term not in BOUND_BY_ORDER)
    time, leases = state.facts.time, state.facts.policy.finance.lease_book
    books: dict[str, CostKind] = {"buy": "capex", "lease": leases, "reserve": "opex", "dated": "opex"}
    for copy in state.copies.values():
        for u in copy.ordered:
            usd = copy.priced(u) * outstanding(copy.terms, u)
            is_pilot = copy.terms.accelerator.is_pilot
            yield Payment(time.starts[u], books[copy.terms.offer.mode], usd, is_pilot, bucket_of(state, copy))
        for way, packs in (part for u in copy.ended for part in copy.ended[u].items() if part[0].kind == "renewal"):
            usd = exact(packs) * sum((later_usd(copy.terms, way, p) for p in range(way.turn, way.end)), Decimal(0))
            yield Payment(
                time.starts[way.turn],
                books[copy.terms.offer.mode],
                usd,
                copy.terms.accelerator.is_pilot,
                bucket_of(state, copy),
            )
    for order in enlargements(state):
        usd, bucket = exact(order.number) * exact(order.module.upfront_usd), state.facts.sites[order.site].bucket
        yield Payment(time.starts[order.placed], "capex", usd, bucket=bucket)
    for s in signatures(state):
        is_pilot = all(chip.is_pilot for chip in covered_accelerators(state.facts, s.terms))
        yield Payment(time.starts[s.placed], "opex", payments_of(state, s).in_all, is_pilot, s.terms.bucket)


def _rate(rates: Sequence[ExchangeRate], month: str) -> float:
    """The newest rate that is not younger than a month, else the oldest of all [USD per unit]."""
    dated = sorted((rate.first, rate.usd_per_unit) for rate in rates)
    return [usd for first, usd in dated if first <= month or first == dated[0][0]][-1]


def check_book_figures(plan: Plan, state: State, bill: Bill, notes: Notes) -> None:
    """`books` line by line."""
    policy = state.facts.policy
    is_shown = policy.finance.display_currency is not None
    notes.same("plan", "display_currency", plan.display_currency, policy.finance.display_currency)
    own: dict[Book, list[Decimal]] = {}
    for payments, n in ((bill.payments, 0), (list(_approved(state, bill)), 1)):
        for payment in payments:
            year = fiscal_year(payment.month, policy.finance.fiscal_year_start)
            line = own.setdefault((year, payment.kind, payment.bucket or ""), [Decimal(0)] * 3)
            line[n] += payment.usd
            rate = exact(_rate(policy.exchange_rates, month_text(payment.month))) if is_shown else Decimal(1)
            line[2] += Decimal(0) if n else payment.usd / rate
    stated: dict[Book, BookLine] = {(row.fiscal_year, row.kind, row.bucket or ""): row for row in plan.books}
    notes.once("books", ((row.fiscal_year, row.kind, row.bucket) for row in plan.books))
    for book in sorted(own.keys() | stated.keys()):
        row, (paid, approved, shown) = stated.get(book), own.get(book, [Decimal(0)] * 3)
        where = f"books ({', '.join(map(str, book))})"
        notes.usd(where, "paid_usd", row.paid_usd if row else 0.0, float(paid))
        notes.usd(where, "approved_usd", row.approved_usd if row else 0.0, float(approved))
        if is_shown:
            notes.usd(where, "paid_display", (row.paid_display or 0.0) if row else 0.0, float(shown))
        elif row is not None:
            notes.same(where, "paid_display", row.paid_display, None)
