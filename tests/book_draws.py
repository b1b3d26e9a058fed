"""Budgets in finance's own books for random scenarios, drawn apart from all else."""

from __future__ import annotations

from random import Random

from models.books import BookLine, Budget
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.program.kit import EXACT

BUCKETS = (None, "research", "platform")


def with_books(given: Scenario, rng: Random) -> Scenario:
    """The scenario with team buckets and leases in either book, and a budget below what its best plan spends of one."""
    finance = given.policy.finance.model_copy(update={"lease_book": rng.choice(("opex", "capex"))})
    policy = given.policy.model_copy(update={"budgets": (), "finance": finance})
    free = given.model_copy(
        update={
            "offers": tuple(offer.model_copy(update={"bucket": rng.choice(BUCKETS)}) for offer in given.offers),
            "sites": tuple(site.model_copy(update={"bucket": rng.choice(BUCKETS)}) for site in given.sites),
            "policy": policy,
        }
    )
    made = make_plan(free, "expected", EXACT)
    if not isinstance(made, Planned) or not made.plan.books:
        return free
    budget = _budget(rng.choice(made.plan.books), rng)
    return free.model_copy(update={"policy": policy.model_copy(update={"budgets": (budget,)})})


def _budget(line: BookLine, rng: Random) -> Budget:
    """A budget of less than a line of the books, by approval more often than by payment."""
    falls = rng.choice(("approval", "approval", "payment"))
    spent = line.approved_usd if falls == "approval" else line.paid_usd
    return Budget(
        id="books",
        kind=line.kind,
        fiscal_year=rng.choice((None, line.fiscal_year)),
        falls=falls,
        buckets=(line.bucket,) if line.bucket else (),
        max_usd=round(spent * rng.uniform(0.5, 0.95), 2),
    )
