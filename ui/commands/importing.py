"""`import`: what comes back from others - quotes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.exits import Exit, SteelyardError

if TYPE_CHECKING:
    from data.packs.responses import Quote
    from ui.packs.source import Source

imports = typer.Typer(name="import", help="Read what comes back from vendors.", no_args_is_help=True)


@imports.command("quote")
def import_quote(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A filled pricing.xlsx.")],
    vendor: Annotated[str, typer.Option(metavar="NAME", help="Who answers: id or name of a vendor.")],
    plan: Annotated[
        Path | None,
        typer.Option(
            metavar="PLAN",
            help="Plan it was exported from; default: plan.json beside the workbook, in the folder above, or here.",
        ),
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(metavar="FILE", help="Scenario file; default: the one that the plan names.")
    ] = None,
    new_vendor: Annotated[
        bool, typer.Option("--new-vendor", help="The scenario does not have this vendor; NAME is its new id.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the offers go; default: quotes/NAME.yaml.")
    ] = None,
) -> None:
    """Read the filled response sheet of a vendor into offers, to be laid over the scenario."""
    from ui.packs.quoting import overlay, overlay_text, read_quote
    from ui.packs.source import of_plan_file

    source = of_plan_file(plan or _plan_beside(file), scenario)
    known = _vendor(source, vendor, new_vendor)
    quote = read_quote(_content(file), file.name, source, known)
    target = out or Path("quotes") / f"{known.replace('/', '_')}.yaml"
    _write(target, overlay_text(overlay(source, quote, known, file.name), known, file.name), quote)
    lots = [answer.lot for answer in quote.answers]
    typer.echo(
        f"{target}: {len(lots)} lot{'s' * (len(lots) != 1)} of the plan quoted by {known}: {', '.join(lots) or '-'}"
    )
    if quote.measured:
        typer.echo(f"{_measured(target)}: measurements as the vendor states them: {len(quote.measured)}")


def _write(target: Path, text: str, quote: Quote) -> None:
    from ui.packs.quoting import measured_file
    from ui.writing import write_into

    files = {target.name: text.encode()}
    if quote.measured:
        files[_measured(target).name] = measured_file(quote.measured)
    write_into(target.parent, files)


def _measured(target: Path) -> Path:
    return target.with_name(f"{target.stem}-measured.csv")


def _vendor(source: Source, name: str, is_new: bool) -> str:
    """Id of the vendor; SteelyardError where the scenario does not have it, or has it though it is said to be new."""
    from ui.packs.quoting import new_vendor_id
    from ui.packs.source import vendor_id

    if is_new:
        return new_vendor_id(source, name)
    try:
        return vendor_id(source, name)
    except SteelyardError as error:
        lines = [f"{line}; add --new-vendor if the scenario does not have it yet" for line in error.lines]
        raise SteelyardError(error.code, lines) from None


def _plan_beside(file: Path) -> Path:
    places = (file.parent / "plan.json", file.parent.parent / "plan.json", Path("plan.json"))
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise SteelyardError(Exit.BAD_INPUT, [f"{file}: there is no plan.json beside it; give it with --plan PLAN"])
    return found


def _content(file: Path) -> bytes:
    from data.packs.filled import MAX_BYTES

    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"{file}: {(error.strerror or str(error)).lower()}"]) from None
