"""What a scenario file may say, and the sentences that refuse the rest."""

from pathlib import Path

import pytest

from optimizer.whatif.scenario import FaultyScenario, parse_scenario, read_scenario
from optimizer.whatif.stock_changes import AddStock, MoveStock

HEAD = 'title = "What if?"\nwhy = "To know."\n'
ADD = '[[stock.add]]\ndepot = "D1"\nunits = 1\n'


def faults_of(text: str) -> tuple[str, ...]:
    with pytest.raises(FaultyScenario) as refused:
        parse_scenario(text, "q.toml")
    return refused.value.faults


def test_a_scenario_keeps_its_question_and_its_changes_in_the_order_of_their_kinds() -> None:
    text = HEAD + ADD + '[stock.move]\nfrom_depot = "D1"\nto_depot = "D2"\n'

    scenario = parse_scenario(text, "q.toml")

    assert scenario.title == "What if?"
    assert scenario.why == "To know."
    assert scenario.changes == (
        ("stock.move", MoveStock("D1", "D2")),
        ("stock.add", AddStock("D1", 1)),
    )


def test_an_error_of_syntax_names_its_line() -> None:
    (fault,) = faults_of(HEAD + "[[stock.add]\n")

    assert fault.startswith("q.toml is no valid TOML: ")
    assert "line 3" in fault


def test_an_error_at_the_end_of_the_file_names_its_line_too() -> None:
    (fault,) = faults_of(HEAD + "[stock")

    assert "at line 3, the end of the file" in fault


def test_every_unknown_key_is_refused_with_the_nearest_known_one() -> None:
    text = (
        HEAD
        + 'note = "x"\n[[depot.close]]\ndepot = "D1"\n[[stock.ad]]\nunits = 1\n'
        + '[[stock.add]]\ndepto = "D1"\nunits = 1\n'
    )

    # In the order of the file's sections, then of the kinds; depto also leaves depot missing.
    assert faults_of(text) == (
        (
            "q.toml: key note is unknown; known are couriers, customs, depots, inbound, sites, "
            "stock, title, why."
        ),
        "q.toml: key depot is unknown; did you mean depots?",
        ("q.toml: key stock.ad is unknown; did you mean stock.add or stock.move or stock.remove?"),
        "q.toml, stock.add: key depto is unknown; did you mean depot?",
        "q.toml, stock.add: key depot is missing.",
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("depot = 7\nunits = 1", "depot = 7 is not a text in quotes."),
        ('depot = "D1"\nunits = 1.5', "units = 1.5 is not a whole number."),
        ('depot = "D1"\nunits = true', "units = True is not a whole number."),
        (
            'depot = "D1"\nunits = 1000001',
            "units = 1000001 is beyond 1,000,000, more than any network holds.",
        ),
    ],
)
def test_a_value_of_a_wrong_type_or_size_is_refused(row: str, sentence: str) -> None:
    assert faults_of(f"{HEAD}[[stock.add]]\n{row}\n") == (f"q.toml, stock.add: {sentence}",)


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    (fault,) = faults_of(f"{HEAD}[[inbound.delay]]\nhours = {number}\n")

    assert "is beyond 1,000,000" in fault


def test_the_number_of_a_table_is_named_where_there_are_several() -> None:
    (fault,) = faults_of(HEAD + ADD + ADD.replace("units = 1", "units = 0"))

    assert fault == "q.toml, stock.add 2: units = 0 adds nothing; give one or more."


def test_a_section_that_is_no_table_is_refused_with_what_it_may_hold() -> None:
    assert faults_of(HEAD + "sites = 3\n") == (
        "q.toml: sites is no table; it may hold the tables [[sites.receiving]].",
    )


def test_a_change_that_is_no_table_is_refused_with_its_keys() -> None:
    assert faults_of(HEAD + "[stock]\nadd = 3\n") == (
        "q.toml, stock.add: it must be a table with the keys depot, units, part.",
    )


def test_a_scenario_without_question_is_refused() -> None:
    assert faults_of(ADD) == (
        'q.toml: title is missing or no text; write title = "..." at the top.',
        'q.toml: why is missing or no text; write why = "..." at the top.',
    )
    assert faults_of('title = " "\nwhy = ""\n' + ADD) == (
        "q.toml: title is empty; ask the question in it.",
    )


def test_a_scenario_that_changes_nothing_is_refused() -> None:
    (fault,) = faults_of(HEAD)

    assert fault.startswith("q.toml changes nothing; it may hold the tables [[stock.move]], ")


def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes('title = "Zürich"'.encode("latin-1"))

    with pytest.raises(FaultyScenario, match=r"latin\.toml is not UTF-8 text\."):
        read_scenario(latin)
    with pytest.raises(FaultyScenario, match=r"none\.toml cannot be read: No such file"):
        read_scenario(tmp_path / "none.toml")
    with pytest.raises(FaultyScenario, match=r"cannot be read: Is a directory"):
        read_scenario(tmp_path)


def test_a_byte_order_mark_of_an_editor_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "marked.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + ADD).encode())

    assert read_scenario(path).title == "What if?"


def test_a_file_nested_without_end_is_refused_in_a_sentence() -> None:
    assert faults_of("a = " + "[" * 5000) == ("q.toml is nested too deeply to be a scenario.",)
