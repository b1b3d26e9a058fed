"""All packs at once: the command, sixty hostile texts in every field of every pack, the flagship on paper."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from data.export_csv import FORMULA_STARTS
from data.packs.wording import clean
from data.plan_io import plan_json
from models.cases import in_case
from tests.packs.calculated import formulas, opened
from tests.packs.planted import HOSTILE, Planted, document_of, leaks, renamed, scenario_of, texts_of, with_hostile
from tests.packs.reading import LINK, PLACEHOLDERS, bare_numbers, fields_of, links, outside, pages, parts, word_text
from tests.shipped import Shipped
from ui.cli import app
from ui.exits import SteelyardError
from ui.packs.register import Pack, files_of
from ui.packs.request import rfp_of
from ui.packs.source import Asked, Source
from ui.scenario_file import open_scenario

MARGIN_RFP, MARGIN_BOARD = 2 / 2.54 * 72 - 1, 18 / 25.4 * 72 - 1.5
"""Left and right of the pages [points], less the overhang of a letter."""
LIVE = {"image", "link_open", "html_inline", "html_block"}
"""Tokens of Markdown that call on something outside, or are markup."""
FLAGSHIP = "ai-factory"


@pytest.fixture(scope="module")
def plain(source: Source) -> dict[str, bytes]:
    return files_of(Pack.ALL, source, Asked())


def test_every_pack_has_its_folder_and_its_own_bytes(source: Source, plain: dict[str, bytes]) -> None:
    for pack in (each for each in Pack if each is not Pack.ALL):
        own = {name.partition("/")[2]: made for name, made in plain.items() if name.startswith(f"{pack}/")}
        assert own == files_of(pack, source, Asked())
    assert files_of(Pack.ALL, source, Asked()) == plain


def test_only_the_request_may_leave_the_house(plain: dict[str, bytes], planted: Planted) -> None:
    ours = {name: made for name, made in plain.items() if not name.startswith("rfp/")}
    assert leaks(ours, planted.secrets)
    assert not leaks({name: made for name, made in plain.items() if name not in ours}, planted.secrets)


def test_all_packs_are_made_for_no_single_vendor(source: Source) -> None:
    with pytest.raises(SteelyardError, match=r"--vendor nebius: all packs are of the whole plan; .* --pack rfp"):
        files_of(Pack.ALL, source, Asked(vendor="nebius"))


def test_the_command_writes_all_packs(shipped_plans: Shipped, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(plan_json(shipped_plans("two-sites")), encoding="utf-8")
    asked = ["export", str(tmp_path / "plan.json"), "--pack", "all", "--out", str(tmp_path / "packs")]
    shown = CliRunner().invoke(app, asked)
    assert shown.exit_code == 0, shown.stderr
    assert {each.name for each in (tmp_path / "packs").iterdir()} == {each.value for each in Pack} - {"all"}
    assert "rfp/ (3 files)" in shown.stdout
    assert "finance/ (1 file)" in shown.stdout


@pytest.mark.parametrize("first", range(len(HOSTILE)))
def test_no_hostile_text_lives_in_any_field_of_any_pack(first: int, source: Source, plain: dict[str, bytes]) -> None:
    """Every field of text gets every one of them, as the first text moves on by one from test to test."""
    scenario = scenario_of(with_hostile(document_of(source.scenario), first))
    made = files_of(Pack.ALL, Source(renamed(source.plan, scenario), scenario, source.run), Asked())
    assert set(made) == set(plain)
    for name, content in made.items():
        assert b"root:x:0:" not in content
        _is_dead(name, content, plain[name])
    assert f"Buyer: {clean(scenario.procurement.buyer)}" in word_text(made["rfp/rfp.docx"]).splitlines()


def _is_dead(name: str, content: bytes, plain: bytes) -> None:
    kind = Path(name).suffix
    if kind == ".pdf":
        assert not links(content), name
        assert not outside(content, MARGIN_BOARD), name
        assert "root:x:0:" not in texts_of(name, content)
    elif kind == ".docx":
        xml = parts(content)
        for text in xml.values():
            ET.fromstring(text)  # noqa: S314 - made here
        assert not [part for part, text in xml.items() if LINK.search(text)]
        assert fields_of(content) == {"PAGE", "NUMPAGES"}
    elif kind == ".xlsx":
        ours = formulas(opened(content))
        assert {at: text for at, text in ours.items() if at[0] != "Measurements"} == _formulas(plain)
        assert not [part for part, text in parts(content).items() if LINK.search(text) or "<hyperlink" in text]
    elif kind == ".csv":
        cells = [cell for row in csv.reader(io.StringIO(content.decode())) for cell in row]
        assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS) and not _is_number(cell)], name
    elif kind == ".md":
        tokens = MarkdownIt("commonmark").enable("table").parse(content.decode())
        assert not LIVE & {part.type for token in tokens for part in (token, *(token.children or ()))}, name


@cache
def _formulas(content: bytes) -> Mapping[tuple[str, str], str]:
    return formulas(opened(content))


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


@pytest.mark.parametrize("text", ["![i](http://evil.example/i.png)", "<script>x</script>", "[l](http://evil.example)"])
def test_the_check_of_markdown_can_fail(text: str) -> None:
    with pytest.raises(AssertionError):
        _is_dead("x.md", text.encode(), b"")


def test_the_flagship_on_paper(shipped_plans: Shipped) -> None:
    """Few pages, all inside their margins, every number with its unit, nothing left to fill in but by the vendor."""
    plan = shipped_plans(FLAGSHIP)
    source = Source(plan, in_case(open_scenario(FLAGSHIP).scenario, "expected"))
    made = files_of(Pack.RFP, source, Asked()) | files_of(Pack.BOARD, source, Asked())
    few = {"rfp.pdf": (8, 16), "board-paper.pdf": (2, 4), "90-day-plan.pdf": (2, 6)}
    for name, (least, most) in few.items():
        assert least <= len(pages(made[name])) <= most, name
        assert not outside(made[name], MARGIN_RFP if name == "rfp.pdf" else MARGIN_BOARD), name
        assert not PLACEHOLDERS.search("\n".join(pages(made[name]))), name
    assert not bare_numbers(word_text(made["rfp.docx"]), _names(source))


def _names(source: Source) -> list[str]:
    """Texts of the request that hold numbers of their own: what products, parts and sites are called, addresses."""
    request, names = rfp_of(source), source.plan.names
    contents: Mapping[str, str] = {part.content: part.part for lot in request.lots for part in lot.contents}
    products = names.accelerators.values()
    return [*contents, *products, *names.sites.values(), *request.certifications, request.contact]
