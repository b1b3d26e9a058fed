"""`runs ...`: the run history of the app from the command line, for whoever may open the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.commands.parameters import AsJson
from ui.exits import Exit, SteelyardError

if TYPE_CHECKING:
    from data.store import Store
    from models.run import Person
    from ui.settings import Settings

runs = typer.Typer(
    name="runs", help="The runs of the app: list, show, hand over, approve, delete.", no_args_is_help=True
)
NEEDED = ("sqlalchemy", "alembic", "pydantic_settings")
RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="Id of a run, as `runs list` shows it.")]


@runs.command("list")
def list_runs(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Only runs whose names, note or owner contain it.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 200,
    as_json: AsJson = False,
) -> None:
    """List runs, pinned ones first, newest first."""
    with _opened() as (store, person):
        found = store.runs.history(person, text, limit)
    if as_json:
        import json

        typer.echo(json.dumps([run.model_dump(mode="json") for run in found], indent=1, ensure_ascii=False))
    else:
        from ui.run_report import history_report
        from ui.screen import show

        show(history_report(found), width=160)


@runs.command("show")
def show_run(run: RunArgument, as_json: AsJson = False) -> None:
    """Show one run: what was asked, how it ended, who approved it, what was said."""
    with _opened() as (store, person):
        found, comments = store.runs.find(person, run), store.runs.comments(person, run)
    if as_json:
        import json

        document = {**found.model_dump(mode="json"), "comments": [comment.model_dump() for comment in comments]}
        typer.echo(json.dumps(document, indent=1, ensure_ascii=False))
    else:
        from ui.run_report import run_report
        from ui.screen import show

        show(run_report(found, comments))


@runs.command("plan")
def show_plan(
    run: RunArgument,
    case: Annotated[
        str | None, typer.Option(help="Of one plan for all cases: that of this one; default: the central one.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the plan of a run, as `steelyard plan` does."""
    with _opened() as (store, person):
        text = store.runs.plan_text(person, run, case)
        plan = None if as_json else store.runs.plan(person, run, case)
        if text is None and case is not None and store.runs.plan(person, run):
            raise SteelyardError(Exit.BAD_INPUT, [f"--case {case}: this run has no plan of this case"])
    if text is None:
        raise SteelyardError(Exit.BAD_INPUT, ["This run has no plan; `runs show` says why."])
    if plan is None:
        typer.echo(text, nl=False)
    else:
        from ui.report import plan_report
        from ui.screen import show

        show(plan_report(plan))


@runs.command("report")
def show_report(run: RunArgument, as_json: AsJson = False) -> None:
    """Show what a run ended with that makes no plan, as the command that does the same shows it."""
    with _opened() as (store, person):
        report = store.runs.report(person, run)
    if report is None:
        raise SteelyardError(Exit.BAD_INPUT, ["This run has no report; `runs show` says why."])
    if as_json:
        from data.plan_io import json_text

        typer.echo(json_text(report), nl=False)
    else:
        from ui.reports import shown
        from ui.screen import show

        show(shown(report), width=140)


@runs.command("scenario")
def show_scenario(run: RunArgument) -> None:
    """Print the scenario that a run was made from."""
    with _opened() as (store, person):
        typer.echo(store.runs.document(person, run), nl=False)


@runs.command("change")
def change_run(
    run: RunArgument,
    name: Annotated[str | None, typer.Option(help="New name.")] = None,
    note: Annotated[str | None, typer.Option(help="New note.")] = None,
    is_pinned: Annotated[bool | None, typer.Option("--pin/--no-pin", help="Keep it on top of the list.")] = None,
    visibility: Annotated[Literal["private", "team", "public"] | None, typer.Option(help="Who sees it.")] = None,
    team: Annotated[str | None, typer.Option(help="Team it is shared with.")] = None,
) -> None:
    """Change name, note, pin or sharing of a run."""
    with _opened() as (store, person):
        store.runs.change(person, run, name=name, note=note, is_pinned=is_pinned, visibility=visibility, team=team)


