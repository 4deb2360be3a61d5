"""Small bodies and short files: figures to aim at, printed, with the limits that must hold."""

from statistics import median, quantiles

import pytest

from tests.house.layout import ROOT, body_lines, functions, modules

FILE_AIM_LINES = 300
FILE_LIMIT_LINES = 400
MEDIAN_LIMIT_LINES = 10
NINTH_DECILE_LIMIT_LINES = 30


def test_half_of_all_bodies_have_at_most_ten_lines_and_nine_in_ten_at_most_thirty(
    figures: list[str],
) -> None:
    lines = [body_lines(function) for path in modules() for function in functions(path)]
    half, ninth_decile = median(lines), quantiles(lines, n=10)[-1]
    figures.append(f"{len(lines)} functions: median {half}, 90th percentile {ninth_decile} lines")
    assert half <= MEDIAN_LIMIT_LINES
    assert ninth_decile <= NINTH_DECILE_LIMIT_LINES


def test_no_file_is_longer_than_four_hundred_lines(figures: list[str]) -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    over = {str(path.relative_to(ROOT)): n for path, n in lines.items() if n > FILE_AIM_LINES}
    figures.append(f"{len(lines)} files, longest {max(lines.values())} lines; over the aim: {over}")
    assert not [path for path, n in over.items() if n > FILE_LIMIT_LINES]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # The docstring is no body; the two statements span three lines.
        ('def f():\n    """Say."""\n    a = (\n        1)\n    return a\n', 3),
        ('def f():\n    """Say."""\n', 0),
        ("def f(): return 1\n", 1),
    ],
)
def test_a_body_is_measured_without_its_docstring(
    source: str, expected: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("measured") / "measured.py"
    path.write_text(source, encoding="utf-8")
    (function,) = functions(path)
    assert body_lines(function) == expected
