"""`export`: the documents of a plan for purchasing, finance, vendors and machines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.parameters import PlanArgument
from ui.exits import Exit, SteelyardError
from ui.packs.register import Pack, files_of
from ui.writing import write_into


def export(
    plan: PlanArgument,
    pack: Annotated[Pack, typer.Option(help="Which documents.")],
    vendor: Annotated[str | None, typer.Option(metavar="NAME", help="For this vendor alone; id or name.")] = None,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The company's own Word template, for `--pack rfp`.")
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(metavar="FILE", help="Scenario file; default: the one that the plan names.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the documents.")] = Path("pack"),
) -> None:
    """Write the documents of a plan: the request to vendors, the board paper, the finance workbook, tidy data."""
    from ui.packs.source import Asked, of_plan_file, vendor_id
    from ui.results import check_folder

    check_folder(out)
    source = of_plan_file(plan, scenario)
    asked = Asked(vendor_id(source, vendor) if vendor else None, _content(template) if template else None)
    files = files_of(pack, source, asked)
    write_into(out, files)
    typer.echo(f"written to {out}: {', '.join(sorted(files))}")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        line = f"--template {path}: {(error.strerror or str(error)).lower()}"
        raise SteelyardError(Exit.BAD_INPUT, [line]) from None
