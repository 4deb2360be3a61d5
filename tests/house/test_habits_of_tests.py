"""How tests are written: names are sentences, no mocks, no clock, no silent skip."""

import ast
import re
import tomllib

from tests.house.layout import ROOT, functions, texts

FOLDERS = ("optimizer", "rma_service", "tests", "benchmarks", "frontend", "requirements")
TESTS = texts((".py",), "tests")
FORBIDDEN = re.compile(
    r"unittest\.mock|import mock\b|\bmocker\b|perf_counter\(\).*assert|time\.sleep\("
)


def skips_without_reason(source: str) -> list[int]:
    """Lines where a test is skipped or expected to fail and nobody says why."""
    found = []
    for node in ast.walk(ast.parse(source)):
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if not re.fullmatch(r"pytest\.(mark\.)?(skip|skipif|xfail)", called):
            continue
        assert isinstance(node, ast.Call)
        reasons = [each for each in node.keywords if each.arg == "reason"]
        positional = [] if called.endswith("skipif") else node.args
        if not reasons and not positional:
            found.append(node.lineno)
    return found


def test_a_skip_without_a_reason_is_found() -> None:
    assert skips_without_reason("pytest.skip()") == [1]
    assert skips_without_reason("@pytest.mark.skipif(True)\ndef test_it(): ...") == [1]
    assert skips_without_reason("@pytest.mark.xfail()\ndef test_it(): ...") == [1]
    assert skips_without_reason("pytest.skip('no chromium on this machine')") == []
    assert skips_without_reason("pytest.mark.skipif(True, reason='no chromium')") == []


def test_every_skip_says_why() -> None:
    texts_of_tests = {path.name: path.read_text(encoding="utf-8") for path in TESTS}
    found = {name: skips_without_reason(text) for name, text in texts_of_tests.items()}
    assert {name: lines for name, lines in found.items() if lines} == {}
    bare = re.compile(r"^ *@pytest\.mark\.(skip|xfail)$", re.MULTILINE)
    assert [name for name, text in texts_of_tests.items() if bare.search(text)] == []


def test_the_name_of_a_test_is_a_sentence() -> None:
    names = {f.name for path in TESTS for f in functions(path) if f.name.startswith("test_")}
    assert [name for name in sorted(names) if len(name.split("_")) < 3] == []


def test_no_test_uses_mocks_or_sleeps() -> None:
    sources = [path for path in TESTS if path.name != "test_habits_of_tests.py"]
    assert [p.name for p in sources if FORBIDDEN.search(p.read_text(encoding="utf-8"))] == []


def test_no_file_of_tests_is_longer_than_three_hundred_lines() -> None:
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in TESTS}
    assert {name: n for name, n in lines.items() if n > 300} == {}


def test_warnings_are_errors_and_sockets_are_closed() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    options = settings["tool"]["pytest"]["ini_options"]
    assert options["filterwarnings"][0] == "error"
    assert "--disable-socket" in options["addopts"]
    assert "-ra" in options["addopts"].split()


def test_every_rule_that_ruff_is_told_to_ignore_has_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    rules = re.findall(r'^ +"[A-Z]+[0-9]*",.*$', text, re.MULTILINE)
    assert rules
    assert [line for line in rules if "#" not in line] == []


def test_every_silenced_line_says_why() -> None:
    bare = re.compile(r"# noqa(: [A-Z0-9, ]+)?$|# type: ignore(\[[a-z, -]+\])?$")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in texts((".py",), *FOLDERS)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if bare.search(line)
    ]
    assert found == []
