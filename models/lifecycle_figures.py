"""What a plan says of the lifecycle of its units: what they cost to run, when to retire them, which are spare."""

from __future__ import annotations

from typing import Literal

from models.base import Id, Model, Month
from models.lifecycle import InternalPrice

RetiredBy = Literal["cost", "utilization"]
"""Which rule is met: `cost`, running them costs more than doing their work elsewhere; `utilization`, they are hardly
used."""
Transferable = Literal["runs_there", "hand_over", "ruled_out", "other_lane"]
"""Whether work could take spare units: it `runs_there` already; after a `hand_over`; a rule of placement keeps it from
the place (`ruled_out`); or its lane is kept apart (`other_lane`)."""


class FleetRow(Model):
    """Units of one order line or holding in one pool."""

    fleet: Id
    """Offer they were ordered from, or the holding."""
    accelerator: Id
    site: Id
    dedicated_to: str | None = None
    """Who alone uses them: `workload@geography`, or `lane:` and the lane where lanes are kept apart; null: all."""


class FleetRunning(FleetRow):
    """What they cost to run in a period, beside what the same work would cost elsewhere."""

    period: Month
    """First month of the period."""
    accelerators: float
    """Accelerators in service."""
    utilization: float | None
    """Accelerator-hours busy / in service and rented, of their pool; null: none are."""
    spare: float
    """Accelerators of them that their pool can spare: of several fleets those dearest to run come first."""
    running_usd_per_month: float
    """What would end with them, in the mean of the period [USD/month]: power, space, support, software, network,
    storage, lines of operating cost by accelerator, payments that end when they go; without what a contract or a
    purchase binds to pay, and without the power of work that spare units beside them would take over."""
    elsewhere_usd_per_month: float | None
    """Cost of the work that only they can do in their pool, with what is set aside for its headroom and for losses, at
    the cheapest other place on which it can run in the period without a further port or copy of data, used to the full
    [USD/month]; 0 where spare units beside them are enough; null: some of it can run nowhere else."""


class Retire(FleetRow):
    """Units that meet the retire rule; the first time they do."""

    by: tuple[RetiredBy, ...]
    """Rules that are met in all these months."""
    first: Month
    """First month of those in a row in which a rule is met."""
    review: Month | None
    """First review at which it has been met for long enough; null: none while they are in service."""
    accelerators: float
    """Accelerators in service in the first month."""
    utilization: float | None
    """Utilization of their pool in the first month [0..1]."""
    spare: float
    """Accelerators of them that their pool can spare in the first month."""
    running_usd_per_month: float
    """What they cost to run in the first month [USD/month]."""
    elsewhere_usd_per_month: float | None
    """What their work would cost elsewhere in the first month [USD/month]; null: it can run nowhere else."""
    saves_usd_per_month: float | None
    """The difference in the first month [USD/month]; null where there is none to compare with."""
    saves_usd: float | None
    """The difference over all periods in service that start at the review or later, inside the horizon, nominal [USD];
    null: without review, or where some of the work can run nowhere else."""


class SpareUnits(Model):
    """Units of a pool that nobody needs in a period, not even in its tightest block."""

    accelerator: Id
    site: Id
    dedicated_to: str | None = None
    """Who alone uses the pool; null: all."""
    period: Month
    """First month of the period."""
    in_service: float
    """Accelerators in service: firm offers and holdings."""
    spare: int
    """Whole accelerators that are in no block busy, set aside for headroom, kept for a loss or needed by a gang."""
    usd_per_accelerator_hour: float
    """Internal price [USD/accelerator/h]."""
    worth_usd: float
    """Spare accelerators x hours of the period x the internal price [USD]."""


class Transfer(Model):
    """Work that could take the spare units of a pool, and how fast."""

    accelerator: Id
    site: Id
    dedicated_to: str | None = None
    """Who alone uses the pool; null: all."""
    workload: Id
    """Workload, or queue of one, that would take them."""
    geography: Id
    """Where its users are."""
    team: str
    """Team that pays for it, as the scenario names it; empty: none is named."""
    first: Month
    """First month in which units are spare."""
    spare: int
    """Accelerators spare then."""
    verdict: Transferable
    """Whether it could take them."""
    reason: str
    """Rule that keeps it from the place, as in `removed_arcs`; empty where none does."""
    throughput: float | None
    """Work that one accelerator does there [service unit]; null where it may not."""
    unit: str
    """Service unit of the workload."""
    hand_over_weeks: float
    """Time to hand the units over [weeks]; 0 where it runs on the pool already, or may not."""
    port_weeks: float
    """Time until it is ported to the stack, by the next period in which ports may start [weeks]; 0: no port is left."""
    port_usd: float
    """Price of that port [USD]."""
    move_weeks: float
    """Time in which it runs at both sites while its data are moved [weeks]; 0: they lie there."""
    move_tb: float
    """Data to copy to the site [TB]; 0: they lie there."""
    move_usd: float
    """Price of that copy [USD]."""
    weeks: float | None
    """Time until it could use them: the longest of these, which go on side by side [weeks]; null where it may not."""
    elsewhere_usd_per_accelerator_hour: float | None
    """Cost of as much work as one accelerator does here in an hour, at the cheapest other place where it can run then
    without a port or copy of data [USD]: above the internal price the units are worth taking; null: nowhere else."""


class LifecycleReview(Model):
    """A review: what is to be looked at."""

    month: Month
    """Month of the review."""
    retire: tuple[str, ...]
    """Fleets that have met the retire rule for long enough, and had not at the review before."""
    leaving: tuple[str, ...]
    """Fleets of which units leave service until the next review, in months that the horizon has."""
    spare: int
    """Spare accelerators of all pools in the period of the review."""
    worth_usd_per_month: float
    """What they are worth at the internal price [USD/month]."""


class Lifecycle(Model):
    """Units over their life: reviews, what to retire, what is spare and who could take it."""

    internal_price: InternalPrice
    """How spare units are priced."""
    reviews: tuple[LifecycleReview, ...]
    """Reviews inside the horizon."""
    running: tuple[FleetRunning, ...]
    """Every fleet in every period in service."""
    retire: tuple[Retire, ...]
    """Fleets that meet the retire rule."""
    spare: tuple[SpareUnits, ...]
    """Pools with spare units, by period."""
    transfers: tuple[Transfer, ...]
    """Every workload beside every pool that has units to spare in some period."""
