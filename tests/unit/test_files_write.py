"""What plan.json, plan.csv and plan.geojson hold, and that they are written whole or not at all."""

import csv
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator, ValidationError

from optimizer.dispatch.problem import (
    REASON_CODES,
    DispatchPlan,
    LeftOut,
    Reason,
    RelaxationKind,
    Verdict,
)
from optimizer.files.document import plan_document, shown_minutes, shown_probability
from optimizer.files.geo import plan_geojson
from optimizer.files.whole import WriteError, write_text
from optimizer.files.write import PLAN_COLUMNS, write_json, write_plan_csv
from tests.builders import (
    at,
    line,
    line_plan,
    network,
    option,
    plan,
    relaxation,
    set_aside,
    target,
)

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "optimizer/files/plan.schema.json").read_text(encoding="utf-8")
)
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def full_plan() -> DispatchPlan:
    """Plan four lines of which one is unassigned and one not owed; set two others aside."""
    return plan(
        line_plan(),
        line_plan(
            line=line("L2"),
            verdict=Verdict.IMPOSSIBLE_ALONE,
            option=None,
            alternatives=(),
            reasons=(Reason("stock", "0 of 1 units", "D1"), Reason("late", "5 min", "D1", "CAR")),
        ),
        line_plan(
            line=line("L3", target=target(owed=False, not_owed_reason="The form came late")),
            verdict=Verdict.EXCLUDED_BY_CLAUSE,
            outlook=Verdict.GUARANTEED,
        ),
        line_plan(
            line=line("L4"), verdict=Verdict.IMPOSSIBLE_TOGETHER, would_lose=("L1",), option=None
        ),
        set_aside=(set_aside(), set_aside(line_id="L8", state="rejected")),
        seconds={"solve": 0.12345, "check": 0.5},
    )


def valid(document: object) -> None:
    """Refuse a document that is not what the published schema says."""
    Draft202012Validator(SCHEMA).validate(document)


def rows_of(made: DispatchPlan, folder: Path) -> list[dict[str, str]]:
    """Write plan.csv and read it again."""
    write_plan_csv(made, folder / "plan.csv")
    with (folder / "plan.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_published_schema_is_a_schema_and_knows_every_word() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert tuple(SCHEMA["$defs"]["reason"]["properties"]["code"]["enum"]) == REASON_CODES
    assert SCHEMA["$defs"]["verdict"]["enum"] == [verdict.value for verdict in Verdict]


def test_the_document_of_a_plan_is_what_the_schema_says_with_its_keys_in_order() -> None:
    document = plan_document(full_plan())
    valid(json.loads(json.dumps(document)))
    assert list(document) == SCHEMA["required"]


def test_a_pipe_is_written_to_and_not_replaced() -> None:
    reading, writing = os.pipe()

    write_text("whole", Path(f"/dev/fd/{writing}"))

    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        assert pipe.read() == b"whole"


def test_work_that_is_stopped_while_it_writes_leaves_the_old_file_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "plan.json"
    place.write_text("old", encoding="utf-8")

    def stopped(_self: Path, _target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_text("new", place)

    assert [each.name for each in tmp_path.iterdir()] == ["plan.json"]
    assert place.read_text(encoding="utf-8") == "old"


def test_the_plan_of_the_demonstration_is_what_the_schema_says(demo_plan: DispatchPlan) -> None:
    valid(json.loads(json.dumps(plan_document(demo_plan), allow_nan=False)))


@pytest.mark.parametrize("key", ["verdict", "reasons", "target", "option", "rma_number"])
def test_the_schema_refuses_a_line_without_what_every_line_has(key: str) -> None:
    document: Any = plan_document(full_plan())
    del document["lines"][0][key]
    with pytest.raises(ValidationError):
        valid(document)


def test_relaxations_say_what_they_change_and_nothing_that_they_do_not() -> None:
    later = relaxation(kind="vehicle", part_number=None, service_id="CAR", from_at=at(11))
    document: Any = plan_document(plan(line_plan(relaxations=(relaxation(), later)), steps=3))
    valid(json.loads(json.dumps(document)))
    one = {"kind": "unit", "sentence": "one more unit of P1 at D1", "plan_costs_more_cents": -1250}
    assert document["lines"][0]["relaxations"] == [
        {**one, "depot_id": "D1", "part_number": "P1"},
        {
            **one,
            "kind": "vehicle",
            "depot_id": "D1",
            "service_id": "CAR",
            "from_at": "2026-11-23T11:00:00Z",
        },
    ]
    assert document["steps"] == 3


def test_the_schema_knows_every_kind_of_relaxation_and_of_what_is_left_out() -> None:
    properties = SCHEMA["$defs"]["relaxation"]["properties"]
    assert tuple(properties["kind"]["enum"]) == get_args(RelaxationKind)
    left_out = SCHEMA["$defs"]["line"]["properties"]["left_out"]
    assert tuple(left_out["items"]["enum"]) == get_args(LeftOut)


def test_reasons_name_a_depot_and_service_only_where_they_have_one() -> None:
    document: Any = plan_document(full_plan())
    assert document["lines"][1]["reasons"] == [
        {"code": "stock", "depot_id": "D1", "detail": "0 of 1 units"},
        {"code": "late", "depot_id": "D1", "service_id": "CAR", "detail": "5 min"},
    ]
    assert document["lines"][1]["option"] is None


def test_the_summary_counts_verdicts_and_what_is_set_aside() -> None:
    summary: Any = plan_document(full_plan())["summary"]
    assert (summary["lines"], summary["rejected"], summary["on_hold"]) == (4, 1, 1)
    assert summary["verdicts"] == {
        "guaranteed": 1,
        "at_risk": 0,
        "impossible_alone": 1,
        "impossible_together": 1,
        "not_proved": 0,
        "excluded_by_clause": 1,
    }
    # Two lines have an option, each of 7000 cents.
    assert summary["cost_cents"] == 14000


def test_the_cost_of_a_summary_leaves_out_the_price_of_last_units() -> None:
    # The level of cost says 7000; 2857 of them are the price of the last units.
    summary: Any = plan_document(plan(scarcity_cents=2857))["summary"]
    assert (summary["cost_cents"], summary["scarcity_cents"]) == (4143, 2857)


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(12.34, 12.3), (-0.01, -0.1), (0.01, 0.0), (-0.06, -0.1), (-12.34, -12.3), (0.0, 0.0)],
)
def test_a_margin_keeps_its_sign_when_it_is_rounded(minutes: float, shown: float) -> None:
    assert str(shown_minutes(minutes)) == str(shown)


