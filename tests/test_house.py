"""The house rules as tables: which library lives in which room, what a file may not hold, what must be listed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nianbao.paths import APP, PAGES, QUERIES, ROOT
from nianbao.queries import query_names

PACKAGE = ROOT / "nianbao"
SOURCES = [APP, *sorted(PAGES.glob("*.py")), *sorted(PACKAGE.rglob("*.py"))]

# library: the only rooms that may import it (a file, or everything in a folder)
LIBRARIES = {
    "streamlit": ("app.py", "pages/", "nianbao/screen/", "nianbao/serve.py", "nianbao/first_visit.py"),
    "starlette": ("nianbao/serve.py",),
    "uvicorn": ("nianbao/serve.py",),
    "websockets": ("nianbao/first_visit.py",),
    "brotli": ("nianbao/static_files.py",),
    "prometheus_client": ("nianbao/counters.py", "nianbao/metrics.py"),
    "duckdb": ("nianbao/store.py", "nianbao/lake.py", "nianbao/soundness.py", "nianbao/changes.py"),
    "pyspark": ("nianbao/spark.py",),
    "sqlglot": ("nianbao/spark.py",),
    "sqlite3": ("nianbao/journal.py", "nianbao/journal_copy.py"),
    "pyarrow": ("nianbao/loading.py",),
    "plotly": ("nianbao/charts/", "nianbao/screen/chart.py"),
    "docx": ("nianbao/readers/", "nianbao/exporters/"),
    "pdfplumber": ("nianbao/readers/",),
    "pdfminer": ("nianbao/readers/",),
    "lxml": ("nianbao/readers/", "nianbao/exporters/"),
    "xlsxwriter": ("nianbao/exporters/",),
    "openpyxl": ("nianbao/readers/", "nianbao/exporters/"),
    "pptx": ("nianbao/exporters/deck/",),
    "kaleido": ("nianbao/renderer.py",),
    "choreographer": ("nianbao/renderer.py",),
}
# room: what it must not know
FORBIDDEN = {
    "nianbao/charts/": ("nianbao.store", "nianbao.queries", "nianbao.datasets", "nianbao.screen", "nianbao.catalogue", "nianbao.readers"),
    "nianbao/plots/": ("nianbao.screen", "nianbao.queries", "nianbao.datasets", "nianbao.readers"),
    "nianbao/desk.py": ("nianbao.screen", "nianbao.plots", "nianbao.datasets", "nianbao.readers"),
    "nianbao/exporters/": ("nianbao.store", "nianbao.screen"),
    "nianbao/model.py": ("nianbao",),
    "nianbao/errors.py": ("nianbao",),
    "nianbao/wording.py": ("nianbao.store", "nianbao.screen", "nianbao.charts"),
    "nianbao/store.py": ("nianbao.screen", "nianbao.charts", "nianbao.readers", "nianbao.datasets", "nianbao.published", "nianbao.demo"),
    "nianbao/catalogue.py": ("nianbao.store", "nianbao.screen", "nianbao.charts", "nianbao.readers"),
    "nianbao/access.py": ("nianbao.store", "nianbao.screen", "nianbao.ingest", "nianbao.journal"),
    "nianbao/gate.py": ("nianbao.store", "nianbao.screen", "nianbao.ingest", "nianbao.journal"),
    "nianbao/readers/": ("nianbao.store", "nianbao.catalogue", "nianbao.screen", "nianbao.charts", "nianbao.queries"),
    "nianbao/cli.py": ("nianbao.screen", "nianbao.charts"),
    "pages/": ("nianbao.store", "nianbao.queries", "nianbao.charts", "nianbao.datasets", "nianbao.readers"),
}  # fmt: skip
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "base", "tools"}
FOR_THE_COMMAND_LINE = {"indicator_by_year"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def literals(path: Path) -> Iterator[str]:
    """The texts written in a file, docstrings too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def inside(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or (room.endswith("/") and name.startswith(room)) for room in rooms)


def belongs(module: str, to: str) -> bool:
    return module == to or module.startswith(f"{to}.")


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_lives_in_its_room(library):
    users = {name_of(path) for path in SOURCES if any(belongs(module, library) for module in imports(path))}
    assert {name for name in users if not inside(name, LIBRARIES[library])} == set()


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_does_not_know_what_it_must_not_know(room):
    found = {
        (name_of(path), module)
        for path in SOURCES
        if inside(name_of(path), (room,))
        for module in imports(path)
        if any(belongs(module, forbidden) for forbidden in FORBIDDEN[room])
    }
    assert found == set()


def test_only_the_screen_is_asked_by_pages_and_the_screen_asks_no_page():
    for path in SOURCES:
        if inside(name_of(path), ("nianbao/",)) and not inside(name_of(path), ("nianbao/screen/",)):
            assert not [module for module in imports(path) if belongs(module, "nianbao.screen")], name_of(path)


def test_sql_stands_in_queries_only():
    """The store keeps the two lines that load a table of any name, the journal and its copy their own small database."""
    statement = re.compile(r"\bselect\b.+\bfrom\b|\bdelete from\b|\bcreate table\b|\bupdate \w+ set\b", re.I | re.S)
    excused = ("nianbao/loading.py", "nianbao/soundness.py", "nianbao/journal.py", "nianbao/journal_copy.py")
    rooms = [path for path in SOURCES if name_of(path) not in excused]
    assert [(name_of(path), text) for path in rooms for text in literals(path) if statement.search(text)] == []


def test_every_page_is_listed_in_app():
    listed = re.findall(r"pages/\w+\.py", APP.read_text("utf-8"))
    assert sorted(listed) == sorted(f"pages/{path.name}" for path in PAGES.glob("*.py"))
    assert all(path.stem.isascii() for path in PAGES.glob("*.py"))


def test_a_page_is_a_table_of_contents():
    for path in PAGES.glob("*.py"):
        assert len(path.read_text("utf-8").splitlines()) <= 40, path.name
        assert not [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.FunctionDef | ast.For)], (
            path.name
        )


def test_every_query_is_used():
    unused = set(query_names()) - {text for path in SOURCES for text in literals(path)}
    assert unused == FOR_THE_COMMAND_LINE
    readme = (ROOT / "README.md").read_text("utf-8")
    assert all(f"nianbao query {name}" in readme for name in FOR_THE_COMMAND_LINE)


def test_every_build_step_is_used():
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    assert [
        p.stem for p in (QUERIES / "build").glob("*.sql") if f'"{p.stem}"' not in text and f'build/{p.stem}"' not in text
    ] == []


def test_no_file_has_a_name_that_says_nothing():
    for path in [*SOURCES, *(ROOT / "tests").rglob("*.py"), *QUERIES.rglob("*.sql")]:
        assert path.stem not in VAGUE and not {*path.stem.split("_")} & {"utils", "helpers", "common", "manager"}, name_of(path)


def test_every_module_says_in_a_sentence_what_it_is():
    for path in SOURCES:
        text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        assert len(text) > 20 and text.split("\n\n")[0].rstrip().endswith("."), name_of(path)


def test_no_module_is_long():
    long = {name_of(path): n for path in SOURCES if (n := len(path.read_text("utf-8").splitlines())) > 400}
    assert long == {}


def test_nothing_is_left_to_do_in_a_comment():
    marks = re.compile(r"\b(" + "TO" + "DO|FIX" + "ME|XX" + "X)\\b")
    for path in [*SOURCES, *QUERIES.rglob("*.sql"), *(ROOT / "data").rglob("*.yml")]:
        assert not marks.search(path.read_text("utf-8")), name_of(path)
