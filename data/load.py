"""A scenario file -> `Scenario`, or everything that is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from data.catalog import read_catalog
from data.from_catalog import Drawn, draw
from data.merge import choose_variant, read_with_bases
from data.problems import Problem, ScenarioError
from data.tables import apply_tables
from data.tree import Node, origin, path_text, plain, walk
from data.wording import problem_of, unprintable
from models.cases import REFERENCES_FAIL
from models.references import problems as broken_laws
from models.scenario import Scenario


@dataclass(frozen=True)
class Loaded:
    """A scenario and where it came from."""

    scenario: Scenario
    document_hash: str
    """SHA-256 of the merged document (bases, variant, tables and catalog records resolved) in canonical JSON."""
    replaced: tuple[str, ...]
    """Ids of the catalog offers whose price the scenario replaced."""
    files: tuple[Path, ...]
    """Files read: the scenario file, its bases, its tables."""
    variants: tuple[str, ...] = ()
    """Names of the variants the file offers."""
    pulled: tuple[str, ...] = ()
    """Catalog records that were added because others refer to them, as `collection.id`."""


def load_scenario(path: Path, variant: str | None = None) -> Loaded:
    """Read, compose and validate a scenario file.

    Parameters
    ----------
    path : YAML file (UTF-8, at most 2 MB).
    variant : name of one of its `variants`; None for the scenario as it stands.

    Raises
    ------
    ScenarioError
        with every problem of the scenario: unreadable file, unknown field, wrong type, value out of range, dangling
        reference, and so on, each with file, line, column and path.
    """
    problems: list[Problem] = []
    root, files = read_with_bases(path, problems)
    if root is None:
        raise ScenarioError(problems)
    composed = compose(root, variant, problems)
    scenario = validated(composed, problems)
    if problems or scenario is None:
        raise ScenarioError(problems)
    return loaded_from(composed, scenario, files)


class Composed(NamedTuple):
    """A document with its variant, tables and catalog records laid in."""

    root: Node
    document: Any
    """The same as plain values."""
    drawn: Drawn
    variants: tuple[str, ...]
    """Names of the variants it offers."""
    tables: tuple[Path, ...]
    """Table files read."""
    is_whole: bool
    """Whether every table could be read."""


def compose(root: Node, variant: str | None, problems: list[Problem]) -> Composed:
    """Lay variant, tables and catalog records into a document.

    Parameters
    ----------
    root : the document, bases laid in, catalog ids of collections spelled out as `from`; it is changed in place.
    variant : name of one of its `variants`, or None.
    problems : everything found wrong is added here.
    """
    root, variants = choose_variant(root, variant, problems)
    tables, all_read = apply_tables(root, problems)
    drawn = draw(root, read_catalog, problems)
    return Composed(root, plain(root), drawn, variants, tuple(tables), all_read)


def loaded_from(composed: Composed, scenario: Scenario, files: Iterable[Path] = ()) -> Loaded:
    """The scenario of a composed document without problems, with its hash and provenance."""
    drawn = composed.drawn
    every = (*files, *composed.tables)
    return Loaded(scenario, _hash(composed.document), drawn.replaced, every, composed.variants, drawn.pulled)


def validated(composed: Composed, problems: list[Problem]) -> Scenario | None:
    """The scenario of a composed document, or None with its problems added.

    Laws between records are left out while a table is missing.
    """
    document, root = composed.document, composed.root
    broken = broken_laws(document) if composed.is_whole else []
    laws = [_law_problem(root, location, message) for location, message in broken]
    problems += unprintable(root)
    try:
        scenario = Scenario.model_validate_json(json.dumps(document))
    except ValidationError as error:
        found = _first_causes(error.errors(include_url=False))
        problems += [problem for detail in found if (problem := problem_of(detail, root))]
        scenario = None
        if not found and not laws:
            problems.append(Problem.at(root.where(), "scenario", error.errors()[0]["msg"]))
    problems += laws
    return scenario


def _first_causes(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without errors that only repeat or follow from others."""
    parents = {error["loc"][:n] for error in errors for n in range(len(error["loc"]))}
    return [
        error
        for error in errors
        if error["type"] != REFERENCES_FAIL and not (error["type"] == "too_short" and error["loc"] in parents)
    ]


def _law_problem(root: Node, location: tuple[int | str, ...], message: str) -> Problem:
    *_, node = walk(root, location)
    words = message + _catalog_hint(node, message)
    return Problem.at(node.where(), path_text(root, location), words, origin(root, location))


def _catalog_hint(node: Node, message: str) -> str:
    """Where a dangling reference means a catalog record: how to draw it."""
    target = message.partition("is not one of the ")[2].partition(";")[0]
    is_known = isinstance(node.value, str) and node.value in read_catalog().get(target, {})
    return f"; the catalog has it: add `{node.value}` to `{target}`" if target and is_known else ""


def _hash(document: Any) -> str:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
