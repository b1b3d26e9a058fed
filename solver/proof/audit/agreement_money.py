"""Money of enterprise agreements: what they take off, what is missing of what they promise, and what a plan says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from models.agreement import Agreement
from models.calendar import month_text
from models.plan import Plan
from solver.proof.audit.agreement_rows import YEAR, Year, committed, offers_of, years
from solver.proof.audit.bill import Bill
from solver.proof.audit.notes import Notes
from solver.proof.audit.offers import exact
from solver.proof.audit.state import State


class Account(NamedTuple):
    """A contract year of an agreement in force [USD], nominal: promised, charged by period, missing at its end."""

    terms: Agreement
    number: int
    year: Year
    committed: Decimal
    charged: dict[int, Decimal]

    def rebate(self, period: int) -> Decimal:
        """What the discount takes off the charges of a period."""
        return exact(self.terms.discount) * self.charged[period]

    @property
    def rebates(self) -> Decimal:
        """The same of all its periods."""
        return sum(map(self.rebate, self.charged), Decimal(0))

    @property
    def drawn(self) -> Decimal:
        """What draws the promise down."""
        return sum(self.charged.values(), Decimal(0)) - self.rebates

    @property
    def shortfall(self) -> Decimal:
        """What is missing."""
        return max(Decimal(0), self.committed - self.drawn)


def accounts(state: State, bill: Bill) -> list[Account]:
    """All contract years of agreements in force of which the horizon holds a period."""
    found, labels = [], state.facts.time.labels
    for terms in state.agreed.values():
        offers = offers_of(state.facts, terms)
        for n, year in enumerate(years(state.facts, terms), start=1):
            charged = {
                t: sum((bill.charged.get((offer, labels[t]), Decimal(0)) for offer in offers), Decimal(0))
                for t in year.periods
            }
            if charged:
                found.append(Account(terms, n, year, exact(committed(state.facts, terms, year)), charged))
    return found


def price_agreements(state: State, bill: Bill) -> None:
    """Rebates at the end of their period, what is missing at the end of the contract year, or of the horizon in it."""
    for account in accounts(state, bill):
        offers = [state.facts.offers[name].accelerator for name in offers_of(state.facts, account.terms)]
        with bill.paying_for(*offers, bucket=account.terms.bucket, of=("agreements", account.terms.id)):
            for t in account.charged:
                bill.at_end("agreement_rebate", t, -account.rebate(t))
            bill.at_end("shortfall", max(account.charged), account.shortfall)
        bill.pay(account.terms.id, -account.rebates)


def rebates_of(state: State, bill: Bill, role: Literal["payee", "silicon"]) -> Iterator[tuple[str, float]]:
    """(vendor, USD) that agreements take off what a payee is paid; makers of silicon count before it."""
    for terms in state.agreed.values() if role == "payee" else ():
        yield terms.vendor, float(bill.paid.get(terms.id, 0))


def cost_by_period(state: State, bill: Bill) -> dict[tuple[str, int], Decimal]:
    """By agreement and period: what is paid as missing, less what is taken off [USD]."""
    found: dict[tuple[str, int], Decimal] = {}
    for account in accounts(state, bill):
        for t in account.charged:
            found[account.terms.id, t] = -account.rebate(t)
        found[account.terms.id, max(account.charged)] += account.shortfall
    return found


def check_agreement_figures(plan: Plan, state: State, bill: Bill, notes: Notes) -> None:
    """`agreements` line by line."""
    own = {(account.terms.id, account.number): account for account in accounts(state, bill)}
    notes.once("agreements", ((row.agreement, row.year) for row in plan.agreements))
    for row in plan.agreements:
        where, account = f"agreements ({row.agreement}, year {row.year})", own.pop((row.agreement, row.year), None)
        if account is None:
            notes.sentences.append(f"{where}: it is not in force in such a year")
            continue
        notes.same(where, "vendor", row.vendor, account.terms.vendor)
        notes.same(where, "year_from", row.year_from, month_text(account.year.first))
        notes.same(where, "year_until", row.year_until, month_text(account.year.first + YEAR))
        notes.usd(where, "committed_usd", row.committed_usd, float(account.committed))
        notes.usd(where, "charged_usd", row.charged_usd, float(sum(account.charged.values(), Decimal(0))))
        notes.usd(where, "rebate_usd", row.rebate_usd, float(account.rebates))
        notes.usd(where, "drawn_usd", row.drawn_usd, float(account.drawn))
        notes.usd(where, "shortfall_usd", row.shortfall_usd, float(account.shortfall))
    for name, number in own:
        notes.sentences.append(f"agreements ({name}, year {number}): the row is missing")
