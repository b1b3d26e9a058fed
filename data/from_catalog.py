"""Records drawn from the shipped catalog by id, and what they need in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from data.problems import Place, Problem, suggestion
from data.schema import PULLED
from data.tree import Node, list_at, planted, records
from models.references import COLLECTIONS, REFERENCES
from models.vocabulary import LEVEL_CLASSES
from models.vouched import FIGURES, PRICES

Catalog = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Collection -> id -> raw record."""


class Drawn(NamedTuple):
    """What was taken from the catalog beyond the records asked for by id."""

    replaced: tuple[str, ...]
    """Ids of offers whose catalog price the scenario replaced."""
    pulled: tuple[str, ...]
    """Records added because others refer to them, as `collection.id`."""


def draw(root: Node, read: Callable[[], Catalog], problems: list[Problem]) -> Drawn:
    """Replace every `from: id` of the document by the catalog's record, and add what these records refer to.

    Parameters
    ----------
    root : the document, changed in place.
    read : gives the catalog; called only where the document needs it.
    problems : unknown ids are added here.
    """
    replaced: list[str] = []
    drawn: list[tuple[str, Node]] = []
    for collection in COLLECTIONS:
        for item in records(root, collection):
            if "from" in item.entries and _fill(item, collection, read(), problems):
                drawn.append((collection, item))
                if collection == "offers" and _is_own(item, PRICES):
                    replaced.append(item.text("id") or "")
    pulled = _pull(root, drawn, read) if drawn else []
    _keep_known_round_trips(root, [node for collection, node in drawn if collection == "sites"])
    return Drawn(tuple(replaced), (*pulled, *_pull_shapes(root, read)))


def _fill(item: Node, collection: str, catalog: Catalog, problems: list[Problem]) -> bool:
    """Turn `{from: id, own fields}` into the whole record; False, with a problem, where there is none."""
    source = item.entries.pop("from")
    name = source.value if isinstance(source.value, str) else None
    known = catalog.get(collection, {})
    if name is None or name not in known:
        problems.append(_not_found(collection, source, name, known))
        if name is not None:
            item.entries.setdefault("id", source)
        item.is_broken = True
        return False
    own = dict(item.entries)
    item.entries.clear()
    item.entries.update(_from_catalog(collection, known[name], item.place).entries)
    item.entries.update(own)
    if _is_own(item, FIGURES.get(collection, ())) and not _is_own(item, ("evidence",)):
        item.entries["evidence"] = planted(own_evidence(collection), item.place)
    return True


def own_evidence(collection: str) -> dict[str, str]:
    """The evidence of a drawn record whose figures the scenario replaced without saying where they are from."""
    return {"grade": "quote" if collection == "offers" else "assumption", "source": "scenario author"}


def _not_found(collection: str, source: Node, name: str | None, known: Mapping[str, Any]) -> Problem:
    if name is None:
        return Problem.at(source.where(), f"{collection}.from", "`from` must be the id of a catalog record")
    if not known:
        message = f"the catalog holds no {collection}; write {name!r} as a record with an `id` and its fields"
    else:
        message = f"{name!r} is not in the catalog's {collection}; {suggestion(name, known, 12)}"
    return Problem.at(source.where(), f"{collection}[{name}].from", message)


def _from_catalog(collection: str, record: Mapping[str, Any], place: Place) -> Node:
    note = f"value from the catalog's {collection}, {record.get('id')!r}"
    return planted(record, place._replace(note=note))


def _is_own(item: Node, fields: tuple[str, ...]) -> bool:
    """Whether the scenario itself, not the catalog, gives one of the fields."""
    return any(name in item.entries and not item.entries[name].place.note for name in fields)


def _pull(root: Node, drawn: list[tuple[str, Node]], read: Callable[[], Catalog]) -> list[str]:
    """Add the records that drawn records refer to, and those that these refer to; a drawn list grows with them."""
    ids = {target: {node.text("id") for node in records(root, target)} for target in PULLED}
    pulled = []
    for collection, node in drawn:  # grows while it is walked
        for owner, field, target in REFERENCES:
            name = node.text(field) if owner == collection and target in PULLED else None
            if name is None or name in ids[target] or name not in read().get(target, {}):
                continue
            record = _from_catalog(target, read()[target][name], node.place)
            list_at(root, target, node.place).add(record)
            ids[target].add(name)
            drawn.append((target, record))
            pulled.append(f"{target}.{name}")
    return pulled


def _keep_known_round_trips(root: Node, sites: list[Node]) -> None:
    """The catalog's sites know every geography; keep those of the scenario."""
    places = {node.text("id") for node in records(root, "geographies")}
    for site in sites:
        rtt = site.get("rtt_ms")
        if rtt is not None and rtt.place.note:
            rtt.value = {place: node for place, node in rtt.entries.items() if place in places}


def _pull_shapes(root: Node, read: Callable[[], Catalog]) -> list[str]:
    """Add the catalog's load shapes that workloads and queues name, where they are made for the blocks here."""
    horizon = root.get("horizon")
    blocks = {node.text("id") for node in records(horizon, "blocks")} if horizon else set()
    known = {node.text("id") for node in records(root, "shapes")}
    pulled = []
    for place, name in _shapes_named(root) if len(blocks) > 1 else ():
        record = read().get("shapes", {}).get(name or "")
        if record is not None and name not in known and set(record["blocks"]) == blocks:
            list_at(root, "shapes", place).add(_from_catalog("shapes", record, place))
            known.add(name)
            pulled.append(f"shapes.{name}")
    return pulled


def _shapes_named(root: Node) -> Iterator[tuple[Place, str | None]]:
    """The load shape of every workload and queue: its `shape`, or for work that cannot wait its `traffic`."""
    for workload in records(root, "workloads"):
        for work in (workload, *records(workload, "queues")):
            waits = work.get("deferral") is not None or workload.get("deferral") is not None
            has_none = waits or workload.text("class") in LEVEL_CLASSES
            yield work.place, work.text("shape") or (None if has_none else work.text("traffic"))
