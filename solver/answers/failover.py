"""The fail-over of a plan: who carries what while a site or a vendor is lost, and how much of it could be carried.

The program only asks that enough is left. With the fleet settled, one LP finds for every loss and peak the largest
common multiple of what is asked that what is left could carry, so that a plan says how far it is from each rule.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pyomo.environ as pyo

from models.bill import LimitUse
from solver.answers.quotas import At, trim
from solver.program.build import Program
from solver.program.contingencies import covered, speaks_of
from solver.program.families.adequacy import firm_side
from solver.program.families.adoption import ready_ports
from solver.program.families.exit_ramp import early, is_portable, rushable
from solver.program.families.lanes import NOTHING_LOST, callable_there, sharing
from solver.program.families.moving import is_moved
from solver.program.quotas import counted
from solver.program.work_words import kept_subject
from solver.search.driver import Highs
from solver.search.matrix import Floats, Matrix

DUST = 1e-9
"""Accelerators below this are numerical dust."""
BINDING = 1e-4
"""A rule binds when the plan could keep no more than this share above what it asks, or a pack fewer would not do."""
Key = tuple[int, int, int, int, int]
"""Contingency, arc (or workload, or pool), period, block, case."""


def spread_backups(program: Program) -> None:
    """Give every `backup` its value in the fail-over that keeps most; all other decisions have theirs already."""
    m = program.model
    if len(m.backup):
        solved = Highs(_matrix(program), is_mip=False, threads=1, seed=0).run()
        decisions = [*m.backup.values(), *_under_quota(program)]
        values = [0.0] * len(decisions) if solved.x is None else solved.x.tolist()
        for decision, value in zip(decisions, values, strict=False):
            decision.set_value(value if value > DUST else 0.0, skip_validation=True)
        trim(program, _beyond(program))


def _under_quota(program: Program) -> list[pyo.Var]:
    """What is counted on under quotas of the policy while something is lost."""
    return [decision for (n, *_), decision in program.model.count_on.items() if n != NOTHING_LOST]


def _beyond(program: Program) -> dict[At, float]:
    """What stands in at every place for a loss beyond all that counts there without quotas of the policy."""
    x, found = program.instance, dict[At, float]()
    if not _under_quota(program):
        return found
    used: dict[Key, float] = defaultdict(float)
    for (n, r, t, b, k), backup in program.model.backup.items():
        used[n, x.arcs[r][1], t, b, k] += backup.value
    for (n, j, t, b, k), amount in used.items():
        pool = x.pools[j]
        at = n, pool.accelerator.id, pool.site.id, t, b
        called = callable_there(x, n, j, t) if pool.is_of_lane else 0.0
        found.setdefault(at, -(called or 0.0))
        found[at] += 0.0 if pool.is_dedicated else max(0.0, amount - _there(program, n, j, t, b, k))
    return found


def _matrix(program: Program) -> Matrix:
    """The LP: columns are the backups, what is counted on under quotas, what lanes call, then a multiple for every
    loss and peak, which is maximized.

    A multiple ends where a peak would be kept with all its headroom: more is left than anybody has set aside.
    """
    x, keys = program.instance, list(program.model.backup)
    calls = [key for key in program.model.call if key[0] != NOTHING_LOST]
    under_quota = _under_quota(program)
    count_on = {id(decision): len(keys) + at for at, decision in enumerate(under_quota)}
    call = {key: len(keys) + len(under_quota) + at for at, key in enumerate(calls)}
    cells = list(dict.fromkeys((n, t, b, k) for n, _, t, b, k in keys))
    free = len(keys) + len(calls) + len(under_quota)
    multiple = {cell: free + at for at, cell in enumerate(cells)}
    most = np.full(free + len(cells), np.inf)
    most[len(keys) : len(keys) + len(under_quota)] = [decision.ub for decision in under_quota]
    carried: dict[Key, list[int]] = defaultdict(list)
    standing: dict[Key, list[int]] = defaultdict(list)
    for at, (n, r, t, b, k) in enumerate(keys):
        i, j, _ = x.arcs[r]
        carried[n, i, t, b, k].append(at)
        standing[n, j, t, b, k].append(at)
        most[at] = x.peak_need[k][i][t][b] / x.throughput(r) * _is_ready(program, n, r, t, k)
    entries: list[tuple[int, int, float]] = []
    sides: list[tuple[float, float]] = []
    for (n, i, t, b, k), backups in carried.items():
        need, at = x.contingencies[n].need[i, t, b, k], multiple[n, t, b, k]
        entries += [(len(sides), column, x.throughput(keys[column][1]) / need) for column in backups]
        entries.append((len(sides), at, -1.0))
        most[at] = min(most[at], x.peak_need[k][i][t][b] / need)
        sides.append((0.0, 0.0))
    for key, backups in standing.items():
        entries += [(len(sides), column, 1.0) for column in backups]
        if x.pools[key[1]].is_of_lane:
            entries += [(len(sides), call[key], -1.0)] if key in call else []
        else:
            entries += [(len(sides), count_on[id(v)], each) for each, v in counted(program.model, x, *key)]
        sides.append((-np.inf, _there(program, *key)))
    for (n, *_), together in sharing(x, calls).items():
        entries += [(len(sides), call[key], 1.0) for key in together]
        entries += [(len(sides), count_on[id(v)], each) for each, v in counted(program.model, x, *together[0])]
        sides.append((-np.inf, callable_there(x, n, *together[0][1:3]) or 0.0))
    for (_, n, *_), row in program.model.calls_keep_quota.items():
        if n != NOTHING_LOST:
            entries += [(len(sides), count_on[id(v)], 1.0) for v in row.body.linear_vars]
            sides.append((-np.inf, row.upper))
    return _compiled(entries, np.array(sides), most, free)


def _compiled(entries: list[tuple[int, int, float]], sides: Floats, most: Floats, free: int) -> Matrix:
    """A matrix of rows between two sides over columns in 0..most; all but the first `free` columns are maximized."""
    table = np.array(sorted(entries, key=lambda entry: (entry[1], entry[0])))
    count = np.bincount(table[:, 1].astype(np.int64), minlength=len(most))
    return Matrix(
        cost=np.where(np.arange(len(most)) < free, 0.0, -1.0),
        low=np.zeros(len(most)),
        high=most,
        row_low=sides[:, 0],
        row_high=sides[:, 1],
        start=np.concatenate([[0], np.cumsum(count)]).astype(np.int32),
        index=table[:, 0].astype(np.int32),
        value=table[:, 2],
        is_integer=np.zeros(len(most), dtype=bool),
        columns=[],
        rows=[],
    )


def _is_ready(program: Program, n: int, r: int, t: int, k: int) -> bool:
    """Whether the workload of an arc is ported to its stack in time, and its data are at the site."""
    x, arc, port = program.instance, program.instance.arcs[r][2], program.model.port
    w, s = arc.workload.workload_id, arc.accelerator.stack
    starts = ready_ports(x, s, t, early(x, n)) if (w, s) in x.ports else []
    is_free = (w, s) not in x.ports or is_portable(x, n, s)
    is_ported = is_free or any(port[w, s, u, x.tree.node(k, u)].value > 0.5 for u in starts)
    return is_ported and is_moved(program.model, x, r, t, k)


def _there(program: Program, n: int, j: int, t: int, _: int, k: int) -> float:
    """Accelerators of a pool that are left, or there in time, and count; infinite without limit."""
    x = program.instance
    side = firm_side(program.model, x, j, t, k, x.contingencies[n].leaves)
    ordered = rushable(program.model, x, n, j, t, k)
    if side is None or ordered is None:
        return np.inf
    return float(side[1] - sum(each * decision.value for each, decision in side[0]) + ordered)


def redundancy_uses(program: Program) -> list[LimitUse]:
    """One line per rule: the loss, work and period in which the plan keeps the least of what it asks."""
    m, x = program.model, program.instance
    kept: dict[Key, float] = defaultdict(float)
    for (n, r, t, b, k), decision in m.backup.items():
        i = x.arcs[r][0]
        share = x.contingencies[n].keep[i, t] / x.contingencies[n].need[i, t, b, k]
        kept[n, i, t, b, k] += x.throughput(r) * decision.value * share
    lines = []
    for rule in x.scenario.policy.redundancy:
        losses = {n for n, c in enumerate(x.contingencies) if speaks_of(rule, c.lose, c.lost, c.within)}
        mine = set(covered(x, rule))
        found = {key: share for key, share in kept.items() if key[0] in losses and key[1:3] in mine}
        if found:
            key = min(found, key=found.__getitem__)
            lines.append(
                LimitUse(
                    limit=kept_subject(x, rule.id, key[0], key[1]),
                    kind="redundancy",
                    period=x.scenario.horizon.label(key[2]),
                    used=found[key],
                    allowed=rule.keep,
                    unit="of the peak",
                    is_binding=found[key] <= rule.keep * (1 + BINDING)
                    or _is_full(program, key, found[key] / rule.keep),
                    is_minimum=True,
                )
            )
    return lines


def _is_full(program: Program, key: Key, multiple: float) -> bool:
    """Whether what stands in beyond what is asked, at a loss and peak, is less than the smallest pack there."""
    m, x = program.model, program.instance
    n, _, t, b, k = key
    standing = {r: v.value for (c, r, *at), v in m.backup.items() if (c, *at) == (n, t, b, k) and v.value}
    copies = {
        o for r in standing for o in x.copies_of_pool[x.arcs[r][1]] if x.contingencies[n].leaves(x.copies[o].offer)
    }
    there = [
        o for o in copies if (o, t, x.tree.node(k, t)) in m.in_service and m.in_service[o, t, x.tree.node(k, t)].value
    ]
    pack = min((c for o in there if (c := x.copies[o].credit * x.copies[o].units) > 0), default=0.0)
    spare = float(sum(standing.values())) * (1 - 1 / multiple)
    return spare < (1 - BINDING) * pack