@runs.command("comment")
def comment_run(run: RunArgument, text: Annotated[str, typer.Argument(help="What to say.")]) -> None:
    """Comment on a run."""
    with _opened(signs=True) as (store, person):
        store.runs.comment(person, run, text)


@runs.command("approve")
def approve_run(
    run: RunArgument,
    note: Annotated[str, typer.Option(help="On what grounds.")] = "",
    quotes_expire: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Day on which the first quote it rests on expires.")
    ] = None,
) -> None:
    """Approve the plan of a run; the run is frozen for good."""
    with _opened(signs=True) as (store, person):
        found = store.runs.approve(person, run, note, quotes_expire)
    typer.echo(f"{found.id}: approved and frozen.")


@runs.command("cancel")
def cancel_run(run: RunArgument) -> None:
    """Cancel a run; a search under way keeps its best plan."""
    with _opened() as (store, person):
        store.runs.ask_cancel(person, run)


@runs.command("delete")
def delete_run(
    run: RunArgument,
    is_sure: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete a run with its plan, for good."""
    with _opened() as (store, person):
        found = store.runs.find(person, run)
        if not (is_sure or typer.confirm(f"Delete run {found.id} ({found.title!r}, {found.status}) for good?")):
            raise SteelyardError(Exit.BAD_INPUT, ["Nothing was deleted."])
        store.runs.delete(person, run)


@runs.command("export")
def export_run(
    run: RunArgument,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="New file; default: run-RUN.zip.")] = None,
) -> None:
    """Write a run that has ended to one file: scenario, plan, progress, comments."""
    target = out or Path(f"run-{run}.zip")
    with _opened() as (store, person):
        content = store.runs.export_run(person, run)
    try:
        with target.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise SteelyardError(Exit.BAD_INPUT, [f"{target}: is there already; nothing was written"]) from None
    except OSError as error:
        raise SteelyardError(Exit.BAD_INPUT, [f"{target}: {(error.strerror or str(error)).lower()}"]) from None
    typer.echo(str(target))


@runs.command("import")
def import_run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of `runs export`.")],
    owner: Annotated[str | None, typer.Option(help="E-mail address of its new owner, where people sign in.")] = None,
) -> None:
    """Take in a run that was exported; it is private, and an approval survives only as a note."""
    with _opened() as (store, person):
        from data.store.bundle import MOST_BYTES

        try:
            with file.open("rb") as stream:
                content = stream.read(MOST_BYTES + 1)
        except OSError as error:
            raise SteelyardError(Exit.BAD_INPUT, [f"{file}: {(error.strerror or str(error)).lower()}"]) from None
        found = store.runs.import_run(_owner(owner) or person, content)
    typer.echo(found.id)


def _owner(name: str | None) -> Person | None:
    from pydantic import ValidationError

    from models.run import Person

    try:
        return None if name is None else Person(name=name)
    except ValidationError:
        raise SteelyardError(Exit.BAD_INPUT, ["--owner: must be an e-mail address of at most 200 letters"]) from None


@contextmanager
def _opened(*, signs: bool = False) -> Iterator[tuple[Store, Person]]:
    """The store of the settings and the local person, who has every right; `signs`: for an act in somebody's name."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        lines = [f"the run store needs {', '.join(missing)}: install it with pip install 'steelyard[app]'"]
        raise SteelyardError(Exit.BAD_INPUT, lines)
    from data.store import StoreError, open_store
    from models.run import Person

    settings = _settings()
    if signs and settings.auth != "none":
        raise SteelyardError(Exit.BAD_INPUT, ["People sign in here: do this in the app, where it carries your name."])
    try:
        store = open_store(settings.store_url)
        try:
            yield store, Person.local()
        finally:
            store.close()
    except StoreError as error:
        raise SteelyardError(Exit.BAD_INPUT, str(error).splitlines()) from None


def _settings() -> Settings:
    from ui.settings import SettingsError, settings

    try:
        return settings()
    except SettingsError as error:
        raise SteelyardError(Exit.BAD_INPUT, error.problems) from None
