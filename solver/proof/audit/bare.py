"""Bare decisions, without a plan around them: what an enumeration or another program hands to the audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from models.replanning import Previous
from solver.proof.audit.agreements import AgreementRow
from solver.proof.audit.commitments import CommitmentRow
from solver.proof.audit.decisions import (
    BackupRow,
    DispatchRow,
    GangRow,
    HoldRow,
    LaunchRow,
    MissRow,
    MoveRow,
    OrderRow,
    PackRow,
    PortRow,
    ServeRow,
)
from solver.proof.audit.endings import EndingRow
from solver.proof.audit.expansions import ExpansionRow
from solver.proof.audit.quotas import CountedRow


class Ordered(NamedTuple):
    """A bare order."""

    offer: str
    order_period: str
    packs: float
    dedicated_to: str | None = None


class Rented(NamedTuple):
    """Bare packs rented in a block."""

    offer: str
    period: str
    block: str
    packs: float
    dedicated_to: str | None = None


class Ran(NamedTuple):
    """Bare packs with a running price used in a block."""

    offer: str
    period: str
    block: str
    packs: float
    dedicated_to: str | None = None


class Served(NamedTuple):
    """A bare share served."""

    workload: str
    geography: str
    accelerator: str
    site: str
    period: str
    block: str
    share: float
    dedicated: bool = False
    dated: str | None = None


class Missed(NamedTuple):
    """A bare share missed."""

    workload: str
    geography: str
    period: str
    block: str
    share: float


class Held(NamedTuple):
    """Bare accelerators set aside."""

    workload: str
    geography: str
    accelerator: str
    site: str
    period: str
    block: str
    accelerators: float
    dedicated: bool = False
    peak_share: float | None = None
    on_call: float | None = None


class BackedUp(NamedTuple):
    """Bare accelerators that carry a workload while something is lost."""

    lose: str
    lost: str
    workload: str
    geography: str
    accelerator: str
    site: str
    period: str
    block: str
    accelerators: float
    dedicated: bool = False
    within_months: int | None = None


class Counted(NamedTuple):
    """Bare accelerators of an offer under a quota that headroom, or what stands in for a loss, counts on."""

    offer: str
    period: str
    block: str
    accelerators: float
    lose: str | None = None
    lost: str | None = None
    within_months: int | None = None


class Started(NamedTuple):
    """Bare runs of a gang that start in a period."""

    workload: str
    geography: str
    accelerator: str
    site: str
    period: str
    size: int
    runs: int
    dedicated: bool = False
    dated: str | None = None


class Ported(NamedTuple):
    """A bare start of a port."""

    workload: str
    stack: str
    start_period: str


class Moved(NamedTuple):
    """A bare start of a move."""

    workload: str
    site: str
    start_period: str


@dataclass(frozen=True)
class DecisionSet:
    """Decisions without a plan around them, e.g. one point of an enumeration."""

    orders: tuple[OrderRow, ...] = ()
    rent: tuple[PackRow, ...] = ()
    run: tuple[PackRow, ...] = ()
    dispatch: tuple[DispatchRow, ...] = ()
    misses: tuple[MissRow, ...] = ()
    headroom: tuple[HoldRow, ...] = ()
    ports: tuple[PortRow, ...] = ()
    launches: tuple[LaunchRow, ...] = ()
    moves: tuple[MoveRow, ...] = ()
    double_running: tuple[ServeRow, ...] = ()
    backups: tuple[BackupRow, ...] = ()
    counted_on: tuple[CountedRow, ...] = ()
    gangs: tuple[GangRow, ...] = ()
    expansions: tuple[ExpansionRow, ...] = ()
    releases: tuple[EndingRow, ...] = ()
    extensions: tuple[EndingRow, ...] = ()
    commitments: tuple[CommitmentRow, ...] = ()
    agreements: tuple[AgreementRow, ...] = ()
    previous: Previous | None = None
