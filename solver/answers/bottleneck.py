"""What stands in the way of more work from a pool: power, heat, network, memory, a quota, or the accelerator."""

from __future__ import annotations

from functools import cache

from models.derived import Bottleneck
from models.numbers import plain
from solver.answers.expansion import caps
from solver.answers.places import heat_kw, power_kw
from solver.answers.use import Use
from solver.sizing.arcs import Arc, best_arc

ROOM = 1e-4
"""Power counts as used up when less is left than a pack needs, less this share of it."""
GAIN = 0.01
"""The network counts when the pool would be faster without its round trip by more than this share."""


class Bottlenecks:
    """Judges arcs; the same question is answered once."""

    def __init__(self, use: Use) -> None:
        self.use = use
        self.power_kw = cache(self._power_kw)
        self.heat_kw = cache(self._heat_kw)
        self.of_arc = cache(self._of_arc)

    def judge(self, r: int, t: int) -> tuple[Bottleneck, str]:
        """The bottleneck of an arc in a period, and why in a sentence."""
        _, j, arc = self.use.x.arcs[r]
        if arc.accelerator.is_managed:
            return "quota", self._of_quota(arc)
        kind, why = self._of_power(r, t) or self._of_heat(r, t) or self.of_arc(r)
        owner = self.use.x.pools[j].owner
        names = self.use.x.names
        pool = names.pool(arc.accelerator.id, arc.site.id) + (f" for {names.owner(owner)}" if owner else "")
        return kind, f"{pool}: {why}"

    def _of_quota(self, arc: Arc) -> str:
        """An endpoint gives what its quota allows."""
        quota = self.use.x.endpoints[arc.accelerator.id].quota_tokens_per_minute
        most = "no quota is given" if quota is None else f"its quota is {plain(quota)} tokens a minute"
        return f"{self.use.x.names.pool(arc.accelerator.id, arc.site.id)}: {most}"

    def _of_power(self, r: int, t: int) -> tuple[Bottleneck, str] | None:
        """Power, where the site has no room for one more pack of the smallest offer of the pool."""
        arc, pack = self.use.x.arcs[r][2], self._pack(r)
        cap = caps(self.use, arc.site, t).power_kw
        needed = pack * arc.accelerator.provisioned_kw * arc.site.pue
        if cap is None or cap - self.power_kw(arc.site.id, t) >= needed * (1 - ROOM):
            return None
        return "power", f"the {plain(cap)} kW of the site leave no room for {plain(pack)} more"

    def _of_heat(self, r: int, t: int) -> tuple[Bottleneck, str] | None:
        """Heat, where the site cannot carry off that of one more pack."""
        arc, pack = self.use.x.arcs[r][2], self._pack(r)
        cap = caps(self.use, arc.site, t).heat_kw
        if cap is None or cap - self.heat_kw(arc.site.id, t) >= pack * arc.accelerator.busy_kw * (1 - ROOM):
            return None
        return "heat", f"the {plain(cap)} kW of heat that the site carries off leave no room for {plain(pack)} more"

    def _pack(self, r: int) -> float:
        """Accelerators of the smallest pack of the pool's offers; 1 where it has none."""
        x = self.use.x
        return min((x.copies[o].units for o in x.copies_of_pool[x.arcs[r][1]]), default=1.0)

    def _pools(self, site: str) -> list[int]:
        return [j for j, pool in enumerate(self.use.x.pools) if pool.site.id == site]

    def _power_kw(self, site: str, t: int) -> float:
        return power_kw(self.use, self.use.x.sites[site], self._pools(site), t)

    def _heat_kw(self, site: str, t: int) -> float:
        return heat_kw(self.use, self._pools(site), t)

    def _of_arc(self, r: int) -> tuple[Bottleneck, str]:
        arc = self.use.x.arcs[r][2]
        gain = self._gain(arc)
        if gain > GAIN:
            said = f"it would carry {plain(100 * gain)} % more without the network round trip to {arc.geography}"
            return "network", said
        if arc.bottleneck.startswith("tpot"):
            return "memory", f"{arc.bottleneck} binds, and decoding waits for memory bandwidth"
        if arc.bottleneck == "throughput" and _is_sized_by_memory(arc):
            of = f"{arc.benchmark.accelerators_per_replica} accelerators"
            return (
                "memory",
                f"a replica needs {plain(arc.benchmark.memory_gb or 0.0)} GB, more than half of its {of} hold",
            )
        limit = "throughput of the benchmark" if arc.bottleneck == "throughput" else f"{arc.bottleneck} binds"
        return "accelerator", limit

    def _gain(self, arc: Arc) -> float:
        """How much faster the pool would be without the network round trip, as a share."""
        near = arc.site.model_copy(update={"rtt_ms": {arc.geography: 0.0}})
        found = best_arc(self.use.x.scenario, arc.workload, arc.geography, arc.accelerator, near)
        return found.throughput / arc.throughput - 1 if isinstance(found, Arc) else 0.0


def _is_sized_by_memory(arc: Arc) -> bool:
    """Whether half of a replica's accelerators would not hold it."""
    record, memory = arc.benchmark, arc.accelerator.memory_gb
    if record.accelerators_per_replica == 1 or record.memory_gb is None or memory is None:
        return False
    return record.memory_gb > record.accelerators_per_replica * memory / 2
