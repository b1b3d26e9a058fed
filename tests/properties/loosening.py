"""Every limit of a scenario, one at a time, loosened a little or dropped."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from tests.properties.changes import SUPPLY, Change

Document = dict[str, Any]
Path = tuple[str | int, ...]

RULES = (
    ("budgets", "max_usd"),
    ("vendor_shares", "max_share"),
    ("capacity_shares", "max_share"),
    ("contract_mix", "max_share"),
    ("contract_mix", "min_share"),
    ("supplies", "max_accelerators"),
    ("exports", "max_accelerators"),
    ("redundancy", "keep"),
    ("carbon", "max_kg"),
    ("groups", "max_accelerators"),
    ("groups", "min_accelerators"),
    ("quotas", "max_accelerators"),
)
"""Lists of limits in the policy, and the number that each states."""
SINGLE = (
    ("exposure", "max_usd"),
    ("maturity", "unvalidated_share"),
    ("engineers", "engineer_months_per_quarter"),
    ("simplicity", "max_vendors"),
    ("simplicity", "max_sites"),
    ("simplicity", "max_contracts"),
    ("simplicity", "max_pools_per_workload"),
    ("simplicity", "min_share"),
    ("simplicity", "min_order_packs"),
)
"""Limits that the policy has once, beside `ALONE`."""
ALONE = ("max_term_months", "max_stacks_per_workload")
CAPS = ("power_cap_kw", "rack_cap", "heat_cap_kw", "floor_cap_m2", "storage_cap_gbps")
LEAST = frozenset(("min_accelerators", "min_share", "min_order_packs", "min_packs_per_order", "keep"))
"""Limits that ask for at least so much."""
SHARES = frozenset(("max_share", "keep", "unvalidated_share", "min_share"))
SHRINKING = frozenset(("min_accelerators", "min_order_packs", "min_packs_per_order", "lanes"))
"""Limits without which less of an offer can be ordered: no more than carries all work of its pool, reaches a group's
minimum, or makes up a least order. No plan needs more, but where idle units keep a limit on a share."""


class Limit(NamedTuple):
    """A limit, by the field that states it, and a change that loosens it."""

    field: str
    loosen: Change


def limits(document: Document, rng: Random) -> Iterator[Limit]:
    """All limits of a scenario, with those on work that waits; none of `SHRINKING` while there is one on a share."""
    policy = document["policy"]
    is_shared = bool(policy["vendor_shares"] or policy["capacity_shares"] or policy["contract_mix"])
    for path in _paths(document):
        field = str(path[-1])
        if not (is_shared and field in SHRINKING):
            yield Limit(field, _dropping(path) if rng.random() < 0.5 else _loosening(path))
    if len({job["lane"] for job in document["workloads"]}) > 1 and not is_shared:
        yield Limit("lanes", _share_lanes)
    waiting = [n for n, job in enumerate(document["workloads"]) if job["deferral"]]
    yield from (Limit("within_months", _waiting_longer(n)) for n in waiting)


def _paths(document: Document) -> Iterator[Path]:
    """Where a limit is stated."""
    policy = document["policy"]
    found: list[Path] = [("policy", name, n, field) for name, field in RULES for n, _ in enumerate(policy[name])]
    found += [("policy", *path) for path in SINGLE] + [("policy", field) for field in ALONE]
    found += [("sites", n, cap) for n, _ in enumerate(document["sites"]) for cap in CAPS]
    found += [
        ("offers", n, limit) for n, _ in enumerate(document["offers"]) for limit in (*SUPPLY, "min_packs_per_order")
    ]
    found += [("commitments", n, "max_usd_per_hour") for n, _ in enumerate(document["commitments"])]
    found += [("endpoints", n, "quota_tokens_per_minute") for n, _ in enumerate(document["endpoints"])]
    yield from (path for path in found if (_record(document, path) or {}).get(path[-1]) is not None)


def _record(document: Document, path: Path) -> Any:
    """The record in which a limit is stated; None where there is none."""
    record: Any = document
    for step in path[:-1]:
        record = record[step]
    return record


def _dropping(path: Path) -> Change:
    def drop(document: Document) -> None:
        record = _record(document, path)
        if path[1] == "groups" and {record["min_accelerators"], record["max_accelerators"]} - {None, record[path[-1]]}:
            record[path[-1]] = None
        elif path[1] == "exposure":
            document["policy"]["exposure"] = None
        elif path[0] == "policy" and len(path) == 4:
            del document["policy"][path[1]][path[2]]
        else:
            record[path[-1]] = None

    return drop


def _loosening(path: Path) -> Change:
    def loosen(document: Document) -> None:
        record, field = _record(document, path), path[-1]
        value = record[field]
        if isinstance(value, int):
            record[field] = max(1, value - 1) if field in LEAST else value + 1
        else:
            record[field] = 0.7 * value if field in LEAST else 1.3 * value + 0.05
        if field in SHARES:
            record[field] = min(1.0, record[field])

    return loosen


def _share_lanes(document: Document) -> None:
    """All lanes in one group."""
    lanes = sorted({job["lane"] for job in document["workloads"]})
    document["policy"]["lane_groups"] = [{"id": "all", "lanes": lanes}]


def _waiting_longer(n: int) -> Change:
    def wait(document: Document) -> None:
        document["workloads"][n]["deferral"]["within_months"] += document["horizon"]["months_per_period"]

    return wait
