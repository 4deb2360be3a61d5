"""The walk of one plan in docs/architecture.md is true: a plan takes these steps in this order.

So is the tree of that page, and the rules that code names stand in docs/.
"""

import re
from datetime import datetime
from pathlib import Path

import pytest

from optimizer.dispatch.bounded import solved
from optimizer.files.read import read_directory
from rma_service.policies.load import load_policies
from rma_service.usecases.offline import problem_of
from tests.asking_the_cli import AT, requests_of, rma
from tests.house.layout import PACKAGES, ROOT, modules
from tests.walks import Step, entered, steps_not_taken_from, used_names, walk_of

POLICIES = ROOT / "data" / "policies"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
TREE_LINE = re.compile(r"^( *)([\w.]+/?)(?: {2,}(\S.*))?$")
RULE = re.compile(r'\b(dispatch|deadlines)\.md,? (?:"([^"]+)"|(T\d+))')
HEADING = re.compile(r"^(?:#+ |- )?(?:\*\*)?(.+?)\.?(?:\*\*.*)?$", re.MULTILINE)
MADRID = ("RMA26110027", "RMA26110028", "RMA26110029")  # three lines want one unit: a contention


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
    """Give the rows of the page."""
    return walk_of(ARCHITECTURE, "The walk of one plan")


def test_every_step_of_the_walk_is_a_file_and_teaches_something(walk: list[Step]) -> None:
    assert [step.number for step in walk] == list(range(1, len(walk) + 1))
    assert len(walk) >= 10
    assert [step.file for step in walk if not (ROOT / step.file).is_file()] == []


def test_every_step_of_the_walk_is_called_where_the_table_says(walk: list[Step]) -> None:
    assert [step.number for step in walk if step.origin is None] == [1]
    assert steps_not_taken_from(walk) == []


def test_a_real_plan_takes_the_steps_in_the_order_of_the_table(
    walk: list[Step], demo_directory: Path, tmp_path: Path
) -> None:
    (born,) = (step.number for step in walk if step.name == "solve_bounded")
    requests = requests_of(demo_directory, MADRID, tmp_path / "requests.csv")
    with entered(walk) as order:
        answer = rma("plan", "--network", demo_directory, "--requests", requests, "--at", AT)
    assert answer.exit_code == 0, answer.stderr
    of_parent = [*range(2, born + 1), walk[-1].number]
    assert order == of_parent
    # What the child does is looked at here, as nobody can look into another process.
    directory = read_directory(demo_directory, requests)
    asked = problem_of(directory, load_policies(POLICIES), datetime.fromisoformat(AT))
    with entered(walk) as of_child:
        solved(asked, None)
    in_child = [step.number for step in walk[1:] if step.number not in of_parent]
    assert [number for number in of_child if number in in_child] == in_child


def test_a_name_that_is_not_used_is_not_found() -> None:
    source = "from a.b import c as d, e\nfrom a import b\nd()\nb.f(1)\n"
    # e is imported and never used; c goes by another name; f is reached through its module.
    assert used_names(source) == {"a.b", "a.b.c", "a.b.f"}


def test_the_tree_of_the_architecture_page_is_the_tree_of_the_packages() -> None:
    drawn = tree_of(ARCHITECTURE.read_text(encoding="utf-8"))
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
