"""Limits on work and on where it may run, and what must be served, in the user's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.calendar import so_many_months
from models.units import counted_thing
from solver.program.contingencies import covered, speaks_of
from solver.program.elements import Work
from solver.program.gangs import must_have_started
from solver.program.instance import Instance
from solver.program.peaks import fewest_replicas
from solver.program.said import Words
from solver.sizing.porting import capacity, quarters


def _who(x: Instance, work: Work) -> str:
    """A workload with the place of its users."""
    return f"{x.names.workload(work.workload.id)} in {x.names.geography(work.geography)}"


def _stacks(x: Instance, workload: str, *_: Any) -> Words:
    most = x.scenario.policy.max_stacks_per_workload or 0
    return Words("adoption", f"stacks of {x.names.workload(workload)}", None, float(most), "stacks")


def _unproven(of: str, what: str) -> Callable[..., Words]:
    """Words of a limit on unproven silicon; `of` vendor or class, `what` is limited."""

    def said(x: Instance, i: int, name: str, t: int, *_: Any) -> Words:
        work, share = x.works[i], x.scenario.policy.maturity.unvalidated_share or 0.0
        where = f"silicon of {x.names.vendor(name)}" if of == "vendor" else f"{name} accelerators"
        subject = f"{what} of {_who(x, work)} on unproven {where}"
        return Words("maturity", subject, t, share, "share")

    return said


def _engineers(x: Instance, q: int, *_: Any) -> Words:
    spans = quarters(x.scenario)
    months = len(spans[0]) * x.M
    name = f"porting engineers per {'quarter' if months == 3 else so_many_months(months)}"
    return Words("porting", name, spans[q].start, capacity(x.scenario, spans[q]) or 0.0, "engineer-months")


def _pools(x: Instance, i: int, _: int) -> Words:
    work, most = x.works[i], x.scenario.policy.simplicity.max_pools_per_workload or 0
    subject = f"number of pools of {_who(x, work)}"
    return Words("simplicity", subject, None, float(most), "pools")


def _least_share(x: Instance, r: int, t: int, _: int) -> Words:
    work, least = x.works[x.arcs[r][0]], x.scenario.policy.simplicity.min_share or 0.0
    subject = f"least share of {_who(x, work)} in a pool"
    return Words("slivers", subject, t, least, "of the demand")


def _demand(x: Instance, i: int, t: int, b: int, k: int) -> Words:
    work, level = x.works[i], x.demand[k][i][t][b]
    return Words("dispatch", f"demand of {_who(x, work)}", t, level, work.workload.service_unit, level)


def _work(x: Instance, i: int, t: int, k: int) -> Words:
    """Undone work of a period, measured against all that may be done in it."""
    work = x.works[i]
    units, thing = x.volumes.workable(i, t, k), counted_thing(work.workload.service_unit)
    return Words("dispatch", f"work of {_who(x, work)}", t, units, thing, units)


def _wait(x: Instance, i: int, t: int, _: int) -> Words:
    work = x.works[i]
    subject = f"longest wait of {_who(x, work)}"
    return Words("deferrable", subject, t, 1.0, "of what may wait")


def _runs(x: Instance, i: int, t: int, k: int) -> Words:
    """Runs that must have started by the end of a period."""
    work, due = x.works[i], must_have_started(x, i, t, k)
    return Words("dispatch", f"runs of {_who(x, work)}", t, float(due), "runs")


def _start(x: Instance, i: int, t: int, k: int) -> Words:
    """Runs that may wait until a later period, of those due by the end of this one."""
    work, due = x.works[i], sum(x.volumes.runs_due[i, k][: t + 1])
    subject = f"longest wait for runs of {_who(x, work)}"
    return Words("gang", subject, t, float(due - must_have_started(x, i, t, k)), "runs")


def _headroom(x: Instance, i: int, t: int, b: int, k: int) -> Words:
    work, need = x.works[i], x.peak_need[k][i][t][b]
    return Words("adequacy", f"headroom of {_who(x, work)}", t, need, work.workload.service_unit, need)


def _replicas_for_peak(x: Instance, i: int, t: int, b: int, k: int) -> Words:
    work = x.works[i]
    fewest = float(fewest_replicas(x, i, t, b, k))
    return Words("adequacy", f"headroom of {_who(x, work)} in whole replicas", t, fewest, "replicas")


def _replicas(x: Instance, i: int, t: int, *_: Any) -> Words:
    work = x.works[i]
    subject = f"least replicas of {_who(x, work)} at peaks"
    return Words("replicas", subject, t, float(work.workload.min_replicas or 0), "replicas")


def kept_subject(x: Instance, rule: str, n: int, i: int) -> str:
    """A rule of redundancy with the loss and the work it is about."""
    work, loss = x.works[i], x.contingencies[n]
    lost = f"{loss.lose} {x.names.lost(loss.lose, loss.lost)}"
    time = f" within {so_many_months(loss.within)}" if loss.within else ""
    return f"redundancy {rule}: without {lost}{time}, peak of {_who(x, work)} kept"


def _redundancy(x: Instance, n: int, i: int, t: int, *_: int) -> Words:
    c = x.contingencies[n]
    keep = c.keep[i, t]
    rule = next(
        rule
        for rule in x.scenario.policy.redundancy
        if rule.keep == keep and speaks_of(rule, c.lose, c.lost, c.within) and (i, t) in covered(x, rule)
    )
    return Words("redundancy", kept_subject(x, rule.id, n, i), t, keep, "of the peak", keep)


LIMITS: dict[str, Callable[..., Words]] = {
    "stacks_are_few": _stacks,
    "deadline_is_kept": _wait,
    "runs_start_in_time": _start,
    "unproven_vendor_is_capped": _unproven("vendor", "share"),
    "unproven_class_is_capped": _unproven("class", "share"),
    "unproven_vendor_hold_is_capped": _unproven("vendor", "headroom"),
    "unproven_class_hold_is_capped": _unproven("class", "headroom"),
    "ports_fit_engineers": _engineers,
    "replicas_are_enough": _replicas,
    "pools_are_few": _pools,
    "share_is_worthwhile": _least_share,
}

SERVICE: dict[str, Callable[..., Words]] = {
    "demand_is_met": _demand,
    "work_is_done": _work,
    "runs_are_started": _runs,
    "headroom_is_held": _headroom,
    "peak_is_carried": _headroom,
    "loss_is_covered": _redundancy,
    "peak_takes_replicas": _replicas_for_peak,
}
"""What must be served, also when something is lost."""
