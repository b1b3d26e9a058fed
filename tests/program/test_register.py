"""Every constraint family has tests of three kinds, and they notice when its rows are missing or turned around."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path

import pyomo.environ as pyo
import pytest

from solver.program import families
from solver.program.build import Program
from tests.program.kit import Hand, Mutation, drop, flip, outcome, program

HERE = Path(__file__).resolve().parent
FAMILIES = sorted(module.name for module in pkgutil.iter_modules(families.__path__))
FILES = {name: HERE / f"test_{name}.py" for name in FAMILIES} | {
    "placement": HERE.parent / "sizing" / "test_placement.py"  # it writes no rows: it removes arcs
}
KINDS = ("test_rows_", "test_optimum_", "test_property_")

UNSEEN = {
    ("drop", "ported_once"): "a second port of the same work to the same stack only costs more",
    ("drop", "rented_where_open"): "nobody rents what serves nothing, and what serves keeps the site open",
    ("drop", "peak_takes_replicas"): "what the peak needs in whole replicas is as many: the row is for the relaxation",
    ("drop", "gangs_are_enough"): "what all runs take in whole gangs is as many: the row is for the relaxation",
    ("drop", "served_where_open"): "what serves stands or is rented there: the row is for the relaxation",
    ("drop", "served_where_engaged"): "what serves is ordered or rented from the party: the row is for the relaxation",
    ("drop", "moved_once"): "a second move of the same data only costs more",
    ("drop", "run_once_moving"): "what runs double before a move starts only costs more",
    ("drop", "tier_is_one"): "packs in two tiers only cost more: the row is for the relaxation",
    ("drop", "first_is_one"): "a second first port only costs more, in money or in effort",
    (
        "flip",
        "held_where_used",
    ): "the pool used must hold all of the need anyway, and holding more elsewhere saves nothing",
}
"""Mutations of single rows that no optimum can show, and why."""


@pytest.mark.parametrize("family", FILES)
def test_every_family_has_a_test_of_each_kind(family: str) -> None:
    assert FILES[family].exists()
    tree = ast.parse(FILES[family].read_text(encoding="utf-8"))
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert not [kind for kind in KINDS if not any(name.startswith(kind) for name in names)]


def hands(family: str) -> dict[str, Hand]:
    """Cases computed by hand, by the row that binds in them."""
    found: dict[str, Hand] = importlib.import_module(f"tests.program.test_{family}").HANDS
    return found


def rows_of(family: str) -> set[str]:
    """Names of the constraint blocks a family writes."""
    given, _, previous = next(iter(hands(family).values()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importlib.import_module(f"solver.program.families.{family}"), "add", lambda *_: None)
        others = blocks(program(given, previous))
    return blocks(program(given, previous)) - others


def blocks(written: Program) -> set[str]:
    """Names of all constraint blocks."""
    return {block.local_name for block in written.model.component_objects(pyo.Constraint)}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_row_has_a_case_by_hand(family: str) -> None:
    assert rows_of(family) == set(hands(family))


def is_noticed(hand: Hand, mutation: Mutation, names: set[str]) -> bool:
    """Whether a mutation of rows changes the optimum, leaves none, or makes the audit refuse the plan."""
    written = program(hand.given, hand.previous)
    for name in names:
        mutation(written, name)
    found = outcome(written)
    return not found.passed or found.cost != pytest.approx(hand.cost, rel=1e-6)


@pytest.mark.parametrize("mutation", [drop, flip])
@pytest.mark.parametrize("family", FAMILIES)
def test_mutating_a_family_is_noticed_in_all_its_cases(family: str, mutation: Mutation) -> None:
    assert all(is_noticed(hand, mutation, set(hands(family))) for hand in hands(family).values())


@pytest.mark.parametrize("mutation", [drop, flip])
@pytest.mark.parametrize(("family", "name"), [(family, name) for family in FAMILIES for name in hands(family)])
def test_mutating_a_row_is_noticed_in_its_case(family: str, name: str, mutation: Mutation) -> None:
    is_seen = is_noticed(hands(family)[name], mutation, {name})
    assert is_seen is ((mutation.__name__, name) not in UNSEEN)
