"""What the audit reads of a plan: decisions and nothing derived from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from solver.proof.audit.expansions import ExpansionRow


class Decisions(Protocol):
    """Anything with the decisions of section 4 of the contract; `models.plan.Plan` is one."""

    @property
    def orders(self) -> Sequence[OrderRow]: ...
    @property
    def rent(self) -> Sequence[PackRow]: ...
    @property
    def run(self) -> Sequence[PackRow]: ...
    @property
    def dispatch(self) -> Sequence[ServeRow]: ...
    @property
    def misses(self) -> Sequence[MissRow]: ...
    @property
    def headroom(self) -> Sequence[HoldRow]: ...
    @property
    def ports(self) -> Sequence[PortRow]: ...
    @property
    def moves(self) -> Sequence[MoveRow]: ...
    @property
    def double_running(self) -> Sequence[ServeRow]: ...
    @property
    def backups(self) -> Sequence[BackupRow]: ...
    @property
    def gangs(self) -> Sequence[GangRow]: ...
    @property
    def expansions(self) -> Sequence[ExpansionRow]: ...


class OrderRow(Protocol):
    """Packs of an offer ordered in a period."""

    @property
    def offer(self) -> str: ...
    @property
    def dedicated_to(self) -> str | None: ...
    @property
    def order_period(self) -> str: ...
    @property
    def packs(self) -> float: ...


class PackRow(Protocol):
    """Packs of an offer rented, or run, in a block."""

    @property
    def offer(self) -> str: ...
    @property
    def dedicated_to(self) -> str | None: ...
    @property
    def period(self) -> str: ...
    @property
    def block(self) -> str: ...
    @property
    def packs(self) -> float: ...


class MissRow(Protocol):
    """Share of a workload's demand not served in a block."""

    @property
    def workload(self) -> str: ...
    @property
    def geography(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def block(self) -> str: ...
    @property
    def share(self) -> float: ...


class PoolRow(Protocol):
    """A workload on a pool in a block."""

    @property
    def workload(self) -> str: ...
    @property
    def geography(self) -> str: ...
    @property
    def accelerator(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def dedicated(self) -> bool: ...
    @property
    def period(self) -> str: ...
    @property
    def block(self) -> str: ...


class ServeRow(PoolRow, Protocol):
    """Share of the block's demand served from a pool."""

    @property
    def share(self) -> float: ...


class HoldRow(PoolRow, Protocol):
    """Accelerators of a pool set aside at a peak; the share of it that is carried there (queueing alone); how many of
    them are on call (where a start takes credit)."""

    @property
    def peak_share(self) -> float | None: ...
    @property
    def on_call(self) -> float | None: ...

    @property
    def accelerators(self) -> float: ...


class BackupRow(PoolRow, Protocol):
    """Accelerators of a pool that carry a workload at a peak while something is lost."""

    @property
    def accelerators(self) -> float: ...
    @property
    def lose(self) -> str: ...
    @property
    def lost(self) -> str: ...


class GangRow(Protocol):
    """Runs of one size that start in a period on a pool."""

    @property
    def workload(self) -> str: ...
    @property
    def geography(self) -> str: ...
    @property
    def accelerator(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def dedicated(self) -> bool: ...
    @property
    def period(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def runs(self) -> int: ...


class PortRow(Protocol):
    """Start of a port of a workload to a stack."""

    @property
    def workload(self) -> str: ...
    @property
    def stack(self) -> str: ...
    @property
    def start_period(self) -> str: ...


class MoveRow(Protocol):
    """Start of a move of a workload's data to a site."""

    @property
    def workload(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def start_period(self) -> str: ...


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
    dispatch: tuple[ServeRow, ...] = ()
    misses: tuple[MissRow, ...] = ()
    headroom: tuple[HoldRow, ...] = ()
    ports: tuple[PortRow, ...] = ()
    moves: tuple[MoveRow, ...] = ()
    double_running: tuple[ServeRow, ...] = ()
    backups: tuple[BackupRow, ...] = ()
    gangs: tuple[GangRow, ...] = ()
    expansions: tuple[ExpansionRow, ...] = ()
