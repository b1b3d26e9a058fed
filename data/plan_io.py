"""`plan.json` and `conflicts.json`: written atomically with a stable order, read with every problem named."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from models.base import Model
from models.conflict import NothingFits
from models.hedge import Hedge
from models.plan import SCHEMA_VERSION, Plan

SHOWN_PROBLEMS = 20


class PlanError(ValueError):
    """A plan file that cannot be used; the message has one line per problem, each `file: path: what is wrong`."""


def plan_json(plan: Plan | NothingFits) -> str:
    """The text of `plan.json`, or of `conflicts.json`."""
    return json_text(plan)


def json_text(value: Model) -> str:
    """A value as JSON to be read: fields in the order of the models, one record per line."""
    document = value.model_dump(mode="json")
    fields = (f"{json.dumps(name)}: {_value(value)}" for name, value in document.items())
    return "{\n" + ",\n".join(fields) + "\n}\n"


def plans_json(plans: Mapping[str, Plan | NothingFits]) -> str:
    """Several plans, or why there is none, as one JSON object by name."""
    return (
        "{\n" + ",\n".join(f"{json.dumps(name)}: {plan_json(plan).rstrip()}" for name, plan in plans.items()) + "\n}\n"
    )


def hedge_json(hedge: Hedge) -> str:
    """The text of `hedge.json`: the hedge by itself, whichever case's plan it was taken from."""
    return hedge.model_copy(update={"case": None}).model_dump_json(indent=2) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n  " + ",\n  ".join(_line(row) for row in value) + "\n]"
    if isinstance(value, dict) and value:
        return "{\n  " + ",\n  ".join(f"{json.dumps(key)}: {_nested(item)}" for key, item in value.items()) + "\n}"
    return _line(value)


def _nested(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n    " + ",\n    ".join(_line(row) for row in value) + "\n  ]"
    return _line(value)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def read_plan(path: Path) -> Plan:
    """Read a plan file.

    Raises
    ------
    PlanError
        when the file is missing, is not JSON in UTF-8, is of another major version, or breaks the plan's schema.
    """
    try:
        content = path.read_bytes()
        document = from_json(content, allow_inf_nan=False)
    except OSError as error:
        raise PlanError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    except ValueError as error:
        raise PlanError(f"{path}: not a plan in JSON: {error}") from None
    _check_version(path, document)
    try:
        return Plan.model_validate_json(content)
    except ValidationError as error:
        raise PlanError(_problem_lines(path, error)) from None


def _check_version(path: Path, document: Any) -> None:
    version = document.get("schema_version") if isinstance(document, dict) else None
    if not isinstance(version, str):
        raise PlanError(f"{path}: schema_version: missing; this is not a plan file")
    if version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        raise PlanError(f"{path}: schema_version: {version} cannot be read, this program reads {SCHEMA_VERSION}")


def _problem_lines(path: Path, error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False)
    lines = [f"{path}: {'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in found[:SHOWN_PROBLEMS]]
    more = len(found) - SHOWN_PROBLEMS
    return "\n".join([*lines, *([f"{path}: and {more} more problems"] if more > 0 else [])])


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    """Write files into a folder, made if missing as folders in names are; a reader sees each as before or complete.

    Raises
    ------
    OSError
        when the folder or a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _write_atomically(folder / name, content)


def _write_atomically(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
