"""What may be named as the bottleneck of a workload in a period."""

from __future__ import annotations

from models.benchmark import Benchmark
from solver.proof.audit.edge_rows import heat_kw
from solver.proof.audit.facts import Pool
from solver.proof.audit.ledger import ROW_TOLERANCE
from solver.proof.audit.place_figures import site_caps, site_power_kw
from solver.proof.audit.placement import Arc, Key, Place, arc_of
from solver.proof.audit.use import Use

ROOM = 1e-4
"""Share of a pack's power that may be missing before there is no room for it."""
GAIN = 0.01
"""Share by which an arc must be faster without its network round trip for the network to count."""


class Bottlenecks:
    """Names by workload and period; several where pools or records tie. `stated` are the origins that a plan names."""

    def __init__(self, use: Use, stated: dict[tuple[Key, Place], tuple[str, str]]) -> None:
        self.use = use
        self.facts = use.facts
        self.stated = stated
        self._records = {record.id: record for record in use.facts.scenario.benchmarks}
        self._gains: dict[tuple[Key, Pool], float] = {}
        self._power: dict[tuple[str, int], float] = {}

    def of(self, workload: str, period: int) -> frozenset[str | None]:
        """Bottlenecks of the pools that carry most of a workload; None where nothing is served."""
        hours = {
            (key, pool): busy for key in self.use.keys(workload) for pool, busy in self.use.hours[key, period].items()
        }
        ours = {pair: busy for pair, busy in hours.items() if pair[1][0] not in self.facts.endpoints}
        hours = ours or hours  # an endpoint only where nothing else serves
        most = max(hours.values(), default=0.0)
        leading = [pair for pair, busy in hours.items() if busy >= most * (1 - ROW_TOLERANCE)]
        names = frozenset(name for key, pool in leading for name in self._of_pair(key, pool, period))
        return names or frozenset((None,))

    def _of_pair(self, key: Key, pool: Pool, period: int) -> frozenset[str]:
        if pool[0] in self.facts.endpoints:
            return frozenset(("quota",))
        if self._is_out_of_power(pool, period):
            return frozenset(("power",))
        if self._is_out_of_cooling(pool, period):
            return frozenset(("heat",))
        gain = self._gain(key, pool)
        if gain > GAIN + ROW_TOLERANCE:
            return frozenset(("network",))
        origins = self.facts.placement.arcs[key, pool[:2]].origins
        benchmark, statistic = self.stated.get((key, pool[:2]), ("", ""))
        record = benchmark if benchmark in origins else min(origins)
        names = {statistic} if statistic in origins[record] else origins[record]
        by_latency = {self._of_statistic(record, pool[0], name) for name in names}
        return frozenset(by_latency | ({"network"} if gain > GAIN - ROW_TOLERANCE else set()))

    def _is_out_of_power(self, pool: Pool, period: int) -> bool:
        """Whether the power left at the site is less than a pack of the pool's smallest offer needs."""
        site, chip = self.facts.sites[pool[1]], self.facts.accelerators[pool[0]]
        cap = site_caps(self.use, site, period)["power_cap_kw"]
        if cap is None:
            return False
        if (site.id, period) not in self._power:
            self._power[site.id, period] = site_power_kw(self.use, site, period)
        left = cap - self._power[site.id, period]
        return left < self._smallest_pack(pool) * chip.provisioned_kw * site.pue * (1 - ROOM)

    def _is_out_of_cooling(self, pool: Pool, period: int) -> bool:
        """Whether the heat that the site still carries off is less than that of a pack of the pool's smallest offer."""
        site, chip = self.facts.sites[pool[1]], self.facts.accelerators[pool[0]]
        cap = site_caps(self.use, site, period)["heat_cap_kw"]
        if cap is None:
            return False
        left = cap - heat_kw(self.use.state, pool[1], period)
        return left < self._smallest_pack(pool) * chip.busy_kw * (1 - ROOM)

    def _smallest_pack(self, pool: Pool) -> int:
        return min((terms.offer.pack for terms in self.facts.pools[pool]), default=1)

    def _gain(self, key: Key, pool: Pool) -> float:
        """How much faster the arc would be next to its users, as a share."""
        if (key, pool) not in self._gains:
            site = self.facts.sites[pool[1]]
            near = site.model_copy(update={"rtt_ms": {**site.rtt_ms, key[1]: 0.0}})
            chip, workload = self.facts.accelerators[pool[0]], self.facts.streams[key[0]]
            found = arc_of(self.facts.scenario, workload, chip, near, key[1])
            speed = self.facts.speed(key, pool[:2])
            self._gains[key, pool] = found.throughput / speed - 1 if isinstance(found, Arc) else 0.0
        return self._gains[key, pool]

    def _of_statistic(self, benchmark: str, accelerator: str, statistic: str) -> str:
        if statistic != "throughput":
            return "memory" if statistic.startswith("tpot") else "accelerator"
        record = self._records[benchmark]
        return "memory" if _is_spread(record, self.facts.accelerators[accelerator].memory_gb) else "accelerator"


def _is_spread(record: Benchmark, memory_gb: float | None) -> bool:
    """Whether a replica spans its accelerators for want of memory: half of them would not hold it."""
    spans = record.accelerators_per_replica
    return (
        spans > 1
        and None not in (record.memory_gb, memory_gb)
        and (record.memory_gb or 0) * 2 > spans * (memory_gb or 0)
    )
