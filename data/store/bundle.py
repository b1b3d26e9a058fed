"""A run as one file: a .zip of JSON and YAML with the SHA-256 of every part. Reading trusts nothing in it."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from data.store.errors import StoreError
from data.store.figures import MOST_MOMENTS, run_figures
from data.store.texts import DOCUMENT as DOCUMENT_LENGTH
from data.store.texts import exact
from models.base import Model
from models.conflict import NothingFits
from models.plan import Plan, content_hash
from models.reports import report_of
from models.run import Comment, Moment, Run

MOST_BYTES = 50_000_000
"""Of a file, and of all its parts inflated [bytes]."""
MOST_RUN_BYTES = 500_000
"""Of the part that the history reads [bytes]."""
FORMAT = "steelyard run"
VERSION = 1
MANIFEST, RUN, DOCUMENT, PLAN, CONFLICTS, REPORT, MOMENTS, COMMENTS, OTHER = (
    *("manifest.json", "run.json", "scenario.yaml", "plan.json", "conflicts.json", "report.json"),
    *("moments.json", "comments.json", "other.yaml"),
)
CASES = "cases/"
"""Where the plans of further cases are, numbered: the id of a case may not be the name of a file."""
_CASE_PLAN = re.compile(rf"{CASES}\d+\.json")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED = 1
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MOMENTS = TypeAdapter(Annotated[tuple[Moment, ...], Field(max_length=MOST_MOMENTS)])
_COMMENTS = TypeAdapter(tuple[Comment, ...])


@dataclass(frozen=True)
class Bundle:
    """A run that has ended, with all that belongs to it."""

    run: Run
    document: str
    plan: str | None
    conflicts: str | None
    moments: tuple[Moment, ...]
    comments: tuple[Comment, ...]
    case_plans: Mapping[str, str] = field(default_factory=dict)
    """Plans of further cases, text by case."""
    report: str | None = None
    other: str | None = None
    """The scenario that a comparison is with."""


class _Manifest(Model):
    format: str
    version: int
    sha256: dict[str, str]
    """Hash of every other part."""


def pack(bundle: Bundle) -> bytes:
    """The file of a run; the same run gives the same bytes.

    Raises
    ------
    StoreError
        when the run has not ended, or its parts are larger than can be read back.
    """
    if not bundle.run.has_ended:
        raise StoreError("This run has not ended yet; it can be exported then.")
    parts = {name: text.encode() for name, text in _texts(bundle).items()}
    hashes = {name: sha256(content).hexdigest() for name, content in parts.items()}
    manifest = {"format": FORMAT, "version": VERSION, "sha256": hashes}
    parts = {MANIFEST: json.dumps(manifest, indent=1).encode(), **parts}
    _check_sizes({name: len(content) for name, content in parts.items()})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _texts(bundle: Bundle) -> dict[str, str]:
    texts = {RUN: bundle.run.model_dump_json(indent=1), DOCUMENT: bundle.document}
    if bundle.plan is not None:
        texts[PLAN] = bundle.plan
    texts |= {f"{CASES}{n}.json": text for n, text in enumerate(bundle.case_plans.values(), start=1)}
    if bundle.conflicts is not None:
        texts[CONFLICTS] = bundle.conflicts
    if bundle.report is not None:
        texts[REPORT] = bundle.report
    if bundle.other is not None:
        texts[OTHER] = bundle.other
    texts[MOMENTS] = _MOMENTS.dump_json(bundle.moments).decode()
    texts[COMMENTS] = _COMMENTS.dump_json(bundle.comments, indent=1).decode()
    return texts


def unpack(content: bytes) -> Bundle:
    """The run in a file.

    Raises
    ------
    StoreError
        when it is no such file, too large (before anything is inflated), damaged, changed by hand, or contradicts
        itself. Hashes show damage and careless edits; whoever computes them anew is found out by `steelyard verify`.
    """
    parts = _parts(content)
    manifest = _manifest(parts.pop(MANIFEST))
    if manifest.sha256 != {name: sha256(part).hexdigest() for name, part in parts.items()}:
        raise StoreError("This file was changed after it was exported, or is damaged: its hashes do not match.")
    try:
        bundle = Bundle(
            run=Run.model_validate_json(parts[RUN]),
            document=parts[DOCUMENT].decode(),
            plan=parts[PLAN].decode() if PLAN in parts else None,
            conflicts=parts[CONFLICTS].decode() if CONFLICTS in parts else None,
            moments=_MOMENTS.validate_json(parts[MOMENTS]),
            comments=_COMMENTS.validate_json(parts[COMMENTS]),
            report=parts[REPORT].decode() if REPORT in parts else None,
            other=parts[OTHER].decode() if OTHER in parts else None,
            case_plans=_by_case([part.decode() for name, part in parts.items() if _CASE_PLAN.fullmatch(name)]),
        )
    except (ValidationError, UnicodeDecodeError) as error:
        raise StoreError(f"This file does not hold a run that can be read: {_first(error)}") from None
    exact(bundle.document, DOCUMENT_LENGTH, "The scenario")
    exact(bundle.other or "", DOCUMENT_LENGTH, "The other scenario")
    _check(bundle)
    return bundle


def _by_case(texts: Sequence[str]) -> dict[str, str]:
    found = {_plan(text).provenance.case: text for text in texts}
    if len(found) < len(texts):
        raise StoreError("This file contradicts itself: it has several plans of one case.")
    return found


def _parts(content: bytes) -> dict[str, bytes]:
    if len(content) > MOST_BYTES:
        raise StoreError(f"This file is too large: at most {MOST_BYTES / 1e6:.0f} MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_members(members)
            # Reading without a length would inflate a member that lies about its size to the end.
            parts = {member.filename: archive.open(member).read(member.file_size + 1) for member in members}
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError):
        raise StoreError("This file is damaged or is not an exported run.") from None
    return parts


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    required, allowed = {MANIFEST, RUN, DOCUMENT, MOMENTS, COMMENTS}, {PLAN, CONFLICTS, REPORT, OTHER}
    others = {name for name in names if not _CASE_PLAN.fullmatch(name)}
    if len(set(names)) != len(names) or not required <= others <= required | allowed:
        raise StoreError("This file is not an exported run: it does not hold the parts of one.")
    if any(member.flag_bits & _ENCRYPTED or member.compress_type not in _PACKINGS for member in members):
        raise StoreError("This file is not an exported run: it is packed in a way that this program never uses.")
    _check_sizes({member.filename: member.file_size for member in members})


def _check_sizes(sizes: dict[str, int]) -> None:
    size = sum(sizes.values())
    if size > MOST_BYTES:
        raise StoreError(f"This run is too large for a file: {size / 1e6:.1f} MB, at most {MOST_BYTES / 1e6:.0f} MB.")
    if sizes[RUN] > MOST_RUN_BYTES:
        raise StoreError(f"The part {RUN} is too large: {sizes[RUN]:,} bytes, at most {MOST_RUN_BYTES:,}.")


def _manifest(content: bytes) -> _Manifest:
    try:
        manifest = _Manifest.model_validate_json(content)
    except ValidationError as error:
        raise StoreError(f"This file is not an exported run: {_first(error)}") from None
    if manifest.format != FORMAT:
        raise StoreError("This file is not an exported run.")
    if manifest.version != VERSION:
        raise StoreError(f"This file has version {manifest.version}; this program reads version {VERSION}.")
    return manifest


def _check(bundle: Bundle) -> None:
    run = bundle.run
    if not run.has_ended or run.has_plan != (bundle.plan is not None):
        raise StoreError(f"This file contradicts itself: the run is {run.status}, which does not go with its plan.")
    if (run.status == "done" and not run.has_plan) != (bundle.report is not None):
        raise StoreError(f"This file contradicts itself: the run is {run.status}, which does not go with its report.")
    if (run.task == "compare") != (bundle.other is not None):
        raise StoreError("This file contradicts itself: comparisons, and they alone, have another scenario.")
    if bundle.conflicts is not None and run.status != "infeasible":
        raise StoreError(f"This file contradicts itself: the run is {run.status}, and has limits in conflict.")
    if bundle.plan is not None:
        _check_plan(run, bundle.plan, bundle.case_plans)
    elif bundle.case_plans:
        raise StoreError("This file contradicts itself: it has plans of cases, and none for the run.")
    if bundle.conflicts is not None:
        _check_conflicts(bundle.conflicts)
    if bundle.report is not None:
        _check_report(run, bundle.report)


def _check_plan(run: Run, text: str, case_plans: Mapping[str, str]) -> None:
    plan = _plan(text)
    if run.model_dump(include={"incumbent_usd", "bound_usd", "gap"}) != run_figures(plan):
        raise StoreError("This file contradicts itself: the figures of the run are not those of its plan.")
    further = {case: _plan(content) for case, content in case_plans.items()}
    cases = [case.case for case in plan.hedge.cases] if plan.hedge else []
    if run.is_hedge != bool(cases) or {*further} != {*cases} - {plan.provenance.case}:
        raise StoreError("This file contradicts itself: the plans in it are not those of the cases of its run.")
    for case, other in further.items():
        its = plan.hedge and plan.hedge.model_copy(update={"case": case})
        if other.hedge != its:
            raise StoreError(f"This file contradicts itself: the plan of {case} is not part of the run's.")


def _plan(text: str) -> Plan:
    try:
        plan = Plan.model_validate_json(text)
    except ValidationError as error:
        raise StoreError(f"The plan in this file cannot be read: {_first(error)}") from None
    if plan.provenance.content_hash != content_hash(plan):
        raise StoreError("The plan in this file was changed by hand: its content hash does not match.")
    if not plan.audit.passed:
        raise StoreError("The plan in this file has not passed its audit.")
    return plan


def _check_conflicts(text: str) -> None:
    try:
        NothingFits.model_validate_json(text)
    except ValidationError as error:
        raise StoreError(f"The conflicts in this file cannot be read: {_first(error)}") from None


def _check_report(run: Run, text: str) -> None:
    try:
        report = report_of(run.task, text)
    except ValidationError as error:
        raise StoreError(f"The report in this file cannot be read: {_first(error)}") from None
    if report.case != run.case:
        raise StoreError("This file contradicts itself: its report is of another case than the run.")


def _first(error: ValidationError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "a part is no text in UTF-8."
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'file'}: {first['msg']}."
