"""One word per thing, every module says what it is for, and no code names a vendor."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.layout import ROOT, documents, modules, texts

VAGUE_FILES = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
VAGUE_NAMES = re.compile(r"^_?(process|handle)_|Manager$|Helper$|Util(s)?$")
VENDOR_WORDS = re.compile(
    r"xfusion|fusionserver|daocloud|cumulocity|co-care|\bpremier\b|\bprofessional\b"
    r"|deutsche|dhl|fedex",
    re.IGNORECASE,
)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
GIVEN_NAMES = {"process_bind_param", "process_result_value"}  # SQLAlchemy calls them so


def defined_names(source: str) -> set[str]:
    """Names of the classes and functions of a source text."""
    kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)}


def vague(source: str) -> set[str]:
    """Names in a source text that do not say what the thing does."""
    chosen = defined_names(source) - GIVEN_NAMES
    return {name for name in chosen if VAGUE_NAMES.search(name)}


@pytest.mark.parametrize("source", ["def process_lines(): ...", "class StockManager: ..."])
def test_a_vague_name_is_found(source: str) -> None:
    assert vague(source)


def test_names_say_what_a_thing_is_or_does() -> None:
    found = {str(path): vague(path.read_text(encoding="utf-8")) for path in modules()}
    assert {path: names for path, names in found.items() if names} == {}


def test_no_file_or_folder_is_a_drawer_for_everything() -> None:
    everything = modules() + texts((".py",), "tests", "benchmarks", "frontend", "requirements")
    inside = (path.relative_to(ROOT).with_suffix("") for path in everything)
    assert [
        str(path) for path in inside if VAGUE_FILES & {part.lower() for part in path.parts}
    ] == []


def test_every_module_says_in_a_docstring_what_it_is_for() -> None:
    def silent(path: Path) -> bool:
        return not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    everything = modules() + texts((".py",), "benchmarks", "frontend", "requirements")
    assert [str(path.relative_to(ROOT)) for path in everything if silent(path)] == []


def test_no_code_names_a_vendor_or_its_service_levels() -> None:
    suffixes = (".py", ".json", ".html", ".css", ".jinja", ".j2", ".js")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in texts(suffixes, "optimizer", "rma_service")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if VENDOR_WORDS.search(line)
    ]
    assert found == []


def test_nothing_is_left_unfinished() -> None:
    sources = [path for path in modules() if UNFINISHED.search(path.read_text(encoding="utf-8"))]
    pages = [path for path in documents() if UNFINISHED.search(path.read_text(encoding="utf-8"))]
    assert sources + pages == []
