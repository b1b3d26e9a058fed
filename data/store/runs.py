"""What a person does with runs: submit, change, cancel, approve, comment, hand over as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import JsonValue, ValidationError
from sqlalchemy import delete, insert, update

from data.store.bundle import Bundle, pack, unpack
from data.store.errors import Forbidden, StoreError
from data.store.reads import RunReads
from data.store.rows import (
    add_case_plans,
    add_run,
    demand,
    get_case_plans,
    get_comments,
    get_moments,
    get_run,
    get_text,
    new_row,
)
from data.store.tables import comments, moments, runs
from data.store.texts import COMMENT, DOCUMENT, NAME, NOTE, bounded, cut, exact, now, storable
from models.run import (
    Approval,
    Person,
    Run,
    Task,
    Value,
    Visibility,
    may_approve,
    may_delete,
    may_edit,
    may_pin,
    may_share,
)

EDITORS = "its owner and the editors of its team"


class Runs(RunReads):
    """The runs of a store. Raises NotFound, Forbidden and Frozen by the laws of `models.run`."""

    def submit(
        self,
        person: Person,
        *,
        scenario_name: str,
        document: str,
        draft: str | None,
        input_hash: str,
        case: str,
        variant: str | None,
        task: Task = "plan",
        task_options: dict[str, JsonValue] | None = None,
        options: Mapping[str, Value],
        versions: Mapping[str, str],
        name: str = "",
        other: str | None = None,
    ) -> Run:
        """Queue a new private run.

        Parameters
        ----------
        document: the scenario's text; the run keeps it to the character.
        draft: id of the scenario in the store that it comes from, if any.
        task_options: what the task is told beyond the options of the search.
        other: text of the scenario that a comparison is with; the run keeps it, whatever becomes of that scenario.

        Raises
        ------
        StoreError
            when a text is too long.
        """
        asked = {
            "scenario_name": cut(scenario_name, NAME),
            "draft": draft,
            "input_hash": cut(input_hash, NAME),
            "case": cut(case, NAME),
            "variant": variant and cut(variant, NAME),
            "task": task,
            "task_options": task_options,
            "options": dict(options),
            "versions": dict(versions),
            "name": bounded(name, NAME, "The name"),
        }
        row = {**new_row(person), **asked}
        document = exact(document, DOCUMENT, "The scenario")
        other = other and exact(other, DOCUMENT, "The other scenario")
        with self._database.writing() as connection:
            add_run(connection, row, document, other=other)
            return get_run(connection, person, row["id"])

    def change(
        self,
        person: Person,
        run_id: str,
        *,
        name: str | None = None,
        note: str | None = None,
        is_pinned: bool | None = None,
        visibility: Visibility | None = None,
        team: str | None = None,
    ) -> Run:
        """Change what is given; a frozen run can still be pinned.

        Raises
        ------
        StoreError
            when a text is too long, or a run is shared with no team or with one that is not the person's.
        """
        given = {"name": name, "note": note, "is_pinned": is_pinned, "visibility": visibility, "team": team}
        values = {key: value for key, value in given.items() if value is not None}
        with self._database.writing() as connection:
            run = get_run(connection, person, run_id, lock=True)
            if values:
                connection.execute(update(runs).where(runs.c.id == run_id).values(_checked(person, run, values)))
            return get_run(connection, person, run_id)

    def delete(self, person: Person, run_id: str) -> None:
        """Delete a run for good; one that is running must be cancelled first."""
        with self._database.writing() as connection:
            run = get_run(connection, person, run_id, lock=True)
            demand(may_delete(person, run), run, "deleting it", "its owner")
            if run.status == "running":
                raise StoreError("This run is still running: cancel it first, then delete it.")
            connection.execute(delete(runs).where(runs.c.id == run_id))

    def ask_cancel(self, person: Person, run_id: str) -> None:
        """End a waiting run at once; tell a running one to stop and keep its best plan; nothing once it has ended."""
        ended = {"status": "cancelled", "ended": now(), "message": "Cancelled before it started."}
        with self._database.writing() as connection:
            run = get_run(connection, person, run_id, lock=True)
            demand(may_edit(person, run), run, "cancelling it", EDITORS)
            if not run.has_ended:
                values = ended if run.status == "queued" else {"wants_cancel": True}
                connection.execute(update(runs).where(runs.c.id == run_id).values(values))

    def accept_gap(self, person: Person, run_id: str, gap: float) -> None:
        """Let the search stop as soon as its gap is at most `gap`, a share; nothing once it has ended."""
        if not 0 <= gap < float("inf"):
            raise StoreError("A gap is a share of the cost: a number from 0 up.")
        with self._database.writing() as connection:
            run = get_run(connection, person, run_id, lock=True)
            demand(may_edit(person, run), run, "accepting a gap", EDITORS)
            if not run.has_ended:
                connection.execute(update(runs).where(runs.c.id == run_id).values(accepted_gap=gap))

    def approve(self, person: Person, run_id: str, note: str, quotes_expire: str | None) -> Run:
        """Approve the plan and freeze the run for good.

        Parameters
        ----------
        quotes_expire: day on which the first quote expires that the plan rests on, `YYYY-MM-DD`.

        Raises
        ------
        StoreError
            when there is no plan, or no such day.
        """
        approval = _approval(person, bounded(note, NOTE, "The note"), quotes_expire)
        with self._database.writing() as connection:
            run = get_run(connection, person, run_id, lock=True)
            demand(may_approve(person, run) and not run.is_frozen, run, "approving it", "approvers of its team")
            if not run.has_plan:
                raise StoreError("There is no plan to approve: only a run that is done planning has one.")
            connection.execute(update(runs).where(runs.c.id == run_id).values(approval))
            return get_run(connection, person, run_id)

    def comment(self, person: Person, run_id: str, text: str) -> None:
        """Say something about a run; everybody who sees it may, also when it is frozen."""
        text = bounded(text.strip(), COMMENT, "The comment")
        if not text:
            raise StoreError("The comment is empty.")
        with self._database.writing() as connection:
            get_run(connection, person, run_id, lock=True)
            connection.execute(insert(comments).values(run=run_id, author=person.name, at=now(), text=text))

    def export_run(self, person: Person, run_id: str) -> bytes:
        """The run as one file, a .zip: what was asked, the plan, how the search went, what was said.

        Raises
        ------
        StoreError
            when the run has not ended, or is larger than a file may be.
        """
        with self._database.reading() as connection:
            run = get_run(connection, person, run_id)
            document, plan, conflicts, report, other = (get_text(connection, run_id, text) for text in _TEXTS)
            further = get_case_plans(connection, run_id)
            went, said = tuple(get_moments(connection, run_id)), tuple(get_comments(connection, run_id))
        return pack(Bundle(run, document or "", plan, conflicts, went, said, further, report, other))

    def import_run(self, person: Person, content: bytes) -> Run:
        """Take in a file of `export_run`, as a private run of the person; an approval survives only as a note.

        Raises
        ------
        StoreError
            when the file is damaged, too large, was changed, or contradicts itself.
        """
        found = unpack(content)
        asked = found.run.model_dump(include=_KEPT)
        row = {**new_row(person), **asked, "note": _origin(found.run)}
        with self._database.writing() as connection:
            texts = {name: getattr(found, name) for name in ("plan", "conflicts", "report", "other")}
            add_run(connection, row, found.document, **texts)
            add_case_plans(connection, row["id"], found.case_plans)
            numbered = [{"run": row["id"], "number": n, **m.model_dump()} for n, m in enumerate(found.moments)]
            said = [storable({"run": row["id"], **comment.model_dump()}) for comment in found.comments]
            for table, rows in ((moments, numbered), (comments, said)):
                if rows:
                    connection.execute(insert(table), rows)
            return get_run(connection, person, row["id"])


_TEXTS = ("document", "plan", "conflicts", "report", "other")
_KEPT = {
    *("created", "started", "ended", "scenario_name", "input_hash", "case", "variant", "options", "versions"),
    *("task", "task_options"),
    *("status", "stage", "seconds", "incumbent_usd", "bound_usd", "gap", "message", "name", "accepted_gap"),
}
"""What an imported run keeps; who owns, sees and approved it does not come in by a file."""


def _origin(run: Run) -> str:
    """The note of an imported run: where it comes from, then what its note said."""
    lines = [f"Imported from run {run.id} of {run.owner}."]
    if run.approval:
        until = f", quotes until {run.approval.quotes_expire}" if run.approval.quotes_expire else ""
        day = run.approval.at[:10]
        lines.append(f"There it was approved by {run.approval.by} on {day}{until}: {run.approval.note}")
    return cut("\n\n".join([*lines, run.note]).strip(), NOTE)


def _checked(person: Person, run: Run, values: dict[str, Any]) -> dict[str, Any]:
    """The columns to change, if the person may."""
    if values.keys() == {"is_pinned"}:
        if not may_pin(person, run):
            raise Forbidden(f"Only {EDITORS} may do this: pinning it.")
        return values
    demand(may_edit(person, run), run, "changing it", EDITORS)
    if values.keys() & {"visibility", "team"}:
        demand(may_share(person, run), run, "sharing it", "its owner")
        _check_sharing(person, run, values)
    limits = {"name": (NAME, "The name"), "note": (NOTE, "The note"), "team": (NAME, "The team")}
    return {key: bounded(value, *limits[key]) if key in limits else value for key, value in values.items()}


def _check_sharing(person: Person, run: Run, values: dict[str, Any]) -> None:
    team = values.get("team")
    if values.get("visibility", run.visibility) not in get_args(Visibility):
        raise StoreError(f"A run is one of: {', '.join(get_args(Visibility))}.")
    if team is not None and not person.is_local and team not in person.teams:
        raise Forbidden("A run can be shared with a team of your own only.")
    if values.get("visibility") == "team" and not (team or run.team):
        raise StoreError("Say which team the run is shared with.")


def _approval(person: Person, note: str, quotes_expire: str | None) -> dict[str, str | None]:
    try:
        approval = Approval(by=person.name, at=now(), note=note, quotes_expire=quotes_expire or None)
    except ValidationError:
        raise StoreError("Quotes expire on a day of the calendar, as YYYY-MM-DD.") from None
    return {
        "approved_by": approval.by,
        "approved_at": approval.at,
        "approval_note": approval.note,
        "quotes_expire": approval.quotes_expire,
    }
