"""`export`: the documents of a plan for purchasing, finance, vendors and machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ui.exits import Exit, SteelyardError
from ui.packs.register import Pack, files_of


def export(
    plan: Annotated[
        Path, typer.Argument(metavar="PLAN", help="A plan.json, or a run of the app from `runs export` (.zip).")
    ],
    pack: Annotated[Pack, typer.Option(help="Which documents.")],
    vendor: Annotated[str | None, typer.Option(metavar="NAME", help="For this vendor alone; id or name.")] = None,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The company's own Word template, for `--pack rfp`.")
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(metavar="FILE", help="Scenario file; default: the one that the plan names.")
    ] = None,
    case: Annotated[
        str | None,
        typer.Option(help="Of a run with one plan for all cases: that of this one; default: the central one."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the documents.")] = Path("pack"),
) -> None:
    """Write the documents of a plan: the request to vendors, the board paper, the finance workbook, tidy data."""
    from ui.packs.source import Asked, of_file, vendor_id
    from ui.results import check_folder
    from ui.writing import write_into

    check_folder(out)
    source = of_file(plan, scenario, case)
    asked = Asked(vendor_id(source, vendor) if vendor else None, _content(template) if template else None)
    files = files_of(pack, source, asked)
    write_into(out, files)
    typer.echo(f"written to {out}: {listed(files)}")


def listed(files: Iterable[str]) -> str:
    """Names of files; of a folder only how many it holds."""
    folders = Counter(name.partition("/")[0] for name in files if "/" in name)
    names = sorted(name for name in files if "/" not in name)
    held = [f"{name}/ ({n} {'file' if n == 1 else 'files'})" for name, n in sorted(folders.items())]
    return ", ".join([*names, *held])


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        line = f"--template {path}: {(error.strerror or str(error)).lower()}"
        raise SteelyardError(Exit.BAD_INPUT, [line]) from None
