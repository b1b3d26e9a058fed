"""A run as a file: what goes out comes in, and nothing else does."""

from __future__ import annotations

import io
import json
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from data.plan_io import plan_json
from data.store import Store, StoreError, open_store
from models.conflict import NothingFits
from models.plan import Plan, content_hash
from models.run import ENDED
from tests.data.store.kit import ANN, BOB, LOCAL, finished, hashed, member, submit

Parts = dict[str, bytes]


@pytest.fixture
def exported(sqlite: Store, plan: Plan) -> bytes:
    """A file of a run with a plan, a comment and an approval."""
    run = finished(sqlite, plan, LOCAL, name="Spring", document="name: Ü # kept\r\n\ttab")
    sqlite.runs.change(LOCAL, run.id, note="Check the power.", is_pinned=True, visibility="team", team="platform")
    sqlite.runs.comment(LOCAL, run.id, "Looks right.")
    sqlite.runs.approve(LOCAL, run.id, "Board of May", "2027-06-30")
    return sqlite.runs.export_run(LOCAL, run.id)


def _parts(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _file(parts: Parts) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _forged(parts: Parts) -> bytes:
    """A file whose hashes were computed anew."""
    manifest = json.loads(parts["manifest.json"])
    manifest["sha256"] = {n: sha256(part).hexdigest() for n, part in parts.items() if n != "manifest.json"}
    return _file(parts | {"manifest.json": json.dumps(manifest).encode()})


def _with_json(parts: Parts, name: str, change: Callable[[Any], object]) -> Parts:
    document = json.loads(parts[name])
    change(document)
    return parts | {name: json.dumps(document).encode()}


def test_a_run_comes_back_whole_in_another_store(store: Store, exported: bytes, plan: Plan) -> None:
    run = store.runs.import_run(ANN, exported)
    assert (run.owner, run.visibility, run.team, run.is_pinned, run.approval) == (
        ANN.name,
        "private",
        None,
        False,
        None,
    )
    assert (run.name, run.status, run.incumbent_usd) == ("Spring", "done", plan.objective_usd)
    assert "There it was approved by local on" in run.note
    assert "quotes until 2027-06-30: Board of May" in run.note
    assert run.note.endswith("Check the power.")
    assert store.runs.plan(ANN, run.id) == hashed(plan)
    assert store.runs.document(ANN, run.id) == "name: Ü # kept\r\n\ttab"
    assert [moment.seconds for moment in store.runs.moments(ANN, run.id)] == [0.5, 2.0]
    assert [comment.text for comment in store.runs.comments(ANN, run.id)] == ["Looks right."]
    assert store.runs.history(BOB) == []


def test_a_run_that_went_round_is_the_same_file(sqlite: Store, exported: bytes) -> None:
    first, second = (sqlite.runs.import_run(ANN, exported) for _ in range(2))
    assert first.id != second.id
    again = _parts(sqlite.runs.export_run(ANN, first.id))
    kept = ("plan.json", "scenario.yaml", "moments.json", "comments.json")
    assert {name: again[name] for name in kept} == {name: _parts(exported)[name] for name in kept}
    assert sqlite.runs.export_run(ANN, first.id) == sqlite.runs.export_run(ANN, first.id)


@pytest.mark.parametrize("status", sorted(ENDED - {"done"}))
def test_runs_without_a_plan_go_round_too(sqlite: Store, status: Any) -> None:
    run = submit(sqlite)
    sqlite.work.claim(1, "here")
    sqlite.work.finish(run.id, status, None, "said why")
    found = sqlite.runs.import_run(ANN, sqlite.runs.export_run(ANN, run.id))
    assert (found.status, found.message) == (status, "said why")
    assert sqlite.runs.plan(ANN, found.id) is None


def test_what_is_in_conflict_goes_round_too(store: Store, sqlite: Store, why: NothingFits) -> None:
    run = submit(sqlite)
    sqlite.work.claim(1, "here")
    sqlite.work.finish(run.id, "infeasible", None, "said why", plan_json(why))
    assert sqlite.runs.conflicts(ANN, run.id) == why
    content = sqlite.runs.export_run(ANN, run.id)
    assert store.runs.conflicts(ANN, store.runs.import_run(ANN, content).id) == why
    parts = _parts(content)
    _refused(sqlite, _forged(parts | {"conflicts.json": b"{}"}), "conflicts in this file cannot be read: provenance")
    parts = _with_json(parts, "run.json", lambda run: run.update(status="failed"))
    _refused(sqlite, _forged(parts), "run is failed, and has limits in conflict")


def test_what_has_not_ended_is_not_exported(sqlite: Store) -> None:
    run = submit(sqlite)
    with pytest.raises(StoreError, match="not ended yet"):
        sqlite.runs.export_run(ANN, run.id)


def test_texts_from_a_file_are_as_harmless_as_typed_ones(store: Store, exported: bytes) -> None:
    def change(run: Any) -> None:
        run.update(name="a\x00'; DROP TABLE runs", options={"k\x00": "v\x00"})

    content = _forged(_with_json(_parts(exported), "run.json", change))
    run = store.runs.import_run(ANN, content)
    assert run.name == "a\ufffd'; DROP TABLE runs"
    assert run.options == {"k\ufffd": "v\ufffd"}
    assert store.runs.history(ANN) == [run]


def _refused(store: Store, content: bytes, message: str) -> None:
    before = len(store.runs.history(LOCAL))
    with pytest.raises(StoreError, match=message):
        store.runs.import_run(ANN, content)
    assert len(store.runs.history(LOCAL)) == before


@pytest.mark.parametrize("name", ["run.json", "scenario.yaml", "plan.json", "moments.json", "comments.json"])
def test_an_edited_part_is_noticed(sqlite: Store, exported: bytes, name: str) -> None:
    parts = _parts(exported)
    _refused(sqlite, _file(parts | {name: parts[name] + b" "}), "changed after it was exported")


FORGERIES: dict[str, tuple[str, Callable[[Any], object], str]] = {
    "a cheaper plan": ("plan.json", lambda plan: plan.update(objective_usd=1.0), "content hash does not match"),
    "no content hash": (
        "plan.json",
        lambda plan: plan["provenance"].update(content_hash=""),
        "content hash does not match",
    ),
    "no plan": ("plan.json", lambda plan: plan.pop("orders"), "plan in this file cannot be read: orders"),
    "a cheaper run": ("run.json", lambda run: run.update(incumbent_usd=1.0), "figures of the run"),
    "a failed run": ("run.json", lambda run: run.update(status="failed"), "contradicts itself: the run is failed"),
    "a waiting run": ("run.json", lambda run: run.update(status="queued"), "contradicts itself: the run is queued"),
    "an unknown field": ("run.json", lambda run: run.update(is_admin=True), "is_admin"),
    "a long name": ("run.json", lambda run: run.update(name="x" * 201), "name"),
    "a long option": ("run.json", lambda run: run.update(options={"x": "y" * 600_000}), "run.json is too large"),
    "an id of its own": ("run.json", lambda run: run.update(id="../../etc/passwd"), "id"),
    "not a number": ("run.json", lambda run: run.update(seconds=float("nan")), "does not hold a run"),
    "a comment of nobody": ("comments.json", lambda said: said[0].pop("author"), "0.author"),
    "many moments": ("moments.json", lambda went: went.extend(went[:1] * 2000), "at most 2000"),
    "another format": ("manifest.json", lambda manifest: manifest.update(format="plan"), "not an exported run"),
    "a later version": ("manifest.json", lambda manifest: manifest.update(version=2), "version 2.*reads version 1"),
    "a list": ("manifest.json", lambda manifest: manifest.clear(), "not an exported run"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_forgeries_with_fitting_hashes_are_refused(sqlite: Store, exported: bytes, forgery: str) -> None:
    name, change, message = FORGERIES[forgery]
    parts = _with_json(_parts(exported), name, change)
    if name == "manifest.json" and "sha256" in json.loads(parts[name]):
        return _refused(sqlite, _file(parts), message)
    return _refused(sqlite, _file(parts) if name == "manifest.json" else _forged(parts), message)


def test_a_plan_that_failed_its_audit_is_refused(sqlite: Store, exported: bytes, plan: Plan) -> None:
    failed = hashed(plan.model_copy(update={"audit": plan.audit.model_copy(update={"passed": False})}))
    assert failed.provenance.content_hash == content_hash(failed)
    _refused(sqlite, _forged(_parts(exported) | {"plan.json": plan_json(failed).encode()}), "not passed its audit")


def test_truncated_files_are_refused(sqlite: Store, exported: bytes) -> None:
    for length in (0, 1, 100, len(exported) // 2, len(exported) - 30, len(exported) - 1):
        _refused(sqlite, exported[:length], "damaged or is not an exported run")


def test_flipped_bits_never_crash_and_never_change_a_run(sqlite: Store, exported: bytes) -> None:
    wanted, rng = _parts(exported), random.Random(3)  # noqa: S311 - no secret
    refused = 0
    for _ in range(150):
        content = bytearray(exported)
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        try:
            run = sqlite.runs.import_run(ANN, bytes(content))
        except StoreError:
            refused += 1
        else:  # a bit of the archive's own that means nothing to us
            assert (sqlite.runs.plan_text(ANN, run.id) or "").encode() == wanted["plan.json"]
    assert refused > 100


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"{}", b"\x00" * 9999, bytes(range(256)) * 40])
def test_what_is_no_bundle_is_refused(sqlite: Store, content: bytes) -> None:
    _refused(sqlite, content, "not an exported run")


@pytest.mark.parametrize("extra", ["../../evil.py", "/etc/passwd", "extra.json", "PLAN.JSON", "run.json/"])
def test_other_members_are_refused(sqlite: Store, exported: bytes, extra: str) -> None:
    _refused(sqlite, _forged(_parts(exported) | {extra: b"x"}), "does not hold the parts of one")


@pytest.mark.parametrize("name", ["manifest.json", "run.json", "scenario.yaml", "moments.json", "comments.json"])
def test_missing_members_are_refused(sqlite: Store, exported: bytes, name: str) -> None:
    parts = _parts(exported)
    parts.pop(name)
    _refused(sqlite, _file(parts), "does not hold the parts of one")


def test_a_plan_left_out_is_refused(sqlite: Store, exported: bytes) -> None:
    parts = _parts(exported)
    parts.pop("plan.json")
    _refused(sqlite, _forged(parts), "contradicts itself")


def test_a_member_twice_is_refused(sqlite: Store, exported: bytes) -> None:
    file = io.BytesIO(exported)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("run.json", b"{}")
    _refused(sqlite, file.getvalue(), "does not hold the parts of one")


def test_bombs_are_refused_before_anything_is_inflated(
    sqlite: Store, exported: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = _file(_parts(exported) | {"scenario.yaml": bytes(50_000_001)})
    assert len(bomb) < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("inflated"))
    _refused(sqlite, bomb, "too large for a file: 50.0 MB, at most 50 MB")


def test_a_bomb_that_lies_about_its_size_is_cut_off(sqlite: Store, exported: bytes) -> None:
    size = 60_000_000
    bomb = _file(_parts(exported) | {"scenario.yaml": bytes(size)})
    liar = bomb.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert liar != bomb
    tracemalloc.start()
    _refused(sqlite, liar, "damaged")
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_file_too_large_is_not_even_opened(sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.store.bundle.MOST_BYTES", 1000)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("opened"))
    _refused(sqlite, bytes(1001), "too large")


def test_encrypted_and_oddly_packed_members_are_refused(sqlite: Store, exported: bytes) -> None:
    parts = _parts(exported)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    _refused(sqlite, file.getvalue(), "packed in a way")
    content = bytearray(exported)
    content[content.index(b"PK\x01\x02") + 8] |= 1
    _refused(sqlite, bytes(content), "packed in a way|damaged")


def test_a_run_of_a_team_leaves_only_through_its_members(sqlite: Store, plan: Plan) -> None:
    run = finished(sqlite, plan)
    sqlite.runs.change(ANN, run.id, visibility="team", team="platform")
    content = sqlite.runs.export_run(member("viewer"), run.id)
    assert sqlite.runs.import_run(BOB, content).owner == BOB.name


def test_a_run_larger_than_a_file_says_so(sqlite: Store, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    run = finished(sqlite, plan)
    monkeypatch.setattr("data.store.bundle.MOST_BYTES", 5000)
    with pytest.raises(StoreError, match="too large for a file"):
        sqlite.runs.export_run(ANN, run.id)


def test_two_stores_agree(tmp_path: Any, exported: bytes) -> None:
    stores = [open_store(f"sqlite:///{tmp_path}/{name}") for name in "ab"]
    first = stores[0].runs.import_run(ANN, exported)
    second = stores[1].runs.import_run(ANN, stores[0].runs.export_run(ANN, first.id))
    assert second.model_dump(exclude={"id", "note"}) == first.model_dump(exclude={"id", "note"})
    for store in stores:
        store.close()
