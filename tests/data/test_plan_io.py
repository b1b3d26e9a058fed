"""`plan.json` is written completely or not at all, and read with every problem named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data import plan_io
from data.plan_io import PlanError, plan_json, read_plan, write_files
from models.plan import Plan, content_hash, has_derived_figures

OLD = Path(__file__).parent / "version-1.0" / "plan.json"
"""A plan written by the program of that version."""


def test_a_plan_survives_writing_and_reading(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(plan_json(plan), encoding="utf-8")
    assert read_plan(path) == plan
    assert plan_json(read_plan(path)) == plan_json(plan)


def test_fields_keep_the_order_of_the_model_and_records_a_line_each(plan: Plan) -> None:
    text = plan_json(plan)
    assert list(json.loads(text)) == list(Plan.model_fields)
    assert sum('"order_period"' in line for line in text.splitlines()) == len(plan.orders)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a plan in JSON"),
        (b"\xff\xfe{}", "not a plan in JSON"),
        (b"[" * 100_000, "not a plan in JSON"),
        (b'{"schema_version": NaN}', "not a plan in JSON"),
        (b"[1]", "schema_version: missing"),
        (b"{}", "schema_version: missing"),
        (b'{"schema_version": "2.0"}', "schema_version: 2.0 cannot be read"),
        (b'{"schema_version": "1.0", "status": "great"}', "status: Input should be"),
    ],
)
def test_what_is_no_plan_is_named(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(PlanError, match=message) as error:
        read_plan(path)
    assert all(line.startswith(f"{path}: ") for line in str(error.value).splitlines())


def test_all_problems_are_reported_at_once(plan: Plan, tmp_path: Path) -> None:
    document = json.loads(plan_json(plan))
    document["orders"][0]["packs"] = "twelve"
    document["gap"] = None
    document["surprise"] = 1
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(PlanError) as error:
        read_plan(path)
    assert {line.split(": ")[1] for line in str(error.value).splitlines()} == {"orders.0.packs", "gap", "surprise"}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="no such file"):
        read_plan(tmp_path / "none.json")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path / "out", {"plan.json": b"old"})

    def disk_is_full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(plan_io.os, "fsync", disk_is_full)
    with pytest.raises(OSError, match="No space left"):
        write_files(tmp_path / "out", {"plan.json": b"new"})
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["plan.json"]
    assert (tmp_path / "out" / "plan.json").read_bytes() == b"old"


def test_a_plan_of_version_1_0_is_read_and_has_the_hash_of_that_version() -> None:
    plan = read_plan(OLD)
    assert not has_derived_figures(plan)
    assert plan.provenance.content_hash == content_hash(plan)
    assert (plan.sites, plan.pools, plan.service, plan.unassigned) == ((), (), (), ())
    assert plan.capacities[0].units_served is None
