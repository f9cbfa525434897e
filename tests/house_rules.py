"""The rules of the house, as functions from a file's place and text to its breaches."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

MOST_LINES, MOST_FUNCTION_LINES, MOST_PAGE_LINES = 250, 40, 60

SIDE_BY_SIDE = {
    "loading", "participants", "effect_sizes", "longitudinal", "durability", "adjustment",
    "meta_analysis", "subgroups", "planning", "sequential", "figures", "words",
}  # fmt: skip
FACES = {"answers", "figures", "words", "loading", "core", "privacy"}
MAY_IMPORT = {
    "pages": {"pages.shared", *FACES},
    "pages.shared": FACES,
    "command_line": {*SIDE_BY_SIDE, "answers", "privacy", "core"},
    "answers": {*SIDE_BY_SIDE - {"figures", "words"}, "privacy", "core"},
    **{room: {"privacy", "core"} for room in SIDE_BY_SIDE},
    "privacy": {"core"},
    "core": set(),
}
"""Who may import whom, besides themselves."""

INNER_FACES = {"analysis.core.results", "analysis.core.formulas"}
"""Packages inside core that are spoken to by their own name."""

DRAWN_IN_PANELS = {
    "plotly_chart", "dataframe", "table", "download_button", "line_chart", "bar_chart",
    "area_chart", "scatter_chart", "altair_chart", "pyplot", "data_editor",
}  # fmt: skip


def room_of(place: str) -> str:
    """The room a file stands in: "core", "answers", "pages.shared", "pages", "top"."""
    parts = PurePosixPath(place).parts
    if parts[0] == "analysis":
        return parts[1] if len(parts) > 2 else "top"
    if parts[0] == "pages":
        return "pages.shared" if len(parts) > 2 and parts[1] == "shared" else "pages"
    return "top"


def imports_of(place: str, tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """Every module a file imports by its full name, and whether the import was relative."""
    package = PurePosixPath(place).parent.parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, False) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or "", False
            yield from (
                (f"{node.module}.{a.name}", False)
                for a in node.names
                if node.module in ("analysis", "pages")
            )
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1]
            yield ".".join((*base, *filter(None, [node.module]))), True


def target_room(module: str) -> str | None:
    """The room a module of ours is in; None for other people's modules."""
    parts = module.split(".")
    if parts[0] == "analysis" and len(parts) > 1:
        return parts[1]
    if parts[0] == "pages":
        return "pages.shared" if parts[1:2] == ["shared"] else "pages"
    return None


def find_import_breaches(place: str, tree: ast.AST) -> Iterator[str]:
    """Imports that climb, go sideways, or pass a package's face."""
    room = room_of(place)
    for module, relative in imports_of(place, tree):
        target = target_room(module)
        if target is None:
            if relative and room != "top":
                yield f"{place}: a relative import climbs out of its package"
            continue
        if room == "top" and place.startswith("analysis/"):
            if target != "command_line":
                yield f"{place}: only hands over to the command line, not to {module}"
        elif target == room and not relative and not room.startswith("pages"):
            yield f"{place}: imports its own package by its full name ({module})"
        elif target != room:
            if relative:
                yield f"{place}: a relative import climbs out of its package ({module})"
            if room in MAY_IMPORT and target not in MAY_IMPORT[room]:
                yield f"{place}: {room} may not import {target}"
            if target not in ("pages", "pages.shared") and not _is_face(module):
                yield f"{place}: passes the face of {target} ({module})"


def _is_face(module: str) -> bool:
    return module.count(".") <= 1 or module in INNER_FACES


def find_never_breaches(place: str, tree: ast.AST) -> Iterator[str]:
    """Libraries and names used outside the one room that may."""
    room, inside = room_of(place), place.startswith("analysis/")
    modules = {module.split(".")[0] for module, _ in imports_of(place, tree)}
    at_once = {module for module, _ in imports_of(place, without_functions(tree))}
    if inside and "streamlit" in modules:
        yield f"{place}: streamlit under analysis/"
    if room != "figures" and "plotly" in modules:
        yield f"{place}: plotly outside analysis/figures/"
    if inside and any(m == "scipy.stats" or m.startswith("scipy.stats.") for m in at_once):
        yield f"{place}: scipy.stats outside a function (slow to import)"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield from _find_attribute_breaches(place, room, node)
        if isinstance(node, ast.Call) and _name_of(node.func) == "Released" and room != "privacy":
            yield f"{place}: Released( outside analysis/privacy/"


def without_functions(tree: ast.AST) -> ast.Module:
    """What a file runs when it is imported, as far as statements at its top go."""
    kept = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return ast.Module([s for s in getattr(tree, "body", []) if not isinstance(s, kept)], [])


def _find_attribute_breaches(place: str, room: str, node: ast.Attribute) -> Iterator[str]:
    if room not in ("pages", "pages.shared") and place != "dashboard.py":
        return
    of_streamlit = _name_of(node.value) == "st"
    keeps_state = of_streamlit and node.attr in ("session_state", "user")
    if keeps_state and place != "pages/shared/session.py":
        yield f"{place}: st.{node.attr} outside pages/shared/session.py"
    caches = of_streamlit and node.attr.startswith("cache_")
    if caches and place != "pages/shared/cached.py":
        yield f"{place}: st.{node.attr} outside pages/shared/cached.py"
    if node.attr in DRAWN_IN_PANELS and place != "pages/shared/panels.py":
        yield f"{place}: {node.attr} outside pages/shared/panels.py"


def _name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def find_size_breaches(place: str, source: str, tree: ast.AST) -> Iterator[str]:
    """Files and functions grown too large."""
    lines = source.count("\n")
    if lines > MOST_LINES:
        yield f"{place}: {lines} lines, more than {MOST_LINES}"
    if room_of(place) == "pages" and count_code(source) > MOST_PAGE_LINES:
        yield f"{place}: {count_code(source)} lines of code, more than {MOST_PAGE_LINES}"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = count_body(node)
            if length > MOST_FUNCTION_LINES:
                yield f"{place}: {node.name} has {length} lines, more than {MOST_FUNCTION_LINES}"


def count_body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the last."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def count_code(source: str) -> int:
    """Lines that are neither blank, nor comment, nor docstring of the module."""
    tree = ast.parse(source)
    docstring = tree.body[0].end_lineno if ast.get_docstring(tree) else 0
    rest = source.splitlines()[docstring or 0 :]
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in rest)


def find_breaches(place: str, source: str) -> list[str]:
    """Every breach of a file, by its place in the project and its text."""
    tree = ast.parse(source)
    return [
        *find_import_breaches(place, tree),
        *find_never_breaches(place, tree),
        *find_size_breaches(place, source, tree),
    ]
