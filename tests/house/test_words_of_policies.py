"""No code knows a word of the policy files: no vendor, level, priority, region, hub or phase."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rma_service.policies.load import load_policies
from tests.house.layout import ROOT, modules, texts

POLICIES = load_policies(ROOT / "data" / "policies")

ENGLISH = {
    "care": "the name of nothing by itself",
    "co": "a prefix",
    "support": "what a site is given, and what a browser does or does not",
    "enterprise": "a kind of company",
    "sns": "how rules are named of which a docstring says where they stand, such as SNS-2.2a",
}
"""Parts of the names of policies that are words or syllables of any text, and why."""

OTHER_SENSE = {
    "active": "columns and styles that are in use",
    "new": "requests, keys and plans that were not there before",
    "standard": "the standard output of a command",
    "software": "what was activated, in the words of a column of orders",
    "renewal": "an example in the words of a column of orders",
    "US": "cents of the United States, in which all money is",
}
"""Words of policies that stand in texts of the code in another sense, and in which."""

EXAMPLES = re.compile(r"rma_service/api/examples\.py$")
"""Examples of the API show what a request looks like and decide nothing."""


def _under(node: Any, key: str) -> Iterator[Any]:  # noqa: ANN401 - any node that was read
    """Everything in a document that stands under a key, at any depth."""
    if isinstance(node, Mapping):
        for name, value in node.items():
            if name == key:
                yield value
            yield from _under(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from _under(value, key)


def vendor_names() -> set[str]:
    """Names of the policies, and the parts of them that are no English words."""
    parts = {part for name in POLICIES for part in name.split("-")}
    return set(POLICIES) | (parts - set(ENGLISH))


def policy_words() -> set[str]:
    """Levels, priorities, words of facts, hubs, phases, rows and addressees of all policies."""
    words: set[str] = set()
    for policy in POLICIES.values():
        document = policy.source
        words |= policy.service_levels | policy.priorities
        words |= {word for event in policy.events.values() for word in event.words}
        words |= {phase["word"] for phases in _under(document, "phases") for phase in phases}
        words |= {hub for hubs in _under(document, "hubs") for hub in hubs}
        words |= {row for rows in _under(document, "rows") for row in rows}
        words |= {step["to"] for steps in _under(document, "steps") for step in steps}
    return words


def as_words(words: set[str]) -> re.Pattern[str]:
    """Find any of these, each as a word of its own."""
    either = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])")


def said(source: str) -> Iterator[tuple[int, str]]:
    """Texts of a module that are no docstrings, and names that it gives, by line."""
    tree = ast.parse(source)
    silent = set(_docstrings(tree)) | set(_examples(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in silent:
                yield node.lineno, node.value
        elif isinstance(node, ast.Name | ast.arg):
            yield node.lineno, _spoken(node.id if isinstance(node, ast.Name) else node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.lineno, _spoken(node.name)


def _spoken(name: str) -> str:
    """A name as it is and by its words, so that premier_days says premier."""
    return f"{name} {name.replace('_', ' ')}"


def _docstrings(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                yield id(statement.value)


def _examples(tree: ast.AST) -> Iterator[int]:
    """Constants of a call of `example(...)`, by which the API shows what a request looks like."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "example":
            yield from (id(inside) for inside in ast.walk(node))


@cache
def said_in_code() -> tuple[tuple[str, str], ...]:
    """What every module says but the examples, each with where it stands."""
    return tuple(
        (f"{path.relative_to(ROOT)}:{line}: {text[:60]}", text)
        for path in modules()
        if not EXAMPLES.search(path.as_posix())
        for line, text in said(path.read_text(encoding="utf-8"))
    )


def found_in_code(words: re.Pattern[str]) -> list[str]:
    """Where the code says one of the words."""
    return [where for where, text in said_in_code() if words.search(text)]


def found_in_texts(words: re.Pattern[str], *suffixes: str) -> list[str]:
    """Where a text that is no Python says one of the words."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:60]}"
        for path in texts(suffixes, "optimizer", "rma_service")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if words.search(line)
    ]


def test_the_words_of_the_files_are_known() -> None:
    # One of each kind, so that a change of the format cannot empty the list.
    assert {"premier", "P1", "crisis", "L5", "EMEA"} <= policy_words()
    assert {"pre_ga", "beyond_sustained", "5.y", "with_license"} <= policy_words()
    assert "Chief Operating Officer" in policy_words()
    assert {"xfusion", "daocloud", "cumulocity"} <= vendor_names()
    assert set(ENGLISH) <= {part for name in POLICIES for part in name.split("-")}
    assert set(OTHER_SENSE) <= policy_words()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('LEVEL = "premier"', True),
        ('if level == "P1":\n    pass', True),
        ("def days(L3: int) -> int: ...", True),
        ("premier_days = 3", True),
        ('PHASE = "pre_ga"', True),
        ('"""Premier, P1 and EMEA in a docstring are told to a reader only."""', False),
        ('model = example(priority="P2")', False),
        ('part = "P2288V6"', False),
    ],
)
def test_a_word_of_a_policy_is_found_in_code(source: str, found: bool) -> None:
    words = as_words(policy_words() - set(OTHER_SENSE))
    assert any(words.search(text) for _, text in said(source)) is found


def test_no_code_says_a_word_of_a_policy() -> None:
    assert found_in_code(as_words(policy_words() - set(OTHER_SENSE))) == []


def test_no_schema_and_no_template_says_a_word_of_a_policy() -> None:
    words = as_words(policy_words() - set(OTHER_SENSE))
    assert found_in_texts(words, ".json", ".html", ".jinja", ".j2", ".js", ".sql") == []


def test_no_part_of_the_program_names_a_vendor_not_even_to_a_reader() -> None:
    names = re.compile("|".join(sorted(map(re.escape, vendor_names()))), re.IGNORECASE)
    suffixes = (".py", ".json", ".html", ".css", ".jinja", ".j2", ".js", ".sql")
    assert found_in_texts(names, *suffixes) == []


def test_every_exception_is_needed() -> None:
    """A word that the code no longer says in another sense is no exception any more."""
    said_somewhere = {
        word
        for word in OTHER_SENSE
        if found_in_code(as_words({word}))
        or found_in_texts(as_words({word}), ".json", ".j2", ".js", ".sql", ".css")
    }
    assert said_somewhere == set(OTHER_SENSE)


def test_the_path_of_the_examples_is_there() -> None:
    assert [path for path in modules() if EXAMPLES.search(Path(path).as_posix())]
