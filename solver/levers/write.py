"""What a lever writes into a scenario: pure functions from a scenario to one with the lever, or why it has none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pydantic import ValidationError

from models.alternatives import first_wrong
from models.benchmark import Benchmark
from models.calendar import so_many_months
from models.endpoint import Endpoint
from models.levers import Lever
from models.names import Names
from models.scenario import Scenario
from models.service import Deferral
from models.streams import overrides
from models.workload import BlockFactor, Shape, Workload
from solver.sizing.demand import shape_of
from solver.stress.work import with_demand

OWN = ".own"
"""What ends the id of a profile or shape that one workload has for itself."""
LONGEST = 64
"""Most characters that are kept of an id to which something is added."""
FEWER = "written as less work of the same kind: what is paid by the unit (endpoints, egress, penalties) falls with it"
MEASURED = "latencies and requests in service at once stay as measured"


@dataclass(frozen=True)
class Written:
    """A scenario with a lever; as it was where it does not apply."""

    scenario: Scenario
    notes: tuple[str, ...] = ()
    why_not: str = ""


def written(s: Scenario, lever: Lever) -> Written:
    """The scenario with a lever, validated; why there is none else."""
    works = [w for w in s.workloads if w.id in lever.workloads]
    if not works:
        return Written(s, why_not="this case has none of its workloads")
    found = _written(s, works, lever)
    if found.why_not or found.scenario is s:
        return found
    try:
        return replace(found, scenario=Scenario.model_validate(found.scenario.model_dump(by_alias=True)))
    except ValidationError as error:
        return Written(s, why_not=f"with it there is no scenario: {first_wrong(error)}")


def _written(s: Scenario, works: list[Workload], lever: Lever) -> Written:
    if lever.kind == "scheduling_window":
        return _window(s, works, lever)
    if lever.factor == 1:
        return Written(s, ("it changes nothing",))
    if lever.kind == "after_hours_shutdown":
        return _shut_down(s, works, lever)
    month = lever.month or s.horizon.start
    if lever.throughput is None:
        return _less_demand(s, works, lever.demand or 0.0, month)
    if month > s.horizon.start:
        return _faster_later(s, works, lever.throughput, month)
    return Written(_faster(s, works, lever.throughput, lever.accelerators), (MEASURED,))


def _less_demand(s: Scenario, works: list[Workload], factor: float, month: str) -> Written:
    if any(w.gang for w in works):
        return Written(s, why_not="its work comes in whole runs; give `throughput`")
    is_paid_by_unit = s.endpoints or any(w.gb_per_unit or w.miss_penalty_usd_per_unit for w in works)
    notes = (FEWER,) if is_paid_by_unit or any(o.driver == "unit" for o in s.policy.operating_costs) else ()
    return Written(with_demand(s, {w.id: factor for w in works}, month), notes)


def _faster_later(s: Scenario, works: list[Workload], factor: float, month: str) -> Written:
    """Measured curves have no dates: from a month on, accelerators that do more are work that takes less of them."""
    profiles = {w.profile for w in works}
    if any(served.profile in profiles for e in s.endpoints for served in e.serves):
        said = "an endpoint serves its work, whose tokens it spares none of: give no `month`, or `demand`"
        return Written(s, why_not=said)
    found = _less_demand(s, works, 1 / factor, month)
    return replace(found, notes=(*found.notes, MEASURED)) if not found.why_not else found


def _faster(s: Scenario, works: Iterable[Workload], factor: float, accelerators: tuple[str, ...]) -> Scenario:
    """Each workload with a profile for itself, whose benchmarks are that much faster; endpoints serve it as before."""
    for w in works:
        own = w.profile if w.profile.endswith(OWN) else f"{w.id[:LONGEST]}{OWN}"
        benchmarks = [b for b in s.benchmarks if b.profile == w.profile]
        mine = [_measured(b, own, n, factor, accelerators) for n, b in enumerate(benchmarks)]
        others = [b for b in s.benchmarks if b.profile != own]
        changes = {
            "workloads": tuple(v.model_copy(update={"profile": own}) if v is w else v for v in s.workloads),
            "benchmarks": (*others, *mine),
            "endpoints": tuple(_serving(e, w.profile, own) for e in s.endpoints),
        }
        s = s.model_copy(update=changes)
    return s


def _measured(b: Benchmark, own: str, n: int, factor: float, accelerators: tuple[str, ...]) -> Benchmark:
    times = factor if not accelerators or b.accelerator in accelerators else 1.0
    points = [p.model_copy(update={"throughput": p.throughput * times}) for p in b.points]
    return b.model_copy(update={"id": f"{own}-{n}", "profile": own, "points": tuple(points)})


def _serving(e: Endpoint, profile: str, own: str) -> Endpoint:
    mine = [served.model_copy(update={"profile": own}) for served in e.serves if served.profile == profile]
    others = [served for served in e.serves if served.profile != own]
    return e.model_copy(update={"serves": (*others, *mine)})


def _shut_down(s: Scenario, works: list[Workload], lever: Lever) -> Written:
    """In some blocks less of the demand is left, or none; that of the others stays."""
    for w in works:
        if not w.can_follow_a_shape or _has_own_hours(w):
            said = "its queues have hours of their own" if _has_own_hours(w) else "it is not served hour by hour"
            return Written(s, why_not=f"{w.id}: {said}")
        shape = shape_of(s, w)
        blocks = {b.id: shape.blocks[b.id] if shape else BlockFactor(mean=1.0) for b in s.horizon.blocks}
        left = {
            name: _times(each, lever.demand or 0.0) if name in lever.blocks else each for name, each in blocks.items()
        }
        own = Shape(id=f"{w.id[:LONGEST]}{OWN}", blocks=left)
        shapes = (*(each for each in s.shapes if each.id != own.id), own)
        workloads = [v.model_copy(update={"shape": own.id}) if v is w else v for v in s.workloads]
        s = s.model_copy(update={"workloads": tuple(workloads), "shapes": shapes})
    return Written(s)


def _times(factor: BlockFactor, left: float) -> BlockFactor:
    return BlockFactor(mean=factor.mean * left, peak=None if factor.peak is None else factor.peak * left)


def _window(s: Scenario, works: list[Workload], lever: Lever) -> Written:
    """Work waits for its hours; no headroom is held for it then."""
    hours = Deferral(within_months=lever.within_months or 0, blocks=lever.blocks)
    for w in works:
        if w.gang or _has_own_hours(w):
            said = "it runs through all hours" if w.gang else "its queues have hours of their own"
            return Written(s, why_not=f"{w.id}: {said}")
    if all(w.deferral == hours for w in works):
        return Written(s, ("it changes nothing",))
    workloads = [w.model_copy(update={"deferral": hours}) if w in works else w for w in s.workloads]
    notes = ("work that waits holds no headroom, and has no latency to keep",)
    return Written(s.model_copy(update={"workloads": tuple(workloads)}), notes)


def _has_own_hours(w: Workload) -> bool:
    return any({"shape", "traffic", "deferral"} & overrides(queue).keys() for queue in w.queues)


def what_of(lever: Lever, names: Names) -> str:
    """What a lever changes, in words."""
    who = ", ".join(names.workload(w) for w in lever.workloads)
    blocks = ", ".join(lever.blocks)
    if lever.kind == "scheduling_window":
        wait = f", waiting up to {so_many_months(lever.within_months)}" if lever.within_months else ""
        return f"done in {blocks} alone{wait}: {who}"
    if lever.throughput is not None:
        chips = ", ".join(names.accelerator(a) for a in lever.accelerators)
        return f"throughput x {lever.throughput:g}{f' on {chips}' if chips else ''}: {who}"
    where = f" in {blocks}" if blocks else ""
    return f"demand x {lever.factor:g}{where}: {who}"
