"""One document from several: a base that is extended, named variants, records merged by id."""

from __future__ import annotations

import os
from pathlib import Path

from data.problems import Problem, listing
from data.tree import Node
from data.yaml_source import read_tree
from models.references import COLLECTIONS

MAX_FILES = 8
"""Longest chain of `extends`."""


def read_with_bases(path: Path, problems: list[Problem]) -> tuple[Node | None, list[Path]]:
    """Read a scenario file and the files it extends, the nearest last.

    Parameters
    ----------
    path : the scenario file.
    problems : everything found wrong is added here.

    Returns
    -------
    The merged tree, None where one of the files cannot be read; and the files read, the scenario file first.
    """
    trees: list[Node] = []
    files = [path]
    while True:
        tree = read_tree(files[-1], str(files[-1]), problems)
        if tree is None:
            return None, files
        trees.append(spelled_out(tree))
        extends = tree.entries.pop("extends", None)
        if extends is None:
            break
        base = _base(extends, files, problems)
        if base is None:
            return None, files
        files.append(base)
    merged = trees.pop()
    for tree in reversed(trees):
        merged = merge(merged, tree)
    return merged, files


def _base(extends: Node, files: list[Path], problems: list[Problem]) -> Path | None:
    """The file named by `extends`, or None with the reason added to the problems."""
    name = extends.value if isinstance(extends.value, str) else ""
    base = Path(os.path.normpath(files[-1].parent / name))
    bounds = files[0].resolve().parent.parent
    if not name.endswith((".yaml", ".yml")) or Path(name).is_absolute():
        message = "must be the relative path of a .yaml file, such as base.yaml"
    elif not base.resolve().is_relative_to(bounds):
        message = f"{name!r} leads too far up; allowed: files below the folder above the scenario's"
    elif base.resolve() in [file.resolve() for file in files]:
        message = f"{name!r} extends itself in a circle: {' -> '.join(file.name for file in [*files, base])}"
    elif not base.is_file():
        message = f"there is no file {name!r} beside this one"
    elif len(files) == MAX_FILES:
        message = f"more than {MAX_FILES} files in a chain of `extends`"
    else:
        return base
    problems.append(Problem.at(extends.where(), "extends", message))
    return None


def choose_variant(root: Node, name: str | None, problems: list[Problem]) -> tuple[Node, tuple[str, ...]]:
    """Take `variants` out of the document and merge the chosen one over it.

    Parameters
    ----------
    root : the document.
    name : the variant, None for the document as it stands.
    problems : an unknown name, and variants that are not partial documents, are added here.

    Returns
    -------
    The document of the variant, and the names of all variants.
    """
    variants = root.entries.pop("variants", None)
    known = variants.entries if variants else {}
    if variants and variants.value is not None and not isinstance(variants.value, dict):
        problems.append(Problem.at(variants.where(), "variants", "expected a mapping of names to partial documents"))
    for variant, part in known.items():
        _check_variant(variant, part, problems)
    if name is None:
        return root, tuple(known)
    if name not in known:
        place = (variants or root).where()
        problems.append(Problem.at(place, "variants", f"there is no variant {name!r}; known: {listing(list(known))}"))
        return root, tuple(known)
    return merge(root, spelled_out(known[name])) if known[name].entries else root, tuple(known)


def _check_variant(name: str, part: Node, problems: list[Problem]) -> None:
    path = f"variants.{name}"
    if part.value is not None and not isinstance(part.value, dict):
        problems.append(Problem.at(part.where(), path, "expected a mapping of fields to replace"))
    for word in ("extends", "variants"):
        if found := part.entries.pop(word, None):
            message = f"a variant cannot hold `{word}`; it belongs at the top of the file"
            problems.append(Problem.at(found.where(), f"{path}.{word}", message))


def merge(base: Node, over: Node) -> Node:
    """Lay one tree over another: mappings merge, lists of records with ids merge by id, all else is replaced.

    In a list merged by id a record with `remove: true` takes the base's record out.
    """
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        old = base.value
        new = {name: merge(old[name], entry) if name in old else entry for name, entry in over.value.items()}
        return Node({**old, **new}, over.place, over.key)
    if base.items and over.items and all(_identity(item) for item in base.items + over.items):
        return Node(_merged_records(base.items, over.items), over.place, over.key)
    return over


def _merged_records(base: list[Node], over: list[Node]) -> list[Node]:
    """Records in the order of the base, new ones last. A second record of the same id stays, to be reported."""
    latest: dict[str | None, Node] = {}
    added: list[Node] = []
    known = {_identity(item) for item in base}
    for item in over:
        name = _identity(item)
        if name in known and name not in latest:
            latest[name] = item
        else:
            added.append(item)
    kept = [merge(item, latest[_identity(item)]) if _identity(item) in latest else item for item in base]
    return [item for item in kept if not _is_removed(item)] + added


def _is_removed(item: Node) -> bool:
    flag = item.get("remove")
    return flag is not None and flag.value is True


def _identity(item: Node) -> str | None:
    return item.text("id") or item.text("from")


def spelled_out(root: Node) -> Node:
    """Write catalog ids in collections as `from: id`, so that they merge as records; changes the tree in place."""
    for name in COLLECTIONS:
        items = found.items if (found := root.get(name)) else []
        for n, item in enumerate(items):
            if isinstance(item.value, str):
                items[n] = Node({"from": Node(item.value, item.place)}, item.place)
    return root
