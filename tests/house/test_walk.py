"""The walk of one line in the README is true: a plan takes these steps in this order.

So is the tree of docs/architecture.md, and the rules that code names stand in docs/.
"""

import ast
import importlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from tests.asking_the_cli import AT, requests_of, rma
from tests.house.layout import PACKAGES, ROOT, modules

ROW = re.compile(
    r"^\| (\d+) \| `([a-z_/]+\.py)` \| (?:(\d+) `(\w+)`)? ?\| (\S.*\S) \|$", re.MULTILINE
)
TREE_LINE = re.compile(r"^( *)([\w.]+/?)(?: {2,}(\S.*))?$")
RULE = re.compile(r'\b(dispatch|deadlines)\.md,? (?:"([^"]+)"|(T\d+))')
HEADING = re.compile(r"^(?:#+ |- )?(?:\*\*)?(.+?)\.?(?:\*\*.*)?$", re.MULTILINE)
MADRID = ("RMA26110027", "RMA26110028", "RMA26110029")  # three lines want one unit: a contention

Step = tuple[int, str, int | None, str, str]


def walk_of(page: str) -> list[Step]:
    """Rows of the walk: number, file, number and name that it is called from and by, lesson."""
    return [
        (int(number), file, int(origin) if origin else None, name, lesson)
        for number, file, origin, name, lesson in ROW.findall(page)
    ]


def called_names(source: str) -> set[str]:
    """Dotted names of everything that a module calls and has imported from somewhere."""
    tree = ast.parse(source)
    bound: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                bound.setdefault(alias.asname or alias.name, set()).add(name)
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name, _, rest = ast.unparse(node.func).partition(".")
            found |= {f"{each}.{rest}" if rest else each for each in bound.get(name, ())}
    return found


def dotted(file: str) -> str:
    """Name of the module in a file."""
    return file.removesuffix(".py").replace("/", ".")


@contextmanager
def entered(walk: list[Step]) -> Iterator[list[int]]:
    """Note in which order a piece of work first enters the steps, by the name that is called."""
    for _, file, *_ in walk:
        importlib.import_module(dotted(file))
    known = {(str(ROOT / file), name): number for number, file, _, name, _ in walk if name}
    order: list[int] = []

    def note(frame: FrameType, event: str, _argument: object) -> None:
        name = frame.f_code.co_qualname.split(".")[0]  # of a method: its class
        number = known.get((frame.f_code.co_filename, name)) if event == "call" else None
        if number is not None and number not in order:
            order.append(number)

    previous: Callable[..., object] | None = sys.getprofile()
    sys.setprofile(note)
    try:
        yield order
    finally:
        sys.setprofile(previous)


def tree_of(page: str) -> set[str]:
    """Paths of the first code block that draws the packages; two blanks go one floor down."""
    (block,) = re.findall(r"^```\n(optimizer/.*?)^```$", page, re.MULTILINE | re.DOTALL)
    folders: list[str] = []
    paths = set()
    for line in filter(None, block.splitlines()):
        match = TREE_LINE.fullmatch(line)
        assert match is not None, f"This line of the tree cannot be read: {line}"
        indent, name, lesson = match.groups()
        assert lesson, f"{name} is listed and not explained."
        folders = folders[: len(indent) // 2]
        paths.add("/".join([*folders, name.rstrip("/")]))
        if name.endswith("/"):
            folders.append(name.rstrip("/"))
    return paths


@pytest.fixture
def walk() -> list[Step]:
    """Give the rows of the README."""
    return walk_of((ROOT / "README.md").read_text(encoding="utf-8"))


def test_every_step_of_the_walk_is_a_file_and_teaches_something(walk: list[Step]) -> None:
    assert [number for number, *_ in walk] == list(range(1, len(walk) + 1))
    assert len(walk) >= 10
    assert [file for _, file, *_ in walk if not (ROOT / file).is_file()] == []


def test_every_step_of_the_walk_is_called_where_the_table_says(walk: list[Step]) -> None:
    files = {number: file for number, file, *_ in walk}
    assert [number for number, _, origin, *_ in walk if origin is None] == [1]
    for _, file, origin, name, _ in walk[1:]:
        assert origin is not None
        source = (ROOT / files[origin]).read_text(encoding="utf-8")
        assert f"{dotted(file)}.{name}" in called_names(source), (file, files[origin])


def test_a_real_plan_takes_the_steps_in_the_order_of_the_table(
    walk: list[Step], demo_directory: Path, tmp_path: Path
) -> None:
    requests = requests_of(demo_directory, MADRID, tmp_path / "requests.csv")
    with entered(walk) as order:
        answer = rma("plan", "--network", demo_directory, "--requests", requests, "--at", AT)
    assert answer.exit_code == 0, answer.stderr
    assert order == [number for number, *_ in walk[1:]]


def test_a_call_that_is_not_made_is_not_found() -> None:
    source = "from a.b import c as d, e\nfrom a import b\nd()\nb.f(1)\nprint(e)\n"
    # e is imported and never called; c goes by another name; f is reached through its module.
    assert called_names(source) == {"a.b.c", "a.b.f"}


def test_the_tree_of_the_architecture_page_is_the_tree_of_the_packages() -> None:
    drawn = tree_of((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))
    files = [path.relative_to(ROOT) for path in modules() if path.name != "__init__.py"]
    folders = {str(path.parent) for path in files}
    assert set(PACKAGES) <= drawn
    assert {path for path in drawn if path.endswith(".py")} == {str(path) for path in files}
    assert folders <= drawn
    assert [path for path in sorted(drawn) if not (ROOT / path).exists()] == []


def test_a_tree_is_read_by_its_indentation() -> None:
    page = "```\noptimizer/   one\n  a/   two\n    b.py   three\n  c.py   four\n```\n"
    assert tree_of(page) == {"optimizer", "optimizer/a", "optimizer/a/b.py", "optimizer/c.py"}


def rules_named(source: str) -> set[tuple[str, str]]:
    """Page and heading of every rule that a text rests on."""
    flat = re.sub(r"\s+", " ", source)
    return {(page, quoted or number) for page, quoted, number in RULE.findall(flat)}


def headings_of(page: str) -> set[str]:
    """Headings, and bold words that begin a paragraph or an entry."""
    lines = [line for line in page.splitlines() if re.match(r"#+ |(- )?\*\*", line)]
    return {HEADING.findall(line)[0] for line in lines}


def test_every_rule_that_code_names_has_a_heading_in_the_documentation() -> None:
    named = set().union(*(rules_named(p.read_text(encoding="utf-8")) for p in modules()))
    pages = {page for page, _ in named}
    texts = {page: (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8") for page in pages}
    known = {(page, heading) for page, text in texts.items() for heading in headings_of(text)}
    assert pages == {"dispatch", "deadlines"}
    assert named - known == set()


def test_rules_and_headings_are_read() -> None:
    assert rules_named('Source: dispatch.md,\n    "Ties"; deadlines.md T4: so') == {
        ("dispatch", "Ties"),
        ("deadlines", "T4"),
    }
    page = "# The rules\n\n**Ready.** Work starts.\n- **T4** Windows hold.\nplain\n## Out, twice\n"
    assert headings_of(page) == {"The rules", "Ready", "T4", "Out, twice"}
