"""The command line: what goes in, what comes out where, and with which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import ui.planning
from data.init import write_template
from data.plan_io import plan_json, read_plan
from models.conflict import NothingFits
from models.plan import Audit, Plan
from solver.answers.outcome import Failed, Infeasible, NoPlanInTime, Outcome, Planned
from ui.cli import app

HOME = Path(__file__).resolve().parents[2]
Run = Callable[..., Result]
Answer = Callable[[Outcome], None]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder that holds the template `minimal.yaml`."""
    monkeypatch.chdir(tmp_path)
    write_template("minimal", tmp_path)
    runner = CliRunner(env={"COLUMNS": "160"})
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Lets the solver answer with a given outcome."""
    return lambda outcome: monkeypatch.setattr(ui.planning, "make_plan", lambda *_, **__: outcome)


def test_a_plan_is_shown_and_written(run: Run) -> None:
    result = run("plan", "minimal.yaml", "--out", "out/first")
    assert result.exit_code == 0, result.stderr
    found = read_plan(Path("out/first/plan.json"))
    assert found.audit.passed
    assert found.provenance.file == "minimal.yaml"
    assert found.decision.split()[0] in result.stdout
    assert {"orders.csv", "buy-plan.xlsx", "costs.csv"} <= {path.name for path in Path("out/first").iterdir()}


def test_json_is_all_that_is_printed(run: Run) -> None:
    result = run("plan", "minimal.yaml", "--json")
    assert json.loads(result.stdout)["status"] == "optimal_within_gap"


def test_the_orders_of_an_earlier_plan_are_kept(run: Run) -> None:
    run("plan", "minimal.yaml", "--out", "out")
    found = json.loads(run("plan", "minimal.yaml", "--previous", "out/plan.json", "--json").stdout)
    assert found["simplicity"]["keeps_previous"]
    assert found["orders"] == json.loads(Path("out/plan.json").read_text(encoding="utf-8"))["orders"]
    missing = run("plan", "minimal.yaml", "--previous", "out/nothing.json")
    assert missing.exit_code == 2
    assert "nothing.json: no such file" in missing.stderr


def test_plain_search_agrees(run: Run) -> None:
    found = [
        json.loads(run("plan", "minimal.yaml", "--json", "--search", way).stdout) for way in ("steelyard", "plain")
    ]
    assert found[0]["objective_usd"] == pytest.approx(found[1]["objective_usd"], rel=0.01)


def test_progress_goes_to_stderr(run: Run) -> None:
    assert "expected" in run("plan", "minimal.yaml", "--json").stderr


def test_a_batch_shows_every_case_and_writes_a_folder_each(run: Run) -> None:
    result = run("batch", "minimal.yaml", "--out", "out")
    assert result.exit_code == 0, result.stderr
    cases = {path.name for path in Path("out").iterdir()}
    assert len(cases) > 1
    assert all(case in result.stdout for case in cases)
    assert "difference" in result.stdout


def test_a_case_without_a_plan_stops_none_of_the_others(run: Run) -> None:
    text = Path("minimal.yaml").read_text(encoding="utf-8")
    text = text.replace("growth_per_year: 0.4}]", "scale: 900}]")
    text = text.replace("  budgets:", "  budgets:\n    - {id: all, kind: total, max_usd: 90000000}")
    Path("minimal.yaml").write_text(text, encoding="utf-8")
    result = run("batch", "minimal.yaml", "--out", "out", "--json")
    assert result.exit_code == 3, result.output
    assert "case aggressive: no plan can meet all limits" in result.stderr
    answers = json.loads(result.stdout)
    cases = {"conservative", "expected", "aggressive"}
    assert set(answers) == {path.name for path in Path("out").iterdir()} == cases
    assert {case for case in cases if Path("out", case, "plan.json").exists()} == {"conservative", "expected"}
    assert answers["aggressive"]["status"] == "infeasible"


def test_a_plan_is_verified_against_its_scenario(run: Run) -> None:
    run("plan", "minimal.yaml", "--out", "out")
    result = run("verify", "out/plan.json")
    assert result.exit_code == 0, result.stderr
    assert "verified against minimal.yaml" in result.stdout


def test_a_changed_plan_is_not_verified(run: Run) -> None:
    run("plan", "minimal.yaml", "--out", "out")
    found = read_plan(Path("out/plan.json"))
    orders = (found.orders[0].model_copy(update={"packs": found.orders[0].packs + 1}), *found.orders[1:])
    Path("out/plan.json").write_text(plan_json(found.model_copy(update={"orders": orders})))
    result = run("verify", "out/plan.json")
    assert result.exit_code == 5
    assert "FAILED" in result.stderr


@pytest.mark.parametrize(
    "change", [{"decision": "Buy nothing."}, {"unused_inputs": ("all",)}], ids=["decision", "inputs"]
)
def test_a_plan_whose_words_were_changed_is_not_verified(run: Run, change: dict[str, object]) -> None:
    run("plan", "minimal.yaml", "--out", "out")
    Path("out/plan.json").write_text(plan_json(read_plan(Path("out/plan.json")).model_copy(update=change)))
    result = run("verify", "out/plan.json")
    assert result.exit_code == 5
    assert "was changed after it was made" in result.stderr


def test_a_plan_of_another_scenario_is_not_verified(run: Run) -> None:
    run("plan", "minimal.yaml", "--out", "out")
    text = Path("minimal.yaml").read_text(encoding="utf-8")
    Path("other.yaml").write_text(text.replace("first plan", "second plan"), encoding="utf-8")
    result = run("verify", "out/plan.json", "--scenario", "other.yaml")
    assert result.exit_code == 2
    assert "is not the scenario it was made from" in result.stderr


def test_a_plan_of_the_app_asks_for_its_scenario(run: Run) -> None:
    run("plan", "minimal.yaml", "--out", "out")
    found = read_plan(Path("out/plan.json"))
    provenance = found.provenance.model_copy(update={"file": "Edge robotics"})
    Path("out/plan.json").write_text(plan_json(found.model_copy(update={"provenance": provenance})))
    result = run("verify", "out/plan.json")
    assert result.exit_code == 2
    assert (
        "made from the scenario 'Edge robotics', which is no file here; give it with --scenario FILE" in result.stderr
    )
    assert run("verify", "out/plan.json", "--scenario", "minimal.yaml").exit_code == 0


def test_a_plan_of_version_1_0_is_verified_and_says_what_it_lacks(run: Run) -> None:
    folder = Path(__file__).parent.parent / "data" / "version-1.0"
    result = run("verify", str(folder / "plan.json"), "--scenario", str(folder / "scenario.yaml"))
    assert result.exit_code == 0, result.stderr
    assert "It is a plan of version 1.0" in result.stdout
    assert "plan again to have them" in result.stdout


def test_a_plan_is_explained(run: Run) -> None:
    run("plan", "minimal.yaml", "--out", "out")
    result = run("explain", "out/plan.json")
    assert result.exit_code == 0
    assert "Throughput at the service level" in result.stdout


@pytest.mark.parametrize(
    ("outcome", "code", "words"),
    [
        (NoPlanInTime(1e6, 300.0), 4, "costs at least 1,000,000 USD"),
        (NoPlanInTime(None, 300.0), 4, "no plan was found in 300 s"),
        (Failed("the solver crashed twice"), 5, "the solver crashed twice"),
        (Failed("refused", Audit(passed=False, rows_checked=1, largest_violation=1.0, objective_difference_usd=9.0,
                                 failures=("power at ohio",))), 5, "power at ohio"),
    ],
)  # fmt: skip
def test_without_a_plan_nothing_is_written(run: Run, answer: Answer, outcome: Outcome, code: int, words: str) -> None:
    answer(outcome)
    for command in ("plan", "batch"):
        result = run(command, "minimal.yaml", "--out", "out", "--json")
        assert result.exit_code == code
        assert words in result.stderr
        assert result.stdout == ""
    assert not Path("out").exists()


def test_what_is_in_conflict_is_said_printed_and_written(run: Run, answer: Answer, why: NothingFits) -> None:
    """The same everywhere; of an earlier plan in the folder is said that it is one."""
    run("plan", "minimal.yaml", "--out", "out")
    answer(Infeasible(why))
    result = run("plan", "minimal.yaml", "--out", "out", "--json")
    assert result.exit_code == 3
    provenance = why.provenance.model_copy(update={"file": "minimal.yaml"})
    why = why.model_copy(update={"provenance": provenance})
    assert NothingFits.model_validate_json(result.stdout) == why
    assert Path("out/conflicts.json").read_text(encoding="utf-8") == result.stdout
    assert "written to out: conflicts.json; plan.json there is of an earlier run" in result.stderr
    assert all(f"  {line}\n" in result.stderr for line in why.lines)
    result = run("batch", "minimal.yaml", "--out", "cases", "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["expected"] == why.model_dump(mode="json")
    assert read_why(Path("cases/expected/conflicts.json")) == why
    assert not Path("cases/expected/plan.json").exists()


def test_a_plan_replaces_the_conflicts_of_an_earlier_run(run: Run) -> None:
    Path("out").mkdir()
    Path("out/conflicts.json").write_text("{}")
    assert run("plan", "minimal.yaml", "--out", "out").exit_code == 0
    assert not Path("out/conflicts.json").exists()


def read_why(path: Path) -> NothingFits:
    return NothingFits.model_validate_json(path.read_bytes())


def test_a_plan_that_failed_its_audit_is_never_shown(run: Run, answer: Answer, plan: Plan) -> None:
    answer(Planned(plan.model_copy(update={"audit": plan.audit.model_copy(update={"passed": False})})))
    result = run("plan", "minimal.yaml", "--out", "out")
    assert result.exit_code == 5
    assert result.stdout == ""
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("plan", "none.yaml"), "none.yaml"),
        (("plan", "minimal.yaml", "--case", "dream"), "cases of this scenario: conservative, expected"),
        (("plan", "minimal.yaml", "--variant", "dream"), "dream"),
        (("plan", "minimal.yaml", "--absolute-gap", "inf"), "finite"),
        (("plan", "minimal.yaml", "--gap", "-1"), "--gap"),
        (("plan", "minimal.yaml", "--out", "minimal.yaml/deeper"), "is a file, not a folder"),
        (("verify", "none.json"), "no such file"),
        (("explain", "minimal.yaml"), "not a plan in JSON"),
        (("catalog", "offers", "--profile", "dream"), "there is no such profile; profiles:"),
        (("catalog", "offers", "--sort", "price-per-throughput"), "--profile"),
        (("init", "dream"), "there is no template 'dream'"),
        (("init", "minimal"), "is there already"),
        (("schema", "scenario", "--markdown"), "only for"),
        (("check", "none.yaml"), "none.yaml"),
    ],
)
def test_bad_input_is_named_with_exit_code_2(run: Run, arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


def test_without_an_expected_case_the_choice_is_listed(run: Run) -> None:
    text = Path("minimal.yaml").read_text(encoding="utf-8").replace("id: expected", "id: middle")
    Path("minimal.yaml").write_text(text, encoding="utf-8")
    result = run("plan", "minimal.yaml")
    assert result.exit_code == 2
    assert "--case; cases of this scenario: conservative, middle" in result.stderr


def test_a_shipped_scenario_is_found_from_anywhere(run: Run) -> None:
    for name in ("ai-factory", "ai-factory.yaml", "scenarios/ai-factory.yaml"):
        assert run("plan", name, "--case", "dream").stderr.startswith("--case dream: there is no such case")


def test_check_counts_placements_and_names_what_has_no_effect(run: Run) -> None:
    result = run("check", "minimal.yaml")
    assert result.exit_code == 0, result.stderr
    report = json.loads(run("check", "minimal.yaml", "--json").stdout)
    assert report["problems"] == []
    assert all(count["workload"] in result.stdout and count["arcs"] > 0 for count in report["arcs"])


@pytest.mark.parametrize("kind", ["accelerators", "offers", "benchmarks"])
def test_the_catalog_sorts_by_price_for_a_profile(run: Run, kind: str) -> None:
    options = ("--sort", "price-per-throughput", "--profile", "llama2-70b-chat")
    rows = json.loads(run("catalog", kind, *options, "--json").stdout)
    prices = [row["usd_per_work"] for row in rows if row.get("usd_per_work") is not None]
    assert prices
    assert prices == sorted(prices)
    assert rows[0]["id"][:12] in run("catalog", kind, *options).stdout


def test_templates_are_listed(run: Run) -> None:
    assert "minimal" in run("init").stdout


def test_schemas_are_json(run: Run) -> None:
    assert "horizon" in json.loads(run("schema").stdout)["properties"]
    assert "orders" in json.loads(run("schema", "plan").stdout)["properties"]
    assert "conflicts" in json.loads(run("schema", "conflicts").stdout)["properties"]
    assert run("schema", "conflicts", "--markdown").stdout.startswith("# conflicts.json")


def test_doctor_finds_solver_and_catalog(run: Run) -> None:
    result = run("doctor", "--json")
    found = json.loads(result.stdout)
    assert found["highspy (solver)"]["ok"]
    assert found["catalog"]["ok"]


def _shell(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(HOME)!r}); from ui.cli import main; main()"]
    return subprocess.run([*command, *arguments], check=False, capture_output=True, text=True, cwd=folder)


def test_exit_codes_reach_the_shell(tmp_path: Path) -> None:
    write_template("minimal", tmp_path)
    assert _shell("plan", "minimal.yaml", "--json", folder=tmp_path).returncode == 0
    broken = _shell("plan", "none.yaml", folder=tmp_path)
    assert (broken.returncode, broken.stdout) == (2, "")
    assert "Traceback" not in broken.stderr


def test_plans_are_compared_with_the_first(run: Run) -> None:
    run("batch", "minimal.yaml", "--out", "out")
    files = sorted(Path("out").glob("*/plan.json"))
    result = run("compare", *files[:2])
    assert result.exit_code == 0, result.stderr
    assert f"differences are from {files[0].parent.name}" in " ".join(result.stdout.split())
    document = json.loads(run("compare", *files[:2], "--json").stdout)
    total = next(row for row in document["Cost by term, discounted"] if row["is_total"])
    assert total["amounts"] == [round(read_plan(file).objective_usd) for file in files[:2]]


def test_compare_needs_two_to_four_readable_plans(run: Run) -> None:
    assert run("compare", "minimal.yaml").exit_code == 2
    result = run("compare", "minimal.yaml", "none.json")
    assert result.exit_code == 2
    assert "minimal.yaml: not a plan in JSON" in result.stderr
