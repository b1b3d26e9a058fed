"""What a case changes of its scenario, as raw documents: how it is laid in, its laws, where a value comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.raw import Location, Problem, rows, unknown
from models.vouched import FIGURES

Document = Mapping[str, Any]
FIXED = (
    *("name", "as_of", "horizon", "geographies", "milestones", "cases", "alternatives", "levers"),
    *("scorecard", "procurement"),
)
"""Parts that are the same in every case; a milestone has a month for each."""
FIXED_RULES = ("finance", "porting_every_months", "lane_groups", "uncertainty")
"""Rules of the policy that are the same in every case: how money is counted, when ports may start, who shares units,
when cases can be told apart."""
FIXED_FIELDS: dict[str, tuple[str, ...]] = {
    "offers": ("accelerator", "site", "mode", "pack", "is_dedicated"),
    "holdings": ("lane", "dedicated_to"),
    "workloads": ("lane", "service_unit"),
}
"""Fields that say what a decision is: an order must be the same order in every case."""
RECORDS = (
    *("vendors", "stacks", "accelerators", "sites", "offers", "holdings", "commitments", "agreements"),
    *("benchmarks", "endpoints", "shapes", "workloads"),
)
"""Collections whose records a case may change or take out, but not add to."""


def laid(document: Document, case: Document) -> dict[str, Any]:
    """A scenario document as it is in one of its cases; no case of the result has changes, and it has no alternatives
    and no levers: they are laid over it in turn.

    Mappings merge, lists of records with ids merge by id, all else is replaced; `remove: true` takes a record out. The
    evidence of a record does not vouch for figures that the case replaces without evidence of its own. Of work that the
    case has not, no requests are left.
    """
    changes = case["changes"]
    found: dict[str, Any] = dict(merged(document, changes))
    for beside in ("alternatives", "levers"):
        found.pop(beside, None)
    for collection, figures in FIGURES.items():
        found = _unvouched(found, changes, collection, figures, str(case["id"]))
    left = {row.get("id") for _, row in rows(found, "workloads")}
    if isinstance(asked := found.get("procurement"), Mapping) and asked.get("requests"):
        found["procurement"] = {**asked, "requests": [r for r in asked["requests"] if r.get("workload") in left]}
    found["cases"] = [_without_changes(each, left, is_own=each["id"] == case["id"]) for each in document["cases"]]
    return found


def merged(base: Any, over: Any) -> Any:
    """One raw value laid over another."""
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        new = {name: merged(base[name], entry) if name in base else entry for name, entry in over.items()}
        return {**base, **new}
    if are_records(base) and are_records(over):
        return _merged_records(base, over)
    return over


def are_records(value: Any) -> bool:
    """Whether it is a list of records with ids."""
    is_list = isinstance(value, list | tuple) and bool(value)
    return is_list and all(isinstance(item, Mapping) and isinstance(item.get("id"), str) for item in value)


def by_id(value: Any) -> dict[str, Document]:
    """The records of a list that have ids, by id."""
    listed = value if isinstance(value, list | tuple) else ()
    return {row["id"]: row for row in listed if isinstance(row, Mapping) and isinstance(row.get("id"), str)}


def _merged_records(base: Sequence[Document], over: Sequence[Document]) -> list[Any]:
    """Records in the order of the base, new ones last."""
    latest = {item["id"]: item for item in over}
    known = {item["id"] for item in base}
    kept = [merged(item, latest[item["id"]]) if item["id"] in latest else item for item in base]
    return [item for item in kept if item.get("remove") is not True] + [i for i in over if i["id"] not in known]


def _unvouched(
    found: dict[str, Any], changes: Document, collection: str, figures: tuple[str, ...], case: str
) -> dict[str, Any]:
    """The document with an assumption of the case as evidence of every record whose figures it replaces."""
    replaced = {
        row["id"] for _, row in rows(changes, collection) if "evidence" not in row and any(f in row for f in figures)
    }
    if not replaced:
        return found

    def own(row: Document) -> dict[str, Any]:
        is_secret = bool((row.get("evidence") or {}).get("confidential"))
        secret = {"confidential": True} if is_secret else {}
        return {**row, "evidence": {"grade": "assumption", "source": f"case {case}", **secret}}

    found[collection] = [own(row) if row.get("id") in replaced else row for row in found[collection]]
    return found


def _without_changes(case: Document, workloads: set[Any], *, is_own: bool) -> dict[str, Any]:
    """A case without its changes; another one also without demand of workloads that are not there."""
    found = {name: value for name, value in case.items() if name != "changes"}
    if not is_own and found.get("demand"):
        named = [(each.get("workload"), each) for each in found["demand"]]
        found["demand"] = [each for name, each in named if name is None or name.partition("/")[0] in workloads]
    return found


def change_problems(document: Document) -> Iterator[Problem]:
    """Changes of cases that no case may make, or that speak of records that are not there."""
    for n, case in rows(document, "cases"):
        changes = case.get("changes")
        if isinstance(changes, Mapping):
            yield from (((*_at(n), *inner), text) for inner, text in problems_of_changes(document, changes))


def _at(case: int) -> Location:
    """Where the changes of a case stand in a scenario."""
    return ("cases", case, "changes")


def problems_of_changes(document: Document, changes: Document) -> Iterator[Problem]:
    """What is wrong with what a case changes, each at its place in the changes."""
    for name in changes:
        if name not in (*RECORDS, "policy"):
            why = f"`{name}` is the same in every case" if name in FIXED else f"unknown field {name!r}"
            yield (str(name),), f"{why}; a case may change: {', '.join((*RECORDS, 'policy'))}"
    policy = changes.get("policy")
    for name in FIXED_RULES:
        if isinstance(policy, Mapping) and name in policy:
            yield ("policy", name), f"`{name}` is the same in every case; a case may change the other rules"
    for name in RECORDS:
        found = changes.get(name)
        if isinstance(found, list | tuple):
            yield from _of_records((name,), document.get(name), found, FIXED_FIELDS.get(name, ()))


def _of_records(at: Location, base: Any, over: Sequence[Any], fixed: tuple[str, ...] = ()) -> Iterator[Problem]:
    """Records that are not named, not there, named twice, or the same in every case; and what is in them."""
    known = by_id(base)
    seen: set[str] = set()
    what = str(at[-1])
    for n, item in enumerate(over):
        name = item.get("id") if isinstance(item, Mapping) else None
        if not isinstance(name, str):
            yield (*at, n), f"a case changes {what} of the scenario: write `{{id: ...}}` and the fields that differ"
        elif name not in known:
            loc, text = unknown((*at, n, "id"), name, what, set(known))
            yield loc, f"{text}; a case changes or removes what the scenario lists, it adds nothing"
        elif name in seen:
            yield (*at, n, "id"), f"duplicate id {name!r}: write all that the case changes of it in one record"
        else:
            seen.add(name)
            yield from _of_record((*at, n), known[name], item, fixed)


def _of_record(at: Location, base: Document, item: Document, fixed: tuple[str, ...]) -> Iterator[Problem]:
    if "from" in item:
        yield (*at, "from"), "a case changes records of the scenario, it draws none from the catalog"
    for name in fixed:
        if name in item:
            yield (*at, name), f"`{name}` is the same in every case: it says what is decided, not what comes"
    for name, value in item.items():
        if are_records(value):
            yield from _of_records((*at, name), base.get(name), value)


def written_at(changes: Any, document: Any, location: Location) -> Location:
    """How far the changes hold a location of the document that they gave, with their own positions in lists."""
    found: list[int | str] = []
    for step in location:
        document = _inner(document, step)
        if isinstance(changes, list | tuple) and isinstance(document, Mapping) and "id" in document:
            named = (n for n, row in enumerate(changes) if isinstance(row, Mapping) and row.get("id") == document["id"])
            own: int | str = next(named, -1)
        else:
            own = step
        changes = _inner(changes, own)
        if changes is None and document is not None:
            break
        found.append(own)
        if document is None:
            break
    return tuple(found)


def _inner(value: Any, step: int | str) -> Any:
    if isinstance(value, Mapping):
        return value.get(str(step))
    is_there = isinstance(value, list | tuple) and isinstance(step, int) and 0 <= step < len(value)
    return value[step] if is_there else None


def path_of(document: Any, location: Location) -> str:
    """A location in words: `policy.groups[all].offers[0]`."""
    text = ""
    for step in location:
        document = _inner(document, step)
        if isinstance(step, int):
            name = document.get("id") if isinstance(document, Mapping) else None
            text += f"[{step if name is None else name}]"
        else:
            text += f".{step}" if text else step
    return text
