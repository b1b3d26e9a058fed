"""Board paper and 90-day plan: pages within margins, figures of the plan with their units, nothing live, same bytes."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from typer.testing import CliRunner

from data.packs import typesetting
from data.plan_io import plan_json
from models.cases import in_case
from models.matrix import MatrixCell
from models.names import Names
from models.packs.paper import Paper
from models.packs.roadmap import Candidate
from models.procurement import Procurement, Roadmap
from tests.reference.test_two_futures import FUTURES, futures
from tests.shipped import Shipped
from ui.cli import app
from ui.exits import SteelyardError
from ui.packs.approvals import approvals_of, cash_years
from ui.packs.board import board_paper, files
from ui.packs.roadmap import roadmap_paper, start_of
from ui.packs.roadmap_benchmarks import candidates
from ui.packs.setting import both_forms, most
from ui.packs.source import Asked, Source
from ui.scenario_file import open_scenario

MARGIN = 18 / 25.4 * 72
"""Of the pages, left and right [pt]."""
SLACK = 1.5
HOSTILE = (
    '#read("/etc/passwd")',
    '#image("/etc/passwd") #sys.inputs',
    '#link("http://evil.example")[x]',
    "$ x^2 $ *strong* _emph_ @ref <label>",
    "{{ ''.__class__ }} {% for i in x %}",
    "![i](http://evil.example/i.png)",
    "http://evil.example/plain",
    "<script>window.taken=1</script>",
    "</text><image href='file:///etc/passwd'/>",
    "=cmd|'/C calc'!A0",
    "back\x08esc\x1b[31m\x00 end",
    "One" + "very" * 60 + "long word",
)
NUMBER = re.compile(r"(?<![\w.,/-])\d[\d,]*(?:\.\d+)?(?![\w,.-]*\w)(?P<after>.{0,2})")


@pytest.fixture(scope="session")
def alone(shipped_plans: Shipped) -> Source:
    """A plan for one case."""
    return Source(shipped_plans("two-sites"), in_case(open_scenario("two-sites").scenario, "expected"))


@pytest.fixture(scope="session")
def hedged() -> Source:
    """A plan for all cases, seen from the case of more demand."""
    return Source(futures().plans["high"], in_case(open_scenario(str(FUTURES)).scenario, "high"))


@pytest.fixture(scope="session")
def made(alone: Source, hedged: Source) -> list[dict[str, bytes]]:
    return [files(alone, Asked()), files(hedged, Asked())]


def papers(source: Source) -> list[Paper]:
    return [board_paper(source), roadmap_paper(source)]


def said(paper: Paper) -> str:
    """All sentences of a paper."""
    return "\n".join([paper.decision, *(each for part in paper.sections for each in part.sentences)])


def test_pages_are_few_and_nothing_leaves_their_margins(made: list[dict[str, bytes]]) -> None:
    for found in made:
        assert 2 <= len(pypdfium2.PdfDocument(found["board-paper.pdf"])) <= 4
        assert len(pypdfium2.PdfDocument(found["90-day-plan.pdf"])) <= 4
        for name in ("board-paper.pdf", "90-day-plan.pdf"):
            _is_inside(found[name])


def _is_inside(content: bytes) -> None:
    for page in pypdfium2.PdfDocument(content):
        text, width = page.get_textpage(), page.get_width()
        rects = [text.get_rect(n) for n in range(text.count_rects())]
        assert rects
        assert min(left for left, *_ in rects) >= MARGIN - SLACK
        assert max(right for _, _, right, _ in rects) <= width - MARGIN + SLACK


def test_the_same_plan_gives_the_same_bytes(alone: Source, made: list[dict[str, bytes]]) -> None:
    assert files(alone, Asked()) == made[0]
    assert set(made[0]) == {"board-paper.pdf", "board-paper.md", "90-day-plan.pdf", "90-day-plan.md"}


def test_every_page_and_paper_names_its_run(alone: Source, made: list[dict[str, bytes]]) -> None:
    stamp = alone.stamp
    for name in ("board-paper", "90-day-plan"):
        for page in pypdfium2.PdfDocument(made[0][f"{name}.pdf"]):
            foot = page.get_textpage().get_text_range()
            assert stamp.run in foot
            assert "not approved" in foot
        text = made[0][f"{name}.md"].decode()
        assert stamp.input_hash in text
        assert stamp.audit in text


def test_every_number_in_a_sentence_has_its_unit(alone: Source, hedged: Source) -> None:
    for paper in (*papers(alone), *papers(hedged)):
        for found in NUMBER.finditer(
            re.sub(r"\d{4}-\d\d(-\d\d)?|VSS is 0|price in use is of \d{4}|\d x |[Dd]ays 1 to 30", "", said(paper))
        ):
            assert re.match(r" ?[%A-Za-z]", found["after"]), said(paper)[max(0, found.start() - 60) : found.end() + 20]


def test_every_column_of_figures_has_a_unit(alone: Source, hedged: Source) -> None:
    counted = {"Accelerators", "Orders and contracts"}
    for paper in (*papers(alone), *papers(hedged)):
        for table in (part.table for part in paper.sections if part.table):
            for n, column in enumerate(table.columns):
                cells = [row[n] for row in table.rows if row[n]]
                has_units = all(re.search(r"[%A-Za-z]", cell) for cell in cells)
                assert not column.is_amount or "[" in column.title or column.title in counted or has_units, column


def test_nothing_is_left_to_be_filled_in(made: list[dict[str, bytes]]) -> None:
    for found in made:
        for text in (found["board-paper.md"].decode(), found["90-day-plan.md"].decode()):
            assert not re.search(r"TBD|n/a|\bNone\b|\bnan\b|\{\{|\bnull\b|lorem", text)


def test_what_is_to_be_approved_is_what_is_ordered_before_the_review(alone: Source) -> None:
    assert alone.plan.lifecycle is not None
    review = alone.plan.lifecycle.reviews[0].month
    due = approvals_of(alone)
    assert due.review == review
    first = [order for order in alone.plan.orders if order.order_period < review]
    assert first
    assert sum(each.accelerators for each in due.now) == sum(order.accelerators for order in first)
    assert sum(each.cost_usd for each in due.now) == pytest.approx(sum(order.cost_usd for order in first))
    assert len(due.now) + len(due.later) <= len(alone.plan.orders)
    total = f"{sum(order.cost_usd for order in first):,.0f} USD"
    assert total in board_paper(alone).decision


def test_before_the_review_the_tranches_of_all_cases_are_approved_in_nominal_money(hedged: Source) -> None:
    hedge = hedged.plan.hedge
    assert hedge is not None
    due = approvals_of(hedged)
    assert due.review == hedge.splits[0].month
    firm = [row for row in hedge.tranches if row.order_by < due.review]
    assert firm
    assert sum(each.accelerators for each in due.now) == sum(row.accelerators for row in firm)
    assert sum(each.cost_usd for each in due.now) == pytest.approx(sum(row.packs * 50 for row in firm))
    assert f"{hedge.expected_usd:,.0f} USD in expectation" in board_paper(hedged).decision
    assert "The plan in case high, in one sentence" in [part.title for part in board_paper(hedged).sections]


def test_cash_by_year_adds_up_to_the_books(alone: Source) -> None:
    years = cash_years(alone.plan)
    assert [row.fiscal_year for row in years] == [2027, 2028, 2029]
    assert sum(row.paid_usd for row in years) == pytest.approx(sum(row.paid_usd for row in alone.plan.books))
    table = next(part.table for part in board_paper(alone).sections if part.title.startswith("Cash"))
    assert table is not None
    assert table.total[3] == f"{sum(row.paid_usd for row in years):,.0f}"


def test_the_blocks_are_dated_and_name_their_owners(alone: Source) -> None:
    bare = alone._replace(scenario=alone.scenario.model_copy(update={"procurement": Procurement()}))
    assert start_of(bare).isoformat() == alone.scenario.as_of
    roadmap = Roadmap(start="2026-12", inventory_owner="Office of the CIO", review_months=4)
    named = alone.scenario.model_copy(update={"procurement": Procurement(buyer="Acme Rail", roadmap=roadmap)})
    source = alone._replace(scenario=named)
    assert start_of(source) == date(2026, 12, 1)
    paper = roadmap_paper(source)
    titles = [part.title for part in paper.sections if part.title.startswith("Days")]
    assert [title.partition(":")[0] for title in titles] == [
        "Days 1 to 30, 2026-12-01 to 2026-12-30",
        "Days 31 to 60, 2026-12-31 to 2027-01-29",
        "Days 61 to 90, 2027-01-30 to 2027-02-28",
    ]
    assert "Owner: Office of the CIO." in said(paper)
    assert said(paper).count("Owner: to be named") == 2
    assert "Architecture review every 4 months: 2027-06, 2027-10," in said(paper)
    assert paper.about.startswith("Acme Rail, ")


def beside(alone: Source, **changes: object) -> list[Candidate]:
    """Candidates where a TPU stands beside the main accelerator of the dearest workload."""
    main = next(cell for cell in alone.plan.matrix if cell.choice == "main")
    other = {"accelerator": "tpu", "accelerator_class": "tpu", "choice": None, "share_served": None, **changes}
    cells: tuple[MatrixCell, ...] = (main, main.model_copy(update=other))
    return candidates(alone._replace(plan=alone.plan.model_copy(update={"matrix": cells})))


def test_a_second_class_is_measured_where_one_may_serve(alone: Source) -> None:
    assert [row.reason for row in beside(alone, usd_per_unit=0.5)] == ["main", "other_class"]
    never = {"usd_per_unit": None, "benchmark_grade": None}
    assert [row.reason for row in beside(alone, ruled_out=("no_benchmark",), **never)] == ["main", "not_measured"]
    assert [row.reason for row in beside(alone, ruled_out=("residency",), **never)] == ["main"]
    assert {row.accelerator_class for row in candidates(alone)} == {"gpu"}
    assert "Only GPU may serve this work" in said(roadmap_paper(alone))


def test_texts_of_users_stay_texts(alone: Source) -> None:
    plan = alone.plan
    turns = iter(HOSTILE * 20)
    renamed = {
        kind: {known: next(turns) for known in getattr(plan.names, kind) or {"none": ""}} for kind in Names.model_fields
    }
    roadmap = Roadmap(inventory_owner=HOSTILE[0], benchmark_owner=HOSTILE[5], plan_owner=HOSTILE[7])
    scenario = alone.scenario.model_copy(update={"procurement": Procurement(buyer=HOSTILE[2], roadmap=roadmap)})
    found = files(Source(plan.model_copy(update={"names": Names(**renamed)}), scenario), Asked())
    for name, content in found.items():
        if name.endswith(".md"):
            assert not re.search(r"(?<!\\)(!\[|<script|\]\()", content.decode())
            continue
        _is_inside(content)
        document = pypdfium2.PdfDocument(content)
        assert all(pdfium.FPDFPage_GetAnnotCount(page) == 0 for page in document)
        text = "".join(page.get_textpage().get_text_range() for page in document)
        assert "root:" not in text
        assert "evil.example" in text
    assert '#read("/etc/passwd")' in "".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(found["90-day-plan.pdf"])
    )


def test_long_lists_say_how_many_more_there_are() -> None:
    assert most(range(5), 4) == (range(5), 0)
    assert most(range(9), 4) == (range(4), 5)


def test_without_the_extra_one_error_says_what_to_install(alone: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = roadmap_paper(alone)
    typesetting._typst.cache_clear()
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(SteelyardError, match=r"steelyard\[export\]"):
        both_forms("paper", paper)


def test_the_command_writes_both_papers(alone: Source, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(plan_json(alone.plan), encoding="utf-8")
    asked = ["export", str(tmp_path / "plan.json"), "--pack", "board", "--out", str(tmp_path / "pack")]
    shown = CliRunner().invoke(app, [*asked, "--scenario", "two-sites"])
    assert shown.exit_code == 0, shown.stderr
    assert (tmp_path / "pack" / "board-paper.pdf").read_bytes().startswith(b"%PDF-")
    assert "90-day-plan.pdf" in shown.stdout
