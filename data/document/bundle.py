"""Several uploaded files -> one document that holds everything itself."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from data.document.between import steps_between
from data.document.document import Document
from data.document.edits import Edit, EditError, Step
from data.merge import read_with_bases
from data.problems import Place, Problem, ScenarioError
from data.tables import apply_tables
from data.tree import Node, plain
from data.yaml_source import parse_tree
from models.references import COLLECTIONS

MAX_FILES = 40
_ROOT = "a/b"
"""Where the main file lies in the temporary folder: its bases may lie one level above."""


def self_contained(files: Mapping[str, bytes], main: str) -> Document:
    """Lay the bases and tables of a scenario into its main file, whose comments and variants stay.

    Parameters
    ----------
    files : contents by name; a file may have been uploaded without the folder under which the scenario names it.
    main : name of the scenario file among them.

    Raises
    ------
    ScenarioError
        for a file that is named but not there, and everything that makes a file unreadable.
    """
    if main not in files or len(files) > MAX_FILES:
        message = f"there is no file {main!r}" if main not in files else f"more than {MAX_FILES} files"
        raise ScenarioError([Problem.at(Place(main, 1, 1), "scenario", message)])
    document = Document.read(files[main], main)
    if not document.has(("extends",)) and not document.has(("tables",)):
        return document
    try:
        with TemporaryDirectory() as folder:
            merged = _merged(Path(folder).resolve(), files, main)
    except OSError as error:  # a name too long, or the same for a file and a folder
        reason = f"the names of the files cannot be used together: {(error.strerror or 'unusable').lower()}"
        raise ScenarioError([Problem.at(Place(main, 1, 1), "scenario", reason)]) from None
    return _laid(document, merged)


def _merged(folder: Path, files: Mapping[str, bytes], main: str) -> Any:
    """The merged document as plain values, catalog ids as they are written."""
    home = folder / _ROOT
    for name, content in files.items():
        if _inside(name) not in ("", "."):
            _write(home / _inside(name), content)
    path = home / _inside(main)
    _supply(path, {posixpath.basename(_inside(name)): content for name, content in files.items()}, folder)
    problems: list[Problem] = []
    root, _ = read_with_bases(path, problems)
    if root is not None:
        apply_tables(root, problems)
    if root is None or problems:
        raise ScenarioError(_shortened(problem, folder) for problem in problems)
    merged = plain(root)
    for collection in COLLECTIONS:
        items = merged.get(collection)
        for n, item in enumerate(items if isinstance(items, list) else ()):
            items[n] = item["from"] if isinstance(item, dict) and item.keys() == {"from"} else item
    return merged


def _inside(name: str) -> str:
    """An uploaded name as a path inside the folder of the main file."""
    path = posixpath.normpath(name.replace("\\", "/").replace("\0", ""))
    return posixpath.basename(path) if path.startswith(("/", "..")) or ":" in path else path


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _supply(path: Path, by_name: Mapping[str, bytes], folder: Path) -> None:
    """Put files that were uploaded without their folder where the scenario and its bases look for them."""
    waiting = [path]
    for file in waiting:  # grows while it is walked
        root = parse_tree(file.read_bytes().decode("utf-8", errors="replace"), file.name, [])
        for name in _named(root) if root else ():
            target = Path(posixpath.normpath(file.parent / name))
            if not target.exists() and target.is_relative_to(folder / "a") and target.name in by_name:
                _write(target, by_name[target.name])
            if target.is_file() and target.suffix in (".yaml", ".yml") and target not in waiting:
                waiting.append(target)


def _named(root: Node) -> list[str]:
    """The files that a document names."""
    tables = root.get("tables")
    found = (
        [root.text("extends"), *(tables.text(name) for name in tables.entries)] if tables else [root.text("extends")]
    )
    return [name for name in found if name]


def _shortened(problem: Problem, folder: Path) -> Problem:
    """A problem with the names that the person knows instead of paths of the temporary folder."""
    words = [
        text.replace(f"{folder / _ROOT}/", "").replace(f"{folder}/a/", "../")
        for text in (problem.file, problem.message)
    ]
    return replace(problem, file=words[0], message=words[1])


def _laid(document: Document, merged: Any) -> Document:
    gone = [Step("remove", (word,)) for word in ("extends", "tables") if document.has((word,))]
    laid = document.copy()
    try:
        laid.apply(Edit(tuple(gone)))
        laid.apply(Edit(tuple(steps_between(laid.plain(), merged))))
    except EditError as error:
        raise ScenarioError([Problem.at(Place(document.name, 1, 1), "scenario", str(error))]) from None
    return laid
