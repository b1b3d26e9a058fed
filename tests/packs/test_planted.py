"""The kit that finds what leaks: it must find what is there."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
import xlsxwriter

from models.scenario import Scenario
from tests.packs.planted import HOSTILE, document_of, leaks, scenario_of, texts_of, with_hostile, with_secrets
from ui.packs.source import Source
from ui.scenario_file import open_scenario


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return open_scenario("two-sites").scenario


def test_every_secret_is_in_the_scenario_that_they_are_planted_in(scenario: Scenario) -> None:
    planted = with_secrets(document_of(scenario))
    said = {"scenario.json": planted.scenario.model_dump_json().encode()}
    found = {line.split(" in ")[0] for line in leaks(said, planted.secrets)}
    assert found == set(planted.secrets) - {"note of the approval"}
    assert len(planted.secrets) >= 10
    assert not leaks({"scenario.json": scenario.model_dump_json().encode()}, planted.secrets)


def test_hostile_texts_are_sixty_and_stand_in_every_free_text(scenario: Scenario) -> None:
    assert len(set(HOSTILE)) >= 60
    filled = scenario_of(with_hostile(document_of(scenario)))
    assert filled.procurement.terms == HOSTILE
    texts = [
        filled.name,
        filled.procurement.buyer,
        filled.procurement.contact.email,
        *(offer.name for offer in filled.offers),
        *(offer.evidence.source for offer in filled.offers),
        *(offer.contents.cpu for offer in filled.offers if offer.contents),
        *(workload.name for workload in filled.workloads),
    ]
    assert len(texts) > 20
    assert set(texts) <= set(HOSTILE)
    assert filled.offers[0].id == scenario.offers[0].id


def test_numbers_are_found_however_they_are_written() -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as made:
        made.add_worksheet().write_row(0, 0, [987654321, "a name"])
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("word/document.xml", "<w:p><w:r><w:t>987,</w:t></w:r><w:r><w:t>654,321</w:t></w:r></w:p>")
    files = {"a.xlsx": book.getvalue(), "b.docx": archive.getvalue(), "c.json": json.dumps(["987654321"]).encode()}
    found = leaks(files, {"budget": ("987654321",), "other": ("123",)})
    assert sorted(line.split(":")[0] for line in found) == [f"budget in {name}" for name in files]
    assert "a name" in texts_of("a.xlsx", book.getvalue())


def test_the_plan_of_hostile_texts_holds_them_and_the_approval(source: Source, hostile: Source) -> None:
    assert set(hostile.plan.names.offers.values()) <= {" ".join(text.split()) for text in HOSTILE}
    assert len(hostile.plan.names.offers) == len(source.plan.names.offers)
    assert "Quillback" in source.stamp.approval_note
    assert "approved on 2026-11-23" in source.stamp.approval
