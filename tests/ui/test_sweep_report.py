"""A sweep in words: sentences, Markdown, terminal, progress."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from data.sweep_files import sweep_csv, sweep_json
from models.sweep import Axis, Entry, Flip, Frontier, FrontierPoint, Row, Sweep, Swing
from ui.sweep_progress import SweepProgress
from ui.sweep_report import markdown, sweep_report
from ui.sweep_words import evidence_sentence, flip_sentence, flip_sentences, frontier_sentence, head

KEY = "0" * 32


def row(cost: float | None, first: tuple[str, ...] = ("a",), **levels: float) -> Row:
    """A row of the sweep; without a cost nothing fits."""
    if cost is None:
        return Row(key=KEY, levels=dict(levels), status="infeasible", message="no | room")
    return Row(
        key=KEY, levels=dict(levels), status="optimal_within_gap", objective_usd=cost, bound_usd=cost, gap=0.0,
        nominal_usd=cost, orders=dict.fromkeys(first, 2.0), first_orders=first, carbon_kg=5000.0, lock_in_usd=9.0,
        power_kw=1.0,
    )  # fmt: skip


def made(**changes: object) -> Sweep:
    """A tornado over two inputs."""
    price = Axis(name="Price of <A>", path="offers[a].price", how="factor", low=0.8, high=1.2, basis="assumed")
    rate = Axis(name="rate", path="policy.finance.discount_rate", how="value", levels=(0.05, 0.1))
    ends = (
        ("Price of <A>", 0.8, 1.2, "assumed", 900.0, 1300.0, True, True),
        ("rate", 0.05, 0.1, "as asked", None, 1000.0),
    )
    names = ("axis", "low", "high", "basis", "low_usd", "high_usd", "changes_orders", "is_factor")
    swings = tuple(
        Swing.model_validate({"changes_orders": False, "is_factor": False} | dict(zip(names, each, strict=False)))
        for each in ends
    )
    plain = Sweep(
        scenario="Test *bench*", case="expected", design="tornado", seed=3, months_now=6, options={"gap": 0.005},
        axes=(price, rate), base=row(1000.0),
        rows=(row(900.0, price=0.8), row(1300.0, ("b",), price=1.2), row(None, rate=0.05), row(1000.0, rate=0.1)),
        swings=swings, offers={"a": "Offer A", "b": "=B()"},
        flips=(Flip(axis="Price of <A>", factor=1.12, keeps_until=1.11, added=("b",), dropped=("a",)),),
    )  # fmt: skip
    return plain.model_copy(update=changes)


def test_a_flip_says_how_far_off_and_what_then() -> None:
    sweep = made()
    said = "The order flips if this is 12 % higher: Price of <A>. "
    then = "Then =B() would be ordered in the first 6 months instead of Offer A."
    assert flip_sentence(sweep, sweep.flips[0]) == said + then
    assert (
        evidence_sentence(sweep) == f"Inputs off alone within their range, 2 looked at: 1 flips the order. {said}{then}"
    )
    less = sweep.flips[0].model_copy(update={"factor": 0.9, "dropped": ()})
    assert flip_sentence(sweep, less).endswith(
        "10 % lower: Price of <A>. Then =B() would be ordered in the first 6 months as well."
    )
    gone = less.model_copy(update={"nothing_fits": True, "added": ()})
    assert flip_sentence(sweep, gone) == "Nothing fits any more if this is 10 % lower: Price of <A>."
    ends = less.model_copy(update={"added": (), "dropped": ("a",)})
    assert "Then Offer A would no longer be ordered" in flip_sentence(sweep, ends)


def test_without_flips_it_says_whether_any_was_looked_for() -> None:
    unknown = made(flips=())
    assert "was not looked for" in flip_sentences(unknown)[1]
    assert evidence_sentence(unknown) == ""
    calm = made(flips=(), swings=(made().swings[1],))
    assert flip_sentences(calm)[1] == "No input flips the order within its range, one at a time."
    assert evidence_sentence(calm) == "Inputs off alone within their range, 1 looked at: none flips the order."
    assert flip_sentences(made(design="grid")) == []


def test_the_head_counts_points_without_a_plan() -> None:
    assert head(made()) == (
        "Test *bench*, case expected: as it is, 1,000 USD discounted; 4 points, 1 of them without a plan."
    )


def test_a_frontier_says_what_the_least_costs() -> None:
    points = tuple(
        FrontierPoint(amount=amount, objective_usd=cost, bound_usd=cost, orders={"a": 1.0})
        for amount, cost in ((5000.0, 1000.0), (2500.0, 1500.0))
    )
    frontier = Frontier(measure="carbon", points=points, infeasible_from=2000.0)
    assert frontier_sentence(frontier) == (
        "Cost against carbon over the horizon: the cheapest plan has 5 t CO2e, the least found is 2.5 t CO2e for "
        "+500 USD, discounted (+50.0 %); nothing fits under 2 t CO2e."
    )
    alone = frontier.model_copy(update={"points": points[:1], "infeasible_from": None})
    assert frontier_sentence(alone).endswith("has 5 t CO2e; no plan with less was found.")
    text = markdown(made(frontiers=(frontier,)))
    assert "| 2.5 | 1,500 | +50.0 % | 1 x Offer A |" in text


def test_names_do_not_become_markup_or_formulas() -> None:
    text = markdown(made())
    assert "# Sweep: Test \\*bench\\*" in text
    assert "Price of \\<A\\>" in text
    assert "1 point: no plan can meet all limits: no \\| room" in text
    assert "| rate | 0.05 .. 0.1 | no plan | 0 | as asked |" in text
    cells = [cell for line in sweep_csv(made()).decode().splitlines() for cell in line.split(",")]
    assert "Packs of =B()" in cells
    assert not [cell for cell in cells if cell.startswith("=")]


def test_the_table_has_the_base_and_every_point() -> None:
    header, *lines = sweep_csv(made()).decode().splitlines()
    assert header.startswith("Point,Price of <A> [factor],rate [value],Status")
    assert [line.split(",")[0] for line in lines] == ["0", "1", "2", "3", "4"]
    assert lines[3].split(",")[3:6] == ["infeasible", "no | room", ""]
    assert Sweep.model_validate_json(sweep_json(made())) == made()


@pytest.mark.parametrize("design", ["grid", "latin", "random"])
def test_points_of_a_cloud_are_summed_up(design: str) -> None:
    text = markdown(made(design=design, swings=(), flips=()))
    assert "Cost over the points: 900 USD to 1,300 USD, discounted; in the middle 1,000 USD" in text
    assert "In 66.7 % of the points with a plan the offers ordered in the first 6 months are those of the base" in text
    assert "| Offer A | 2 | 950 |" in text
    assert ("seed 3" in text) is (design != "grid")


def test_the_terminal_says_the_same() -> None:
    console = Console(file=io.StringIO(), width=200)
    with console.capture() as shown:
        console.print(sweep_report(made()))
    assert "The order flips if this is 12 % higher: Price of <A>." in shown.get()
    assert "12 % higher" in shown.get()


def test_progress_counts_what_was_known_and_what_is_left() -> None:
    text = io.StringIO()
    progress = SweepProgress(2, Console(file=text, width=100))
    progress.begin("tornado", 4, 1)
    for _ in range(3):
        progress.hear(Entry(row=row(1.0), seconds=60.0))
    progress.end()
    first, *_, last = text.getvalue().splitlines()
    assert first == "one input at a time: 1 of 4 points, 1 of them from before"
    assert last.startswith("one input at a time: 4 of 4 points")
    assert "2 workers, busy 100 % of the time" in progress.summary
    progress._printed, progress._done = -9.0, 2
    assert progress._line().endswith(", about 60 s left")
    assert SweepProgress(2).summary == ""


def test_on_a_terminal_the_bar_lives_from_the_first_round_on_and_goes() -> None:
    text = io.StringIO()
    with SweepProgress(2, Console(file=text, force_terminal=True, width=100)) as progress:
        assert text.getvalue() == ""
        for title in ("grid", "flips"):
            progress.begin(title, 2, 0)
            progress.hear(Entry(row=row(1.0), seconds=1.0))
            progress.end()
    assert "flips: 1 of 2 points" in text.getvalue()
