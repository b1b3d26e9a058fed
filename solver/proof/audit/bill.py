"""A bill: payments by cost term and period, nominal and discounted, in decimal arithmetic, and as budgets see them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import NamedTuple

from models.costs import COST_TERMS, TERM, CostKind
from models.hardware import Accelerator
from solver.proof.audit.facts import Facts

CONSTANT_TERMS = frozenset(term.name for term in COST_TERMS if term.is_constant)
OUTSIDE_BUDGETS = frozenset(
    ("resale", "end_value", "holdings_end_value", "payments_past_horizon", "sla_penalty", "departure", "forgone_value")
)
CHARGED = frozenset({"contract_upfront", "lease_payments", "reserve_payments", "usage_payments", "on_demand", "spot"})
"""Terms of what offers are charged that agreements take a discount off."""
Entry = tuple[str, str | None]
"""A cost term and the first month of a period; None for the end of the horizon and beyond."""
Record = tuple[str, str]
"""What a payment is for: a collection of the scenario and the id of a record in it."""
NOTHING: Record = ("", "")
"""A payment for no one record."""


class Payment(NamedTuple):
    """A nominal payment as budgets see it: in the month it falls into, upfront in full."""

    month: int
    kind: CostKind
    usd: Decimal
    is_pilot: bool = False
    """Whether it is paid for a pilot accelerator."""
    bucket: str | None = None
    """Team bucket that pays."""
    term: str = ""
    of: Record = NOTHING
    """What is paid for."""


class Bill:
    """Money of a set of decisions: `nominal`, `discounted` by entry, `dated` nominal by months from the start,
    `payments` for budgets, `used` what was paid ahead for contracts by the periods that they serve, `paid` by offer,
    commitment and agreement, `charged` by offer and first month of the period, before discounts of agreements [USD]."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.nominal: dict[Entry, Decimal] = {}
        self.discounted: dict[Entry, Decimal] = {}
        self.dated: dict[int, Decimal] = {}
        self.payments: list[Payment] = []
        self.used: list[Payment] = []
        self.paid: dict[str, Decimal] = {}
        self.charged: dict[tuple[str, str], Decimal] = {}
        self.constant_lines = Decimal(0)
        """Discounted part of lines of operating cost that no decision changes [USD]."""
        self._of = NOTHING
        self._is_pilot = False
        self._bucket: str | None = None
        self._is_lease = False

    @contextmanager
    def paying_for(
        self, *accelerators: Accelerator, bucket: str | None = None, is_lease: bool = False, of: Record = NOTHING
    ) -> Iterator[None]:
        """Payments booked inside are for these accelerators, for pilots where there are any and all of them are; by a
        team bucket; under a lease or not; of a record."""
        before = self._is_pilot, self._bucket, self._is_lease, self._of
        self._is_pilot = bool(accelerators) and all(chip.is_pilot for chip in accelerators)
        self._bucket, self._is_lease, self._of = bucket, is_lease, of
        yield
        self._is_pilot, self._bucket, self._is_lease, self._of = before

    def at_start(self, term: str, period: int, usd: Decimal, budgeted: Decimal | None = None) -> None:
        """Books a payment at the start of a period; budgets may see another amount."""
        time = self.facts.time
        self._book((term, time.labels[period]), usd, period * time.months)
        self._budget(term, time.starts[period], usd if budgeted is None else budgeted)

    def at_end(self, term: str, period: int, usd: Decimal) -> None:
        """Books a payment at the end of a period."""
        if usd:
            time = self.facts.time
            self._book((term, time.labels[period]), usd, (period + 1) * time.months)
            self._budget(term, time.starts[period] + time.months - 1, usd)

    def use(self, term: str, period: int, usd: Decimal) -> None:
        """Notes the part of what is paid ahead that a period uses up; no payment."""
        self.used.append(self._payment(term, self.facts.time.starts[period], usd))

    def past(self, term: str, month: int, usd: Decimal) -> None:
        """Books an amount at the end of the horizon or later, `month` months after the plan's start."""
        self._book((term, None), usd, month)

    def pay(self, offer: str, usd: Decimal) -> None:
        """Adds to what an offer, or a commitment, is paid inside the horizon, for vendor shares."""
        self.paid[offer] = self.paid.get(offer, Decimal(0)) + usd

    def totals(self) -> tuple[Decimal, Decimal, Decimal]:
        """Nominal total, discounted total, and the constant part of the latter [USD]."""
        constant = sum((usd for (term, _), usd in self.discounted.items() if term in CONSTANT_TERMS), Decimal(0))
        nominal, discounted = (sum(by.values(), Decimal(0)) for by in (self.nominal, self.discounted))
        return nominal, discounted, constant + self.constant_lines

    def _book(self, entry: Entry, usd: Decimal, month: int) -> None:
        self.nominal[entry] = self.nominal.get(entry, Decimal(0)) + usd
        self.dated[month] = self.dated.get(month, Decimal(0)) + usd
        if self._of[0] == "offers" and entry[1] is not None and entry[0] in CHARGED:
            key = self._of[1], entry[1]
            self.charged[key] = self.charged.get(key, Decimal(0)) + usd
        present = usd * self.facts.discount(month)
        self.discounted[entry] = self.discounted.get(entry, Decimal(0)) + present

    def _budget(self, term: str, month: int, usd: Decimal) -> None:
        if term not in OUTSIDE_BUDGETS:
            self.payments.append(self._payment(term, month, usd))

    def _payment(self, term: str, month: int, usd: Decimal) -> Payment:
        is_lease = self._is_lease and term in ("contract_upfront", "lease_payments")
        kind = self.facts.policy.finance.lease_book if is_lease else TERM[term].kind
        return Payment(month, kind, usd, self._is_pilot, self._bucket, term, self._of)
