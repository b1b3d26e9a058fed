"""Plans and scenarios side by side as files: `compare.json`, `compare.md`, `compare.xlsx`, tables of inputs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Group

from data.export_csv import csv_bytes
from data.export_xlsx import book_bytes
from data.plan_comparison import Compared
from data.plan_tables import Cell
from data.sheets import USD, Sheet
from models.comparison import Comparison, FigureSection, SideBySide
from ui.figures import change, signed
from ui.input_report import INPUT_HEADERS, input_parts, input_table, total_line
from ui.summary import Part, as_markdown, escaped, on_screen
from ui.writing import write_into

TITLE = "Plans side by side"


def figures(section: FigureSection) -> list[Compared]:
    """The rows of a section with their differences from the first plan."""
    return [Compared(**row.model_dump()) for row in section.rows]


def input_sections(found: SideBySide) -> list[Part]:
    """Of scenarios: what changed in the inputs, and what it is worth, of each but the first."""
    base, *others = found.names
    return [
        part
        for name, each in zip(others, found.inputs, strict=bool(found.inputs))
        for part in input_parts(each, (base, name))
    ]


def comparison_document(found: SideBySide) -> dict[str, Any]:
    """Plans side by side for programs; `inputs` is there where scenarios were compared."""
    changes = [[each.model_dump(mode="json") for each in of_plan] for of_plan in found.case_changes]
    document: dict[str, Any] = {
        "plans": list(found.names),
        "case_changes": dict(zip(found.names, changes, strict=True)),
        **{
            section.title: [
                {**row._asdict(), "differences": row.differences, "shares": row.shares} for row in figures(section)
            ]
            for section in found.sections
        },
    }
    return document | ({"inputs": [each.model_dump(mode="json") for each in found.inputs]} if found.inputs else {})


def comparison_json(found: SideBySide) -> str:
    """The same as text."""
    return json.dumps(comparison_document(found), indent=1, ensure_ascii=False) + "\n"


def comparison_markdown(found: SideBySide, parts: Sequence[Part] = ()) -> str:
    """Plans side by side as Markdown; `parts`: what else is known of their inputs."""
    sections = figure_parts(found, escaped)
    return as_markdown(TITLE, head(found), [decisions(found), *sections, *input_sections(found), *parts])


def figure_parts(found: SideBySide, called: Callable[[str], str] = str) -> list[Part]:
    """The figures of the plans; `called`: how names are written in headers."""
    base, *others = map(called, found.names)
    said = [f">{text}" for name in others for text in (name, "difference", "%")]
    columns = ("Figure", "Unit", f">{base}", *said)
    return [Part(each.title, (), columns, [_cells(row) for row in figures(each)]) for each in found.sections]


def decisions(found: SideBySide) -> Part:
    """What each plan decides."""
    return Part("Decisions", [f"{name}: {said}" for name, said in zip(found.names, found.decisions, strict=True)])


def head(found: SideBySide) -> str:
    """What all figures are about."""
    return f"Differences are from {found.names[0]}."


def total_head(found: SideBySide) -> str:
    """From which scenario to which one, in which case, at what cost."""
    base, *others = found.names
    led = [f"From {base} to {name}: {total_line(each)}" for name, each in zip(others, found.inputs, strict=True)]
    return " ".join([f"Case {found.case}.", *led])


def comparison_report(found: SideBySide) -> Group:
    """What changed and what it is worth, then the figures of the plans, for the terminal."""
    return on_screen(total_head(found), [*input_sections(found), decisions(found), *figure_parts(found)])


def _cells(row: Compared) -> tuple[str, ...]:
    cells = [row.name, row.unit, _figure(row.amounts[0])]
    for amount, off, share in list(zip(row.amounts, row.differences, row.shares, strict=True))[1:]:
        cells += [_figure(amount), signed(off, _figure), change(share)]
    return tuple(cells)


def _figure(amount: float) -> str:
    return f"{amount:,.2f}".removesuffix(".00")


def makers(found: SideBySide) -> dict[str, Callable[[], bytes]]:
    """What makes each file of scenarios side by side, by its name; a table of inputs for each but the first."""
    return {
        "compare.json": lambda: comparison_json(found).encode(),
        "compare.md": lambda: comparison_markdown(found).encode(),
        "compare.xlsx": lambda: comparison_workbook(found),
        **{f"inputs-{n}.csv": partial(_inputs, each) for n, each in enumerate(found.inputs, start=1)},
    }


def _inputs(report: Comparison) -> bytes:
    return csv_bytes(input_table(report, "inputs"))


def write_comparison(found: SideBySide, folder: Path) -> list[str]:
    """Write the files into a folder, SteelyardError when it cannot be written to; their names."""
    files = {name: make() for name, make in makers(found).items()}
    write_into(folder, files)
    return list(files)


def comparison_workbook(found: SideBySide) -> bytes:
    """The figures of the plans, and the inputs that differ with what they are worth, a sheet each."""
    return book_bytes(" and ".join(found.names), [*_figure_sheets(found), *_input_sheets(found)])


def _figure_sheets(found: SideBySide) -> Iterator[Sheet]:
    base, *others = found.names
    headers = ["figure", "unit", base, *(text for name in others for text in (name, f"{name} less {base}"))]
    for section in found.sections:
        rows: list[tuple[Cell, ...]] = [
            (row.name, row.unit, row.amounts[0], *(cell for pair in _pairs(row) for cell in pair))
            for row in figures(section)
        ]
        about = f"{section.title} of the plans, with differences from {base}"
        yield Sheet(section.title, about, headers, rows, dict.fromkeys(range(2, len(headers)), USD), 1)


def _pairs(row: Compared) -> list[tuple[float, float]]:
    """Of every plan but the first: its figure, and that less the first."""
    return list(zip(row.amounts, row.differences, strict=True))[1:]


def _input_sheets(found: SideBySide) -> Iterator[Sheet]:
    base, *others = found.names
    for n, (name, each) in enumerate(zip(others, found.inputs, strict=bool(found.inputs)), start=1):
        about = f"Inputs that differ from {base} to {name}, and what they are worth, discounted over the horizon"
        looks = {at: USD for at, header in enumerate(INPUT_HEADERS) if "[USD]" in header}
        yield Sheet(f"Inputs {n}", about, INPUT_HEADERS, input_table(each, "inputs").rows, looks, 2)
