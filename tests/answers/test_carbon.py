"""What is said of limits on carbon: what counts as zero, what has no effect, what stands in the way."""

from __future__ import annotations

from typing import Any

from solver.answers.check import check
from solver.answers.outcome import Infeasible
from solver.answers.planning import make_plan
from solver.answers.unused import unused_inputs
from tests.program.kit import CLOUD, EXACT, program
from tests.program.test_carbon import COAL, HYDRO, capped

CAP = {"id": "cap", "max_kg": 450.0}


def notes(*limits: dict[str, Any], **changes: Any) -> list[str]:
    """Notes of `check` about what counts as zero."""
    return [note for note in check(capped(*limits, **changes)).notes if "counts as zero" in note]


def test_a_site_without_a_figure_counts_as_zero_and_one_with_a_zero_does_not_warn() -> None:
    said = ["site cloud: no `carbon_kg_per_kwh` is given, so the energy drawn there counts as zero under policy.carbon"]
    assert notes(CAP, sites=[COAL, CLOUD]) == said
    assert notes(CAP, sites=[COAL, {**CLOUD, "carbon_kg_per_kwh": 0.0}]) == []
    assert notes(sites=[COAL, CLOUD]) == []
    assert notes({**CAP, "sites": ["hall"]}, sites=[COAL, CLOUD]) == []


def test_an_accelerator_without_power_counts_as_zero() -> None:
    chip = {"id": "gpu", "class": "gpu", "vendor": "acme", "stack": "cuda"}
    power = {"accelerators__0__idle_kw": 0.0, "accelerators__0__busy_kw": 0.0}
    said = "accelerator gpu: no `busy_kw` is given, so the energy it draws counts as zero under policy.carbon"
    assert notes(CAP, accelerators=[chip]) == [said]
    assert notes(CAP, **power) == []


def test_limits_without_effect_are_named() -> None:
    late = {**CAP, "id": "late", "first": "2027-04"}
    clean = {**CAP, "id": "clean", "sites": ["cloud"]}
    given = capped(CAP, late, clean, sites=[COAL, {**HYDRO, "carbon_kg_per_kwh": 0.0}])
    assert [said for said in unused_inputs(program(given).instance) if "carbon" in said] == [
        "policy.carbon.late: no period of the horizon starts in its months",
        "policy.carbon.clean: nothing that could stand at its sites causes carbon",
    ]


def test_a_limit_in_the_way_is_named_with_what_is_missing() -> None:
    """All in the cloud is 72 kg, 24 in a month."""
    for limit, said in (
        ({"max_kg": 50.0}, "carbon cap over the horizon: short by 22 kg CO2e of 50"),
        ({"max_kg": 50.0, "per": "fiscal_year"}, "carbon cap in fiscal year 2027: short by 22 kg CO2e of 50"),
        (
            {"max_kg": 20.0, "per": "period"},
            "carbon cap per period: short by 4 kg CO2e of 20 from 2027-01 to 2027-03",
        ),
    ):
        made = make_plan(capped({"id": "cap", **limit}), "expected", EXACT)
        assert isinstance(made, Infeasible)
        (found,) = made.conflicts
        assert found.split("; or ")[0] == said
        assert found.split("; or ")[1].startswith("demand of job in eu: ")