@pytest.mark.parametrize(
    ("probability", "shown"),
    [(1.0, 1.0), (0.99999, 0.9999), (0.00001, 0.0001), (0.0, 0.0), (0.95004, 0.95)],
)
def test_only_certainty_is_shown_as_certain(probability: float, shown: float) -> None:
    assert shown_probability(probability) == shown


def test_a_bound_that_says_nothing_is_null() -> None:
    base = plan()
    unknown = plan(levels=(type(base.levels[0])("missed", 5, float("-inf"), proved=False),))
    levels: Any = plan_document(unknown)["levels"]
    assert levels == [{"name": "missed", "value": 5, "bound": None, "proved": False}]


def test_equal_plans_give_equal_bytes_whatever_the_order_of_their_mappings(tmp_path: Path) -> None:
    one = plan(versions={"a": "1", "b": "2"})
    two = plan(versions={"b": "2", "a": "1"})
    write_json(plan_document(one), tmp_path / "one.json")
    write_json(plan_document(two), tmp_path / "two.json")
    content = (tmp_path / "one.json").read_bytes()
    assert content == (tmp_path / "two.json").read_bytes()
    assert content.endswith(b"}\n")
    assert b"\r" not in content


def test_the_csv_has_a_row_for_every_line_even_when_it_is_not_planned(tmp_path: Path) -> None:
    rows = rows_of(full_plan(), tmp_path)
    assert tuple(rows[0]) == PLAN_COLUMNS
    assert [(row["line_id"], row["state"]) for row in rows] == [
        *((f"L{number}", "planned") for number in range(1, 5)),
        ("L9", "on_hold"),
        ("L8", "rejected"),
    ]
    assert (rows[0]["depot_id"], rows[0]["cost_cents"], rows[1]["depot_id"]) == ("D1", "7000", "")
    assert rows[1]["reason_codes"] == "stock;late"


@pytest.mark.parametrize("start", list("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20"))
def test_no_cell_of_the_csv_is_a_formula_and_the_text_is_kept(tmp_path: Path, start: str) -> None:
    sly = f"{start}1+1"
    (row,) = rows_of(plan(line_plan(sentence=sly)), tmp_path)
    assert row["sentence"] == f"'{sly}"


def test_a_negative_margin_stays_a_number_in_the_csv(tmp_path: Path) -> None:
    late = line_plan(option=option(margin_minutes=-5.0))
    (row,) = rows_of(plan(late), tmp_path)
    assert float(row["margin_minutes"]) == -5


def test_the_map_has_depots_sites_and_shipments_with_longitude_first() -> None:
    document: Any = plan_geojson(full_plan(), network())
    features = document["features"]
    assert [each["properties"]["what"] for each in features] == [
        *("depot", "site"),
        *("shipment", "shipment"),
    ]
    depot, site = network().depots["D1"], network().sites["S1"]
    ends = [[depot.longitude, depot.latitude], [site.longitude, site.latitude]]
    assert features[2]["geometry"] == {"type": "LineString", "coordinates": ends}
    assert features[0]["geometry"] == {"type": "Point", "coordinates": ends[0]}


def test_a_file_that_cannot_be_written_leaves_what_stood_there(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_text("before\n", path)
    # A directory in the place of the temporary file keeps the new text from being written.
    (tmp_path / f".plan.json.{os.getpid()}.tmp").mkdir()
    with pytest.raises(WriteError, match=r"plan\.json could not be written: Is a directory\.$"):
        write_text("after\n", path)
    assert path.read_text() == "before\n"


def test_a_written_file_leaves_nothing_else_behind(tmp_path: Path) -> None:
    write_text("before\n", tmp_path / "plan.json")
    write_text("after\n", tmp_path / "plan.json")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]
    assert (tmp_path / "plan.json").read_text() == "after\n"


def test_a_full_disk_is_said_in_a_sentence() -> None:
    full = Path("/dev/full")
    with pytest.raises(WriteError, match="full could not be written: No space left on device"):
        write_text("text\n", full)
    assert full.is_char_device()


def test_a_directory_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="could not be written: No such file or directory"):
        write_text("text\n", tmp_path / "nowhere" / "plan.json")


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("before\n")
    (tmp_path / "plan.json").symlink_to(tmp_path / "real.json")
    write_text("after\n", tmp_path / "plan.json")
    assert (tmp_path / "plan.json").is_symlink()
    assert (tmp_path / "real.json").read_text() == "after\n"
