"""What the board paper asks for: what is to be approved by when, and what is paid in which year."""

from __future__ import annotations

from typing import Literal

from models.base import Amount, Model, Month, Text
from models.evidence import Day

DueKind = Literal["order", "commitment", "agreement", "module", "port"]
"""`order`: accelerators; `commitment`: a spend commitment; `agreement`: an enterprise agreement; `module`: of a site;
`port`: of a workload to another stack."""


class Due(Model):
    """Something to be approved, as it is signed."""

    kind: DueKind
    """What is signed."""
    what: Text
    """The same in words, with its amount and unit."""
    payee: Text = ""
    """Who is paid; empty: the plan names nobody."""
    by: Month
    """Month by which it is to be ordered or signed."""
    starts: Month | None = None
    """First month in service or in force; null: the plan names none."""
    price_until: Day | None = None
    """Last day of the price it rests on; null: none is stated."""
    cost_usd: float
    """Payments inside the horizon [USD]: nominal; of orders of a plan for all cases after its first review
    discounted, as its tranches state them."""
    accelerators: Amount = 0.0
    """Accelerators ordered; 0 of all else."""


class Approvals(Model):
    """What is to be approved before the next review, and what comes after it."""

    review: Month
    """The next review."""
    now: tuple[Due, ...]
    """What is due before it, by month, the dearest first."""
    later: tuple[Due, ...]
    """Orders due at it or later whatever happens, likewise."""
    besides: tuple[Due, ...] = ()
    """Commitments, agreements, modules and ports due then, in the case of the plan, likewise."""
    waiting: tuple[Due, ...] = ()
    """Orders that wait for a signal, likewise."""


class CashYear(Model):
    """Payments of a fiscal year."""

    fiscal_year: int
    """Fiscal year, named after the calendar year it starts in."""
    capex_usd: float
    """Paid in the book capex [USD], nominal."""
    opex_usd: float
    """Paid in the book opex [USD], nominal."""
    approved_usd: float
    """All that what is ordered in the year binds to pay, and other payments [USD], nominal."""

    @property
    def paid_usd(self) -> float:
        """Paid in all [USD]."""
        return self.capex_usd + self.opex_usd
