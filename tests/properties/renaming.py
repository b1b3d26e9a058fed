"""All records of a scenario under other names and in another order."""

from __future__ import annotations

from random import Random
from typing import Any, get_args

from models.vocabulary import TrafficShape

Document = dict[str, Any]

COLLECTION_OF = {
    "accelerator": "accelerators",
    "bucket": "buckets",
    "geography": "geographies",
    "home_site": "sites",
    "incumbent_stacks": "stacks",
    "jurisdiction": "jurisdictions",
    "lane": "lanes",
    "offer": "offers",
    "owner": "vendors",
    "rtt_ms": "geographies",
    "serves": "geographies",
    "shape": "shapes",
    "site": "sites",
    "stack": "stacks",
    "vendor": "vendors",
    "profile": "profiles",
    "workload": "workloads",
    "electricity_by_block": "blocks",
}
"""Field that names records -> their collection; other such fields are called like it."""
COLLECTIONS = {*COLLECTION_OF.values(), "offers", "endpoints", "holdings", "benchmarks", "queues", "expansions"} | {
    "budgets", "vendor_shares", "capacity_shares", "groups", "redundancy", "lane_groups", "carbon", "fixed_costs",
    "contract_mix", "supplies", "exports", "commitments", "agreements", "quotas", "operating_costs",
}  # fmt: skip
"""What is renamed. The case keeps the name by which it is asked for, and so do shapes called like a kind of traffic."""
NAMED_BY = {"site": "sites", "vendor": "vendors", "payee": "vendors", "silicon": "vendors", "stack": "stacks"}
"""What a rule loses, or is a share of -> the collection of the names it lists."""


ORDERED = ("points", "exits", "milestone_payments", "tiers", "years")
"""Lists in an order that means something."""


class _Renamer:
    """New names, one for each old one of a collection, whose order in the alphabet is another."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.known: dict[tuple[str, str], str] = {}

    def name(self, collection: str, old: str) -> str:
        """The new name of a record; of a queue that of its workload, a slash, and its own."""
        if collection not in COLLECTIONS or (collection == "shapes" and old in get_args(TrafficShape)):
            return old
        if "/" in old:
            workload, queue = old.split("/")
            return f"{self.name('workloads', workload)}/{self.name('queues', queue)}"
        if (collection, old) not in self.known:
            self.known[collection, old] = f"{'zyxwvu'[self.rng.randrange(6)]}{len(self.known)}"
        return self.known[collection, old]

    def record(self, row: Document, collection: str) -> Document:
        """A record of a collection with all names in it."""
        part = NAMED_BY.get(str(row.get("lose") or row.get("of")), "")
        return {
            field: self.name(collection, value) if field == "id" else self.value(value, part or field, field)
            for field, value in row.items()
        }

    def value(self, value: Any, part: str, field: str) -> Any:
        """The value of a field, in any depth."""
        collection = part if field in ("only", "names") else COLLECTION_OF.get(field, field)
        if isinstance(value, str):
            return self.name(collection, value)
        if isinstance(value, list):
            found = [self.record(v, collection) if isinstance(v, dict) else self.value(v, part, field) for v in value]
            return found if field in ORDERED else self.rng.sample(found, len(found))
        if isinstance(value, dict) and collection in COLLECTIONS:  # of a shape, a factor by block
            return {self.name(collection, key): self.value(v, part, "") for key, v in value.items()}
        return self.record(value, field) if isinstance(value, dict) else value


def renamed(document: Document, rng: Random) -> None:
    """All records under other names, and every list in another order."""
    document |= _Renamer(rng).record(document, "")
