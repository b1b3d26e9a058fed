"""Names of files: which run, scenario, case and day, safe on any file system."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from data.store import open_store
from models.run import Person, Run
from ui.parts import file_names

MakeRun = Callable[..., Run]


@pytest.fixture
def make_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeRun:
    """A run as the store keeps it; days are those of UTC."""
    from datetime import datetime

    monkeypatch.setattr(file_names, "local", lambda instant: datetime.fromisoformat(instant).replace(tzinfo=None))
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")

    def make(name: str, variant: str | None = None) -> Run:
        run = store.runs.submit(
            Person.local(), scenario_name="Edge robotics, EU", document="", draft=None, input_hash="", case="expected",
            variant=variant, options={}, versions={}, name=name,
        )  # fmt: skip
        return run.model_copy(update={"created": "2026-11-22T08:00:00.000Z"})

    return make


@pytest.mark.parametrize(
    ("name", "variant", "stem"),
    [
        ("", None, "edge-robotics-eu_expected_2026-11-22"),
        ("Board, final", None, "board-final_edge-robotics-eu_expected_2026-11-22"),
        ("Board", "more-power", "board_edge-robotics-eu_expected_more-power_2026-11-22"),
        ("../../etc/passwd\u202e\r\n", None, "etc-passwd_edge-robotics-eu_expected_2026-11-22"),
        ("Größte Büro-Last", None, "großte-buro-last_edge-robotics-eu_expected_2026-11-22"),
        ("...", None, "edge-robotics-eu_expected_2026-11-22"),
    ],
)
def test_a_file_is_named_after_its_run(make_run: MakeRun, name: str, variant: str | None, stem: str) -> None:
    assert file_names.file_stem(make_run(name, variant)) == stem


def test_no_name_is_too_long_for_a_file_system(make_run: MakeRun) -> None:
    stem = file_names.file_stem(make_run("\u5927" * 200))
    assert len(f"{stem}_workload-against-demand.plan.json".encode()) < 255
