"""A sweep in words: sentences, Markdown, terminal, progress."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from data.sweep_files import sweep_csv, sweep_json
from models.sweep import Axis, Entry, Flip, Frontier, FrontierPoint, Row, Sweep, Swing
from ui.sweep_progress import Pace, SweepProgress
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


def carbon() -> Frontier:
    """Half the carbon for half as much again; it orders other things."""
    less = row(1500.0, ("b",)).model_copy(
        update={"carbon_kg": 2500.0, "levels": {"carbon at most": 2600.0}, "accelerators": {"b": 8.0}, "vendors": 1}
    )
    points = (
        FrontierPoint(amount=5000.0, row=row(1000.0), bound_usd=990.0),
        FrontierPoint(amount=2500.0, row=less, bound_usd=1490.0),
    )
    return Frontier(measure="carbon", points=points, infeasible_from=2000.0)


def risk() -> Frontier:
    """80 USD more in expectation for 40 USD less in the dearer half of the cases, by more of `a` and none of `b`."""
    points = tuple(
        FrontierPoint(
            amount=cvar, bound_usd=cost - 1, risk_aversion=weight,
            row=row(cost).model_copy(
                update={"levels": {"risk aversion": weight}, "cvar_usd": cvar, "orders": orders, "carbon_kg": None}
            ),
        )
        for cvar, cost, weight, orders in (
            (560.0, 440.0, 0.0, {"a": 4.0, "b": 1.0}), (520.0, 520.0, 0.99, {"a": 8.0})
        )
    )  # fmt: skip
    return Frontier(measure="risk", points=points, infeasible_from=None, cvar_alpha=0.5)


def made(**changes: object) -> Sweep:
    """A tornado over two inputs."""
    price = Axis(name="Price of <A>", path="offers[a].price", how="factor", low=0.8, high=1.2, basis="assumed")
    rate = Axis(name="rate", path="policy.finance.discount_rate", how="value", levels=(0.05, 0.1))
    ends = (
        ("Price of <A>", 0.8, 1.2, "assumed", 900.0, 1300.0, False, True, True, "USD/pack/h", 2.5),
        ("rate", 0.05, 0.1, "as asked", None, 1000.0, True, False, False),
    )
    names = (
        "axis", "low", "high", "basis", "low_usd", "high_usd", "flips_low", "flips_high", "is_factor", "unit", "base",
    )  # fmt: skip
    swings = tuple(Swing.model_validate(dict(zip(names, each, strict=False))) for each in ends)
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
    calm = made(flips=(), swings=(made().swings[1].model_copy(update={"flips_low": False}),))
    assert flip_sentences(calm)[1] == "No input flips the order within its range, one at a time."
    assert evidence_sentence(calm) == "Inputs off alone within their range, 1 looked at: none flips the order."
    assert flip_sentences(made(design="grid")) == []


def test_the_head_counts_points_without_a_plan() -> None:
    assert head(made()) == (
        "Test *bench*, case expected: as it is, 1,000 USD discounted; 4 points, 1 of them without a plan."
    )


def test_a_frontier_says_what_the_least_costs() -> None:
    frontier = carbon()
    assert frontier_sentence(frontier) == (
        "Cost against carbon over the horizon: the cheapest plan has 5 t CO2e, the least found is 2.5 t CO2e for "
        "+500 USD, discounted (+50.0 %); nothing fits under 2 t CO2e."
    )
    alone = frontier.model_copy(update={"points": frontier.points[:1], "infeasible_from": None})
    assert frontier_sentence(alone).endswith("has 5 t CO2e; no plan with less was found.")
    text = markdown(made(frontiers=(frontier,)))
    assert "| 2.5 | 1,500 | +50.0 % | 2 x =B() |" in text


def test_less_risk_is_told_over_all_cases_with_its_weight() -> None:
    frontier = risk()
    assert frontier_sentence(frontier) == (
        "Expected cost of one plan for all cases against the mean cost of the dearest 50 % of the cases (CVaR): "
        "the cheapest plan has 560 USD, the least found is 520 USD for +80 USD, discounted (+18.2 %)."
    )
    text = markdown(made(frontiers=(frontier,)))
    assert "## Expected cost against mean cost of the dearest cases (CVaR)" in text
    assert "| 520 | 520 | +18.2 % | 99 % | 8 x Offer A |" in text
    assert "Firm orders [packs]" in text


def test_a_frontier_without_any_plan_says_why() -> None:
    none = Frontier(measure="risk", points=(), infeasible_from=None, cvar_alpha=0.8, problem="nothing fits")
    assert frontier_sentence(none).endswith("(CVaR): there is no plan for all cases: nothing fits.")
    assert "there is no plan for all cases: nothing fits." in markdown(made(frontiers=(none,)))
    with pytest.raises(ValueError, match="without points must say why"):
        Frontier(measure="risk", points=(), infeasible_from=None)


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
    pace = Pace(2)
    pace.begin("grid", 4, 0)
    for _ in range(2):
        pace.hear(Entry(row=row(1.0), seconds=60.0))
    assert pace.line == "grid: 2 of 4 points, about 60 s left"
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
