"""Why nothing fits: work that nothing can serve, and limits that cannot be kept together, as written to
`conflicts.json`."""

from __future__ import annotations

from typing import Literal

from models.base import Id, Model, Month
from models.names import Names
from models.plan import Provenance

CONFLICTS_VERSION = "1.0"
"""Version of `conflicts.json`; the first number changes when a reader must change."""


class Miss(Model):
    """A place that cannot serve some work, and why."""

    accelerator: Id
    site: Id
    reason: str
    """Rule that it breaks."""
    detail: str
    """The reason in a sentence, with its figures."""
    missed_ms: float | None = None
    """By how much it misses the latency asked for [ms]; null: it breaks another rule, or nothing was measured."""


class Unservable(Model):
    """Work that nothing can serve whatever the limits, in some period or at all."""

    workload: Id
    geography: Id
    period: Month | None = None
    """First month of the first period in which nothing can be in service for it; null: nothing ever can."""
    not_before: Month | None = None
    """First month of the first period after it in which something can; null: in none."""
    misses: tuple[Miss, ...] = ()
    """Where it nearly could be served, nearest first: the places that only latency rules out, where there are any."""
    sentence: str
    """The same in a sentence."""


class InConflict(Model):
    """A limit of a conflict: how far it would have to give for the others of its conflict to be kept."""

    limit: str
    """The limit in words, with the names of what it is about."""
    kind: str
    """Kind of limit, as in the limits of a plan; `dispatch` is demand, `adequacy` headroom, `lanes` work kept apart."""
    is_service: bool
    """Whether it is no rule but what must be served: giving means to serve less."""
    record: str | None = None
    """Id of the rule, offer or module that states it, or of the vendor, stack or class that it is about; null: none
    does."""
    site: Id | None = None
    workload: Id | None = None
    geography: Id | None = None
    periods: tuple[Month, ...] = ()
    """First months of the periods in which it would have to give; empty: it holds for the whole horizon."""
    allowed: float | None = None
    """The limit as it stands where it would have to give most, in `allowed_unit`; null: it has no figure."""
    allowed_unit: str = ""
    by: float | None = None
    """How far it would have to give where it gives most, in `unit`; null: it alone is not enough, or has no figure."""
    unit: str = ""
    precision: Literal["exact", "at_least", "at_most"] = "exact"
    """`at_least`: less would not do, but whether this would is not known; `at_most`: this would do, and less might."""
    plan_usd_at_least: float | None = None
    """What a plan costs at least once it gives so far and all others are kept but the rules of other conflicts,
    discounted [USD]: the bound of the relaxation. Not in it: what giving itself costs, such as a larger feed. Null: not
    known, or not asked for of what must be served, where a plan costs less because it serves less."""
    rank: int | None = None
    """Place among the rules of its conflict by `plan_usd_at_least`, 1 the cheapest; null: that is not known, or of no
    other rule."""
    sentence: str
    """The same in a sentence."""


class Conflict(Model):
    """A smallest set of limits that cannot be kept together: if any one of them gives, the others can be."""

    limits: tuple[InConflict, ...]
    """Rules first, the cheapest to mend before the others; then what must be served; last what alone is not enough."""
    sentence: str
    """What would have to give, each limit for itself."""
    price: str = ""
    """What a plan would then cost at least, discounted; empty where that is not known."""


class NothingFits(Model):
    """Why a scenario has no plan."""

    schema_version: str = CONFLICTS_VERSION
    status: Literal["infeasible"] = "infeasible"
    """Tells it from a plan, where both may come."""
    unservable: tuple[Unservable, ...] = ()
    """Work that nothing can serve; it is left aside in the conflicts."""
    conflicts: tuple[Conflict, ...] = ()
    """Smallest sets of limits that cannot be kept together; one of every set must give."""
    names: Names = Names()
    """Names of the records above, by their ids."""
    provenance: Provenance
    """From what and with what it was found."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """One sentence for everything that must be mended."""
        return (*(each.sentence for each in self.unservable), *(each.sentence for each in self.conflicts))

    @property
    def lines(self) -> tuple[str, ...]:
        """The whole in words: every sentence, and indented under it what a plan would then cost."""
        priced = [(each.sentence, each.price) for each in self.conflicts]
        return (
            *(each.sentence for each in self.unservable),
            *(line for said, price in priced for line in (said, *([f"  {price}"] if price else []))),
        )
