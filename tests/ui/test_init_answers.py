"""`steelyard init --answers`: the guided start from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from data.load import load_scenario
from data.starter.answers_file import answers_text, read_answers
from tests.data.starter.kit import answered
from ui.cli import app
from ui.newscenario.review import review

Init = Callable[..., Result]
ANSWERS = """\
name: Service desk
start: 2027-01
geographies: [us-east]
workloads:
  - {template: chat-assistant, usage: {accelerator: h100-sxm, hours_per_month: 22000, utilization: 0.45}}
sites: [aws-us-east-1, {site: onprem-us-ohio, power_cap_kw: 300}]
ways: [buy, reserve, on_demand]
"""


@pytest.fixture
def init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Init:
    """Runs `init` in an empty folder with `answers.yaml`."""
    monkeypatch.chdir(tmp_path)
    Path("answers.yaml").write_text(ANSWERS, encoding="utf-8")
    runner = CliRunner(env={"COLUMNS": "160"})
    return lambda *arguments: runner.invoke(app, ["init", *arguments])


def test_answers_become_a_scenario(init: Init) -> None:
    done = init("--answers", "answers.yaml", "desk.yaml")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("desk.yaml: edit it, then run")
    assert done.stderr.startswith("Chat assistant: 51,820 tokens/s, about 17.9 million answers of 250 tokens a day.")
    assert "About 46 NVIDIA H100 SXM 80 GB at the peak from 2027-01 with 40 % headroom, 95 from 2029-10" in done.stderr
    workload = load_scenario(Path("desk.yaml")).scenario.workloads[0]
    assert workload.demand[0].level == 51_820
    assert "13.56 x 3,821 = 51,820 tokens/s" in " ".join(Path("desk.yaml").read_text().replace("#", "").split())


def test_the_file_is_the_one_of_the_app(init: Init) -> None:
    answers = answered("fine-tuning", sites=["aws-us-east-1", "colo-virginia"], quota="suggested")
    Path("answers.yaml").write_text(answers_text(answers), encoding="utf-8")
    assert init("--answers", "answers.yaml").exit_code == 0
    assert Path("scenario.yaml").read_text() == review(answers).text
    assert read_answers(Path("answers.yaml")) == answers


def test_findings_are_said_beside_the_file(init: Init) -> None:
    Path("answers.yaml").write_text(ANSWERS.replace("[buy, reserve, on_demand]", "[buy]"), encoding="utf-8")
    done = init("--answers", "answers.yaml", "desk.yaml")
    assert done.exit_code == 0
    assert "Chat assistant, United States, East (Northern Virginia): nothing chosen can serve before" in done.stderr
    assert "aws-us-east-1 adds nothing" in done.stderr


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            ("chat-assistant", "chat"),
            "answers.yaml:5:6: workloads[0].template: 'chat' is not one of the workload templ",
        ),
        (("[buy, reserve, on_demand]", "[spot]"), "it may not be interrupted, so spot cannot carry it"),
        (("h100-sxm", "akida-akd1000"), "cannot be counted in work"),
        (("name: Service desk\n", ""), "answers.yaml:1:1: name: an answer is missing"),
    ],
)
def test_what_stops_a_scenario_is_said_and_nothing_is_written(init: Init, change: tuple[str, str], words: str) -> None:
    Path("answers.yaml").write_text(ANSWERS.replace(*change), encoding="utf-8")
    done = init("--answers", "answers.yaml", "desk.yaml")
    assert done.exit_code == 2
    assert words in done.stderr
    assert not Path("desk.yaml").exists()


def test_nothing_is_overwritten_or_mixed_up(init: Init) -> None:
    Path("desk.yaml").write_text("name: mine\n")
    done = init("--answers", "answers.yaml", "desk.yaml")
    assert (done.exit_code, Path("desk.yaml").read_text()) == (2, "name: mine\n")
    assert "is there already" in done.stderr
    assert init("--answers", "answers.yaml", "minimal", "x.yaml").exit_code == 2
    assert init("--answers", "nowhere.yaml").exit_code == 2
    assert init("--answers", "answers.yaml", "no/such/folder.yaml").exit_code == 2
