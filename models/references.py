"""Laws between records: ids are unique, references lead somewhere, words fit together.

Works on the raw document, so that these problems are reported together with wrong types and unknown fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from models.agreement import agreement_problems
from models.alternatives import alternative_problems
from models.band_laws import band_problems
from models.books import book_problems
from models.carbon import carbon_problems
from models.case_changes import change_problems, problems_of_changes
from models.commitment import commitment_problems
from models.dated import dated_problems
from models.ending_laws import ending_problems
from models.endpoint_laws import endpoint_problems
from models.lane_laws import lane_problems
from models.levers import lever_problems
from models.lockin import share_problems
from models.operations import operating_problems
from models.procurement import procurement_problems
from models.queue_laws import queue_problems, works, written
from models.quota import quota_problems
from models.raw import Location, Problem, items, rows, unknown
from models.scorecard import scorecard_problems
from models.stress_rules import stress_problems
from models.supply import supply_problems
from models.uncertainty_laws import review_problems
from models.vocabulary import LEVEL_CLASSES

COLLECTIONS = (
    *("geographies", "vendors", "stacks", "accelerators", "sites", "offers", "holdings", "commitments", "agreements"),
    *("benchmarks", "endpoints", "shapes", "workloads", "milestones", "cases", "alternatives", "levers"),
)
RULES = (
    *("budgets", "vendor_shares", "capacity_shares", "contract_mix", "groups", "redundancy"),
    *("lane_groups", "carbon", "fixed_costs", "operating_costs", "supplies", "exports", "quotas"),
)
"""Lists of the policy whose records have ids."""
REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("stacks", "owner", "vendors"),
    ("accelerators", "vendor", "vendors"),
    ("accelerators", "stack", "stacks"),
    ("offers", "accelerator", "accelerators"),
    ("offers", "site", "sites"),
    ("offers", "vendor", "vendors"),
    ("holdings", "accelerator", "accelerators"),
    ("holdings", "site", "sites"),
    ("holdings", "vendor", "vendors"),
    ("holdings", "offer", "offers"),
    ("commitments", "vendor", "vendors"),
    ("agreements", "vendor", "vendors"),
    ("benchmarks", "accelerator", "accelerators"),
    ("endpoints", "site", "sites"),
    ("endpoints", "vendor", "vendors"),
    ("endpoints", "stack", "stacks"),
    ("workloads", "shape", "shapes"),
    ("workloads", "sites", "sites"),
    ("sites", "serves", "geographies"),
    ("workloads", "incumbent_stacks", "stacks"),
    ("workloads", "home_site", "sites"),
    ("levers", "workloads", "workloads"),
    ("levers", "accelerators", "accelerators"),
    ("levers", "not_with", "levers"),
)
"""Collection, field, collection it points into."""
LOST_FROM = {"site": "sites", "vendor": "vendors", "stack": "stacks"}
"""What a rule of redundancy may lose -> the collection that `only` points into."""


def problems(document: Any) -> list[Problem]:
    """All broken laws of a raw scenario document, each with its location and a sentence.

    Anything of the wrong type is passed over: field validation reports it.
    """
    if not isinstance(document, Mapping):
        return []
    ids = {
        name: {row["id"] for _, row in rows(document, name) if isinstance(row.get("id"), str)} for name in COLLECTIONS
    }
    return [
        *_duplicates(document),
        *_too_many_stacks(document),
        *(
            p
            for collection, field, target in REFERENCES
            for p in _dangling(document, collection, field, target, ids[target])
        ),
        *_workload_problems(document, ids),
        *queue_problems(document, ids),
        *_case_problems(document, ids),
        *change_problems(document),
        *alternative_problems(document, problems_of_changes),
        *lever_problems(document),
        *_policy_problems(document, ids),
        *_shape_problems(document),
        *ending_problems(document),
        *dated_problems(document),
        *_site_problems(document, ids),
        *_block_problems(document),
        *lane_problems(document),
        *review_problems(document),
        *stress_problems(document, ids),
        *band_problems(document, ids),
        *endpoint_problems(document),
        *book_problems(document),
        *commitment_problems(document, ids),
        *agreement_problems(document, ids),
        *supply_problems(document, ids),
        *quota_problems(document, ids),
        *scorecard_problems(document, ids),
        *procurement_problems(document, ids),
    ]


def _duplicates(document: Mapping[str, Any]) -> Iterator[Problem]:
    policy = document.get("policy")
    rules = policy if isinstance(policy, Mapping) else {}
    for place, parent, collections in (((), document, COLLECTIONS), (("policy",), rules, RULES)):
        for collection in collections:
            seen: dict[str, int] = {}
            for n, row in rows(parent, collection):
                name = row.get("id")
                if isinstance(name, str) and name in seen:
                    first = ".".join((*place, collection, str(seen[name])))
                    yield (*place, collection, n, "id"), f"duplicate id {name!r}, already used by {first}"
                elif isinstance(name, str):
                    seen[name] = n


def _dangling(
    document: Mapping[str, Any], collection: str, field: str, target: str, allowed: set[str]
) -> Iterator[Problem]:
    for n, row in rows(document, collection):
        for place, value in items(row.get(field)):
            if value not in allowed:
                yield unknown((collection, n, field, *place), value, target, allowed)


def _workload_problems(document: Mapping[str, Any], ids: dict[str, set[str]]) -> Iterator[Problem]:
    things = {
        row["profile"]: row["unit"].rsplit("/", 1)[0]
        for _, row in rows(document, "benchmarks")
        if isinstance(row.get("profile"), str) and isinstance(row.get("unit"), str)
    }
    for n, row in rows(document, "workloads"):
        for d, demand in rows(row, "demand"):
            place = demand.get("geography")
            if isinstance(place, str) and place not in ids["geographies"]:
                yield unknown(("workloads", n, "demand", d, "geography"), place, "geographies", ids["geographies"])
        for v, validation in rows(row, "validations"):
            chip = validation.get("accelerator")
            known = ids["accelerators"] | ids["endpoints"]
            if isinstance(chip, str) and chip not in known:
                at = ("workloads", n, "validations", v, "accelerator")
                yield unknown(at, chip, "accelerators", known)
        unit, profile = row.get("service_unit"), row.get("profile")
        if (
            isinstance(unit, str)
            and isinstance(profile, str)
            and things.get(profile, unit.rsplit("/", 1)[0]) != unit.rsplit("/", 1)[0]
        ):
            yield (
                ("workloads", n, "service_unit"),
                f"counts {unit.rsplit('/', 1)[0]!r}, but benchmarks of profile {profile!r} count {things[profile]!r}",
            )


def _case_problems(document: Mapping[str, Any], ids: dict[str, set[str]]) -> Iterator[Problem]:
    total, known = 0.0, {"workloads": set(works(document)), "geographies": ids["geographies"]}
    for n, case in rows(document, "cases"):
        probability = case.get("probability", 1.0)
        total += probability if isinstance(probability, int | float) else 0.0
        for d, change in rows(case, "demand"):
            for field, target in (("workload", "workloads"), ("geography", "geographies")):
                value = change.get(field)
                if isinstance(value, str) and value not in known[target]:
                    yield unknown(("cases", n, "demand", d, field), value, target, known[target])
    if ids["cases"] and abs(total - 1) > 1e-6:
        yield ("cases",), f"probabilities sum to {total:.6g}, they must sum to 1"


def _policy_problems(document: Mapping[str, Any], ids: dict[str, set[str]]) -> Iterator[Problem]:
    policy = document.get("policy", {})
    if not isinstance(policy, Mapping):
        return
    for n, row in rows(policy, "vendor_shares"):
        if isinstance(row.get("vendor"), str) and row["vendor"] not in ids["vendors"]:
            yield unknown(("policy", "vendor_shares", n, "vendor"), row["vendor"], "vendors", ids["vendors"])
    for n, row in rows(policy, "groups"):
        for place, value in items(row.get("offers")):
            if value not in ids["offers"]:
                yield unknown(("policy", "groups", n, "offers", *place), value, "offers", ids["offers"])
    yield from share_problems(policy, ids)
    yield from carbon_problems(policy, ids["sites"])
    yield from operating_problems(policy, ids)
    yield from _redundancy_problems(document, policy, ids)
    finance = policy.get("finance")
    if not isinstance(finance, Mapping) or finance.get("end_value", "straight_line") == "straight_line":
        yield from _missing_lives(document)


def _redundancy_problems(
    document: Mapping[str, Any], policy: Mapping[str, Any], ids: dict[str, set[str]]
) -> Iterator[Problem]:
    planned = works(document)
    can_wait = {name for name, rules in planned.items() if all(map(_can_wait, rules))}
    ids = {**ids, "workloads": set(planned)}
    for n, row in rows(policy, "redundancy"):
        loc: Location = ("policy", "redundancy", n)
        for name, target in (("workloads", "workloads"), ("only", LOST_FROM.get(str(row.get("lose")), ""))):
            for place, value in items(row.get(name)) if target else ():
                if value not in ids[target]:
                    yield unknown((*loc, name, *place), value, target, ids[target])
        for place, value in items(row.get("workloads")):
            if value in can_wait:
                yield (*loc, "workloads", *place), f"{value!r} can wait or be interrupted: it has no peak to keep"


def _can_wait(work: Mapping[str, Any]) -> bool:
    is_exempt = work.get("class") in LEVEL_CLASSES or work.get("is_interruptible") is True
    return is_exempt or work.get("deferral") is not None


def _missing_lives(document: Mapping[str, Any]) -> Iterator[Problem]:
    for n, row in rows(document, "offers"):
        if row.get("mode") == "buy" and row.get("life_months") is None:
            yield (
                ("offers", n, "life_months"),
                "a bought unit needs `life_months` while policy.finance.end_value is straight_line",
            )


def _blocks(document: Mapping[str, Any]) -> dict[str, Any]:
    """Blocks of the horizon by id, each with its share or hours."""
    horizon = document.get("horizon")
    blocks = rows(horizon, "blocks") if isinstance(horizon, Mapping) else iter(())
    found = {
        row["id"]: row.get("share") or row.get("hours") or 0 for _, row in blocks if isinstance(row.get("id"), str)
    }
    return found or {"all": 1.0}


def _shape_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    blocks = set(_blocks(document))
    for n, shape in rows(document, "shapes"):
        factors = shape.get("blocks")
        if isinstance(factors, Mapping) and set(factors) != blocks:
            wrong = ", ".join(sorted(map(str, set(factors) ^ blocks)))
            yield (
                ("shapes", n, "blocks"),
                f"a shape needs a factor for every block of the horizon and no other: {wrong}",
            )


def _too_many_stacks(document: Mapping[str, Any]) -> Iterator[Problem]:
    policy = document.get("policy")
    most = policy.get("max_stacks_per_workload") if isinstance(policy, Mapping) else None
    if not isinstance(most, int):
        return
    for n, row in rows(document, "workloads"):
        stacks = row.get("incumbent_stacks")
        if isinstance(stacks, list | tuple) and len(set(map(str, stacks))) > most:
            yield (
                ("workloads", n, "incumbent_stacks"),
                f"runs on {len(stacks)} stacks, policy.max_stacks_per_workload allows {most}",
            )


def _site_problems(document: Mapping[str, Any], ids: dict[str, set[str]]) -> Iterator[Problem]:
    for n, site in rows(document, "sites"):
        rtt = site.get("rtt_ms")
        for place in rtt if isinstance(rtt, Mapping) else ():
            if place not in ids["geographies"]:
                yield unknown(("sites", n, "rtt_ms", str(place)), str(place), "geographies", ids["geographies"])
        seen: set[str] = set()
        for e, module in rows(site, "expansions"):
            name = module.get("id")
            if isinstance(name, str) and name in seen:
                yield ("sites", n, "expansions", e, "id"), f"duplicate id {name!r} among the modules of the site"
            seen.update([name] if isinstance(name, str) else [])
        if site.get("kind") == "edge" and not site.get("serves"):
            words = "an edge site needs `serves`: the geographies whose work may run there, such as"
            yield ("sites", n, "serves"), f"{words} [{min(ids['geographies'], default='us-east')}]"


def _block_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Allowed hours of deferrable work, and prices of electricity by block."""
    blocks = _blocks(document)
    for loc, work in written(document):
        deferral = work.get("deferral")
        named = items(deferral.get("blocks")) if isinstance(deferral, Mapping) else []
        strange = [(place, name) for place, name in named if name not in blocks]
        where: Location = (*loc, "deferral", "blocks")
        for place, name in strange:
            yield unknown((*where, *place), name, "blocks of the horizon", set(blocks))
        if named and not strange and all(blocks[name] == 0 for _, name in named):
            yield where, "these blocks have no hours: no work can be done in them"
    for n, site in rows(document, "sites"):
        prices = site.get("electricity_by_block")
        given = {str(name) for name in prices} if isinstance(prices, Mapping) else set()
        for name in sorted(given - set(blocks)):
            yield unknown(("sites", n, "electricity_by_block", name), name, "blocks of the horizon", set(blocks))
        missing = [name for name in blocks if name not in given]
        if given and missing and site.get("electricity_usd_per_kwh") is None:
            yield (
                ("sites", n, "electricity_by_block"),
                f"no price for {', '.join(missing)}: give `electricity_usd_per_kwh` for the other blocks",
            )
