"""Receipts of a plan: every payment with what it is for, as the audit prices it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, localcontext

from models.costs import CostKind
from models.packs.receipt import Receipt
from models.plan import Plan
from models.scenario import Scenario
from solver.proof.audit.auditor import PRECISION, Auditor
from solver.proof.audit.bill import Payment, Record
from solver.proof.audit.facts import Facts
from solver.proof.audit.timeline import fiscal_year

Key = tuple[int, CostKind, str | None, str, str, Record]


def receipts_of(planned: Scenario, case_id: str, plan: Plan) -> tuple[Receipt, ...]:
    """Payments inside the horizon by fiscal year, book, bucket, period, cost term and record; they add to `books`.

    Parameters
    ----------
    planned: the scenario as it was planned: in its case, with what is firm of an earlier plan.
    """
    auditor = Auditor(planned, case_id)
    bill, facts = auditor.examine(plan).bill, auditor.facts
    with localcontext(prec=PRECISION):
        paid, used = _summed(facts, bill.payments), _summed(facts, bill.used)
    return tuple(_receipts(paid, used))


def _summed(facts: Facts, payments: Iterable[Payment]) -> dict[Key, Decimal]:
    found: dict[Key, Decimal] = {}
    time, first = facts.time, facts.policy.finance.fiscal_year_start
    for each in payments:
        period = time.labels[(each.month - time.starts[0]) // time.months]
        key = fiscal_year(each.month, first), each.kind, each.bucket, period, each.term, each.of
        found[key] = found.get(key, Decimal(0)) + each.usd
    return found


def _receipts(paid: dict[Key, Decimal], used: dict[Key, Decimal]) -> Iterator[Receipt]:
    for key in sorted({*paid, *used}, key=lambda key: (key[3], key[4], key[5], key[0], key[1], key[2] or "")):
        year, kind, bucket, period, term, of = key
        usd = paid.get(key, Decimal(0)), used.get(key, Decimal(0))
        if any(usd):
            yield Receipt(year, kind, bucket, period, term, *of, *usd)
