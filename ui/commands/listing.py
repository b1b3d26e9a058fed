"""`init`, `catalog`, `schema` and `doctor`: what there is to start from, and whether this installation works."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ui.commands.parameters import AsJson
from ui.exits import Exit, SteelyardError


class Kind(StrEnum):
    """What the catalog lists."""

    ACCELERATORS = "accelerators"
    OFFERS = "offers"
    BENCHMARKS = "benchmarks"


class Sort(StrEnum):
    """By what it is sorted."""

    ID = "id"
    PRICE = "price"
    THROUGHPUT = "throughput"
    PRICE_PER_THROUGHPUT = "price-per-throughput"


class Document(StrEnum):
    """What a schema describes."""

    SCENARIO = "scenario"
    PLAN = "plan"
    CONFLICTS = "conflicts"
    ROI = "roi"
    LEVERS = "levers"
    BAKEOFF = "bakeoff"


def catalog(
    kind: Annotated[Kind, typer.Argument(help="What to list.")],
    sort: Annotated[Sort, typer.Option(help="Order of the list; throughput: highest first.")] = Sort.ID,
    profile: Annotated[str | None, typer.Option(help="Benchmark profile for throughput and price per work.")] = None,
    match: Annotated[str, typer.Option(help="Only ids that contain this text.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the shipped catalog: accelerators, offers or benchmarks, with price and price per throughput."""
    from data.catalog import read_catalog
    from data.catalog_list import listing, sort_by

    records = read_catalog()
    _check_profile(records["benchmarks"].values(), profile, sort)
    rows = listing(records, kind.value, profile, match)
    fields = {Sort.ID: "id", Sort.PRICE: "usd_per_accelerator_hour", Sort.THROUGHPUT: "throughput_per_accelerator"}
    rows = sort_by(rows, fields.get(sort, "usd_per_work"), descending=sort is Sort.THROUGHPUT)
    if as_json:
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        from ui.catalog_table import catalog_table
        from ui.screen import show

        show(catalog_table(kind.value, rows, profile), width=160)


def _check_profile(benchmarks: Any, profile: str | None, sort: Sort) -> None:
    known = sorted({benchmark["profile"] for benchmark in benchmarks})
    allowed = f"profiles: {', '.join(known)}"
    if profile is not None and profile not in known:
        raise SteelyardError(Exit.BAD_INPUT, [f"--profile {profile}: there is no such profile; {allowed}"])
    if profile is None and sort in (Sort.THROUGHPUT, Sort.PRICE_PER_THROUGHPUT):
        raise SteelyardError(Exit.BAD_INPUT, [f"--sort {sort}: say for which work with --profile; {allowed}"])


def schema(
    document: Annotated[
        Document,
        typer.Argument(help="A scenario file, or a plan.json, conflicts.json, roi.json, levers.json, bakeoff.json."),
    ] = Document.SCENARIO,
    markdown: Annotated[bool, typer.Option("--markdown", help="Not for scenario: as a page to read.")] = False,
) -> None:
    """Print the JSON Schema of scenario files or of what is written in JSON; descriptions carry the units."""
    if markdown and document is Document.SCENARIO:
        others = ", ".join(f"`schema {each}`" for each in Document if each is not Document.SCENARIO)
        raise SteelyardError(Exit.BAD_INPUT, [f"--markdown: only for {others}"])
    typer.echo(_schema_text(document, markdown), nl=False)


def _schema_text(document: Document, markdown: bool) -> str:
    if document is Document.SCENARIO:
        from data.schema import scenario_schema

        return json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"
    from models.bakeoff import Bakeoff
    from models.base import Model
    from models.conflict import NothingFits
    from models.lever_report import Levers
    from models.plan import Plan
    from models.roi import RoiReport
    from ui.schema_page import bakeoff_page, conflicts_page, levers_page, plan_page, roi_page

    pages: dict[Document, tuple[Callable[[], str], type[Model]]] = {
        Document.PLAN: (plan_page, Plan),
        Document.CONFLICTS: (conflicts_page, NothingFits),
        Document.ROI: (roi_page, RoiReport),
        Document.LEVERS: (levers_page, Levers),
        Document.BAKEOFF: (bakeoff_page, Bakeoff),
    }
    page, model = pages[document]
    return page() if markdown else json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def init(
    template: Annotated[
        str | None, typer.Argument(metavar="TEMPLATE", help="Without it, templates are listed. Not with --answers.")
    ] = None,
    target: Annotated[Path | None, typer.Argument(metavar="TARGET", help="New file; default: TEMPLATE.yaml.")] = None,
    answers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Make the scenario of answers (YAML): --answers FILE TARGET."),
    ] = None,
) -> None:
    """Write a commented scenario file to start from: a template, or one made from answers."""
    if answers is not None:
        if target is not None:
            raise SteelyardError(Exit.BAD_INPUT, ["init: with --answers give the new file only, no template"])
        _init_from_answers(answers, Path(template or "scenario.yaml"))
        return
    from data.init import templates, write_template

    if template is None:
        for name, about in templates().items():
            typer.echo(f"{name:<20} {about}")
        return
    try:
        written = write_template(template, target or Path(f"{template}.yaml"))
    except FileExistsError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"{error.filename}: is there already; nothing was written"]) from None
    except (OSError, ValueError) as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"init: {error}"]) from None
    typer.echo(_next_steps(written))


def _init_from_answers(answers: Path, target: Path) -> None:
    """Write the scenario of some answers; what it means and deserves to be known goes to standard error."""
    from data.problems import ScenarioError
    from data.starter.answers_file import read_answers
    from ui.newscenario.review import review
    from ui.newscenario.sentences import sized

    try:
        made = review(read_answers(answers))
    except ScenarioError as error:
        raise SteelyardError(Exit.BAD_INPUT, map(str, error.problems)) from None
    if not made.text:
        raise SteelyardError(Exit.BAD_INPUT, [f"{answers}: {words}" for words in made.stops])
    try:
        with target.open("x", encoding="utf-8", newline="\n") as out:
            out.write(made.text)
    except FileExistsError:
        raise SteelyardError(Exit.BAD_INPUT, [f"{target}: is there already; nothing was written"]) from None
    except OSError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"init: {error}"]) from None
    for words in (*sized(made.answers), *made.stops, *(finding.words for finding in made.findings)):
        typer.echo(words, err=True)
    typer.echo(_next_steps(target))


def _next_steps(written: Path) -> str:
    return f"{written}: edit it, then run `steelyard check {written}` and `steelyard plan {written}`"


def doctor(as_json: AsJson = False) -> None:
    """Say whether this installation can plan: versions, solver, catalog, shipped scenarios."""
    from ui.health import findings

    found = findings()
    if as_json:
        typer.echo(json.dumps({item.name: {"ok": item.is_fine, "found": item.found} for item in found}, indent=1))
    else:
        for item in found:
            typer.echo(f"{'ok  ' if item.is_fine else 'FAIL'}  {item.name}: {item.found}")
    if not all(item.is_fine for item in found):
        raise SteelyardError(Exit.FAILED, ["This installation cannot plan: see the lines that say FAIL."])
