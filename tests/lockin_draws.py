"""Limits on lock-in for random scenarios, drawn apart from all else."""

from __future__ import annotations

from random import Random

from models.lockin import CapacityShare
from models.policy import GroupLimit
from models.scenario import Scenario


def with_lock_in(given: Scenario, rng: Random) -> Scenario:
    """The scenario with a capacity share, a longest term or both, and sometimes a limit on the total capacity."""
    stacks = tuple(s.model_copy(update={"is_proprietary": rng.random() < 0.5}) for s in given.stacks)
    terms = [o.term_months for o in given.offers if o.mode in ("lease", "reserve") and o.term_months]
    rules: dict[str, object] = {}
    if terms and rng.random() < 0.5:
        rules["max_term_months"] = max(1, rng.choice(terms) - 1)
    if not rules or rng.random() < 0.2:
        rules["capacity_shares"] = (_share(given, rng),)
    if rng.random() < 0.1:
        rules["groups"] = (*given.policy.groups, GroupLimit(id="total", min_accelerators=float(rng.randint(1, 4))))
    return given.model_copy(update={"policy": given.policy.model_copy(update=rules), "stacks": stacks})


def _share(given: Scenario, rng: Random) -> CapacityShare:
    """Of a part that not all that is offered or held belongs to, where there is one."""
    chips = {a.id: a for a in given.accelerators}
    holders = [(holder, chips[holder.accelerator]) for holder in (*given.offers, *given.holdings)]
    names = {
        "payee": sorted({holder.vendor for holder, _ in holders}),
        "silicon": sorted({chip.vendor for _, chip in holders}),
        "stack": sorted({chip.stack for _, chip in holders}),
        "class": sorted({chip.accelerator_class for _, chip in holders}),
    }
    mixed = [part for part, found in names.items() if len(found) > 1]
    has_miss = any(w.max_miss for w in given.workloads)  # to miss work is one more way to keep a share of it
    of = rng.choice([*mixed, *mixed, "proprietary"])
    document = {
        "id": "part",
        "of": of,
        "measure": "in_service" if has_miss else rng.choice(("in_service", "served")),
        "names": () if of == "proprietary" else (rng.choice(names[of]),),
        "among": tuple(names["class"][1:]) if rng.random() < 0.1 else (),
        "max_share": rng.choice((0.25, 0.34, 0.5, 0.5, 0.67, 0.75, 0.8)),
        "first": given.horizon.label(rng.randrange(given.horizon.periods)) if rng.random() < 0.3 else None,
    }
    return CapacityShare.model_validate(document)
