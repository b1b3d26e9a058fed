"""Units over their life, as the terminal, the tables and the workbook's sheets say it."""

from __future__ import annotations

import io

from rich.console import Console, Group, RenderableType

from data.lifecycle_sheets import SHEETS, lifecycle_sheets
from data.plan_tables import table
from models.lifecycle_figures import Retire
from models.plan import Plan
from tests.answers.test_lifecycle import teams_plan
from ui.lifecycle_report import advice, lifecycle, lifecycle_tables, sentences, transfer_rows
from ui.report import plan_report


def told(shown: RenderableType) -> str:
    console = Console(width=160, file=(page := io.StringIO()))
    console.print(shown)
    return " ".join(page.getvalue().split())


def retired() -> Retire:
    found = teams_plan().lifecycle
    assert found is not None
    return found.retire[0]


def test_the_report_says_in_short_what_to_retire_and_what_is_spare() -> None:
    said = told(plan_report(teams_plan()))
    assert "Lifecycle: units to retire, spare units, reviews" in said
    assert "old (gpu at hall): 106.00 USD/month to run from 2027-01, its work 42.00 USD/month elsewhere." in said
    assert "Retire at the review 2027-03: saves 67.00 USD" in said
    assert "gpu at hall: up to 2 of 4 spare (2027-03), at 0.883 USD/accelerator/h." in said


def test_the_explanation_has_every_table_with_who_is_barred() -> None:
    said = told(Group(*lifecycle_tables(teams_plan())))
    assert "Units that meet the retire rule" in said
    (_, new) = transfer_rows(teams_plan())
    assert "hand over: 3 weeks; port: 52 weeks, 500.00 USD; move 3 TB: 47.3 weeks, 30.00 USD" in new
    assert "nothing: it runs there" in said
    assert "gpu at hall: not for tied@eu (list of sites)." in said
    assert "Internal price of spare units (running)" in said


def test_what_would_cost_more_is_kept() -> None:
    row = retired()
    assert advice(row.model_copy(update={"saves_usd": -5.0})).startswith(
        "Review 2027-03: keep them, retiring would cost 5.00"
    )
    assert "before the review" in advice(row.model_copy(update={"review": None, "saves_usd": None}))
    assert "nowhere else" in advice(row.model_copy(update={"saves_usd": None}))


def test_nothing_is_said_where_there_is_nothing(plan: Plan) -> None:
    assert plan.lifecycle is None
    assert lifecycle(plan) is None
    assert lifecycle_tables(plan) == []
    assert sentences(plan) == []
    assert lifecycle_sheets(plan) == []
    whole = teams_plan().lifecycle
    assert whole is not None
    calm = whole.model_copy(update={"retire": (), "spare": (), "transfers": ()})
    assert lifecycle(teams_plan().model_copy(update={"lifecycle": calm})) is None


def test_sheets_have_a_header_and_a_unit_for_every_field() -> None:
    sheets = {sheet.name: sheet for sheet in lifecycle_sheets(teams_plan())}
    assert list(sheets) == [look.title for look in SHEETS.values()]
    for name, look in SHEETS.items():
        found = table(teams_plan(), name)
        assert len(look.headers) == len(found.headers), name
        money = [n for n, header in enumerate(found.headers) if "usd" in header]
        assert all("USD" in look.headers[n] and n in look.formats for n in money), name
        assert all(max(look.formats) < len(row) for row in sheets[look.title].rows)
