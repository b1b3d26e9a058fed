"""Who refers to a record: so that a new id is carried to all of them, and a deletion can say what it leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.problems import Location
from models.lockin import NAMED_FROM
from models.queue_laws import QUEUE_REFERENCES
from models.references import LOST_FROM, REFERENCES

COUNTING = {
    "supplies": {"vendor": "vendors", "accelerators": "accelerators"},
    "exports": {"vendors": "vendors", "accelerators": "accelerators"},
    "operating_costs": {"workloads": "workloads", "sites": "sites", "stacks": "stacks"},
    "quotas": {"vendors": "vendors", "sites": "sites", "accelerators": "accelerators"},
}
"""Rules of the policy that say what they count: fields, and the collections these point into."""
SECTIONS = (("scorecard", "reviews", "vendor", "vendors"), ("procurement", "requests", "workload", "workloads"))
"""Section, its list, field of its records, collection that the field points into."""


def references(content: Any, collection: str, name: str) -> list[Location]:
    """Where a plain document refers to a record, each with its place in the field: `("offers", 3, "site")`.

    What its cases and alternatives change of the record, and in what they change refers to it, counts.
    """
    found = [at for at, target, value in _all_references(content) if target == collection and value == name]
    for records in ("cases", "alternatives"):
        for n, record in _records(content, records):
            part = record.get("changes")
            if isinstance(part, dict):
                inner = (*_ids(part, collection, name), *references(part, collection, name))
                found += [(records, n, "changes", *at) for at in inner]
    return found


def in_variants(content: Any, collection: str, name: str) -> list[Location]:
    """Where the variants of a document speak of a record: its id in them, and what refers to it."""
    variants = content.get("variants")
    return [
        ("variants", variant, *inner)
        for variant, part in (variants.items() if isinstance(variants, dict) else ())
        if isinstance(part, dict)
        for inner in (*_ids(part, collection, name), *references(part, collection, name))
    ]


def _ids(part: Any, collection: str, name: str) -> list[Location]:
    """Where a partial document changes a record."""
    return [(collection, n, "id") for n, item in _records(part, collection) if item.get("id") == name]


def _all_references(content: Any) -> Iterator[tuple[Location, str, str]]:
    for collection, field, target in REFERENCES:
        for n, row in _records(content, collection):
            yield from _named((collection, n, field), row.get(field), target)
    yield from _of_commitments(content)
    for n, workload in _records(content, "workloads"):
        yield from _of_workload(("workloads", n), workload)
    for n, case in _records(content, "cases"):
        for d, change in _records(case, "demand"):
            yield from _named(("cases", n, "demand", d, "workload"), change.get("workload"), "workloads")
            yield from _named(("cases", n, "demand", d, "geography"), change.get("geography"), "geographies")
    yield from _of_sections(content)
    policy = content.get("policy") if isinstance(content.get("policy"), dict) else {}
    for n, limit in _records(policy, "vendor_shares"):
        yield from _named(("policy", "vendor_shares", n, "vendor"), limit.get("vendor"), "vendors")
    for n, rule in _records(policy, "capacity_shares"):
        at: Location = ("policy", "capacity_shares", n, "names")
        yield from _named(at, rule.get("names"), NAMED_FROM.get(str(rule.get("of")), ""))
    yield from _of_redundancy(policy)
    for n, limit in _records(policy, "carbon"):
        yield from _named(("policy", "carbon", n, "sites"), limit.get("sites"), "sites")
    yield from _of_counting(policy)
    for n, group in _records(policy, "groups"):
        yield from _named(("policy", "groups", n, "offers"), group.get("offers"), "offers")
    yield from _of_stresses(policy)
    yield from _of_reviews(policy)


def _of_counting(policy: Any) -> Iterator[tuple[Location, str, str]]:
    for rules, fields in COUNTING.items():
        for n, rule in _records(policy, rules):
            for field, target in fields.items():
                yield from _named(("policy", rules, n, field), rule.get(field), target)


def _of_workload(at: Location, workload: dict[str, Any]) -> Iterator[tuple[Location, str, str]]:
    for d, demand in _records(workload, "demand"):
        yield from _named((*at, "demand", d, "geography"), demand.get("geography"), "geographies")
        for p, part in _records(demand, "parts"):
            yield from _named((*at, "demand", d, "parts", p, "milestone"), part.get("milestone"), "milestones")
    for q, queue in _records(workload, "queues"):
        for field, target in QUEUE_REFERENCES:
            yield from _named((*at, "queues", q, field), queue.get(field), target)
    for v, own in _records(workload, "validations"):
        for target in ("accelerators", "endpoints"):
            yield from _named((*at, "validations", v, "accelerator"), own.get("accelerator"), target)


def _of_sections(content: Any) -> Iterator[tuple[Location, str, str]]:
    """Records of the sections that change nothing in the plan: vendors that are judged, work that is measured."""
    for section, part, field, target in SECTIONS:
        found = content.get(section)
        for n, record in _records(found if isinstance(found, dict) else {}, part):
            yield from _named((section, part, n, field), record.get(field), target)


def _of_commitments(content: Any) -> Iterator[tuple[Location, str, str]]:
    for n, commitment in _records(content, "commitments"):
        for r, rate in _records(commitment, "rates"):
            yield from _named(("commitments", n, "rates", r, "offer"), rate.get("offer"), "offers")


def _of_redundancy(policy: dict[str, Any]) -> Iterator[tuple[Location, str, str]]:
    for n, rule in _records(policy, "redundancy"):
        at: Location = ("policy", "redundancy", n)
        yield from _named((*at, "only"), rule.get("only"), LOST_FROM.get(str(rule.get("lose")), ""))
        yield from _named((*at, "workloads"), rule.get("workloads"), "workloads")


def _of_stresses(policy: dict[str, Any]) -> Iterator[tuple[Location, str, str]]:
    rules = policy.get("uncertainty")
    for n, stress in _records(rules if isinstance(rules, dict) else {}, "stresses"):
        for field, target in (("vendor", "vendors"), ("site", "sites"), ("workloads", "workloads")):
            yield from _named(("policy", "uncertainty", "stresses", n, field), stress.get(field), target)


def _of_reviews(policy: dict[str, Any]) -> Iterator[tuple[Location, str, str]]:
    rules = policy.get("uncertainty")
    for n, review in _records(rules if isinstance(rules, dict) else {}, "reviews"):
        groups = review.get("groups")
        for g, group in enumerate(groups if isinstance(groups, list) else ()):
            yield from _named(("policy", "uncertainty", "reviews", n, "groups", g), group, "cases")


def _records(value: Any, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    found = value.get(name)
    if isinstance(found, list):
        yield from ((n, item) for n, item in enumerate(found) if isinstance(item, dict))


def _named(at: Location, value: Any, target: str) -> Iterator[tuple[Location, str, str]]:
    if isinstance(value, str):
        yield at, target, value
    elif isinstance(value, list):
        yield from (((*at, n), target, item) for n, item in enumerate(value) if isinstance(item, str))
