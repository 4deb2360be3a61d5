"""What must never be stored is refused by the databases themselves, whoever writes the SQL."""

# ruff: noqa: S608 - SQL of the tests from words of the tests

from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy.exc import IntegrityError

from rma_service.db.engine import Database
from rma_service.db.ledger import ledger_faults
from tests import record_rows as rows
from tests.databases import DIALECTS, fresh_url
from tests.record_rows import AT

ACCOUNT = (
    "INSERT INTO user_account VALUES ('u', 'n', 'N', {role}, {partner}, 'h', " + AT + ", NULL)"
)
PROMISE = (
    "INSERT INTO promise VALUES ('{partner}', '{line}', " + AT + ", 'plan', '{verdict}', NULL, "
    "'s', 'c', true, " + AT + ", NULL, {probability}, '[]')"
)
INSTALLED = "INSERT INTO installed_base VALUES ('A', '{site}', 'X', {quantity}, '{contract}')"
RECEIPT = (
    "INSERT INTO receipt (depot_id, part_number, quantity, reserved, available_at, state) "
    "VALUES ('D1', 'P1', {quantity}, {reserved}, " + AT + ", 'expected')"
)

WRONG = {
    # Rows of one partner that point at rows of another one.
    "a line in another partner's RMA": rows.line("A", "X", "BR", "AS", "AC"),
    "a line at another partner's site": rows.line("A", "X", "AR", "BS", "AC"),
    "a line on another partner's contract": rows.line("A", "X", "AR", "AS", "BC"),
    "an event of another partner's RMA": rows.event("A", "BR", 2, "AL"),
    "an event of another partner's line": rows.event("A", "AR", 2, "BL"),
    "a unit held for another partner's line": rows.reservation("r2", "A", "BL"),
    "a promise for another partner's line": PROMISE.format(
        partner="A", line="BL", verdict="guaranteed", probability=1
    ),
    "a contract of another partner's site": "UPDATE contract SET site_id = 'BS' WHERE "
    "contract_id = 'AC'",
    "a site that changes hands": "UPDATE site SET partner_id = 'B' WHERE site_id = 'AS'",
    "units installed at another partner's site": INSTALLED.format(
        site="BS", quantity=1, contract="AC"
    ),
    "units installed on another partner's contract": INSTALLED.format(
        site="AS", quantity=1, contract="BC"
    ),
    "one RMA number for two partners": f"INSERT INTO rma VALUES ('A', 'BR', {AT}, 'carol', 1)",
    "one line id for two partners": rows.line("A", "BL", "AR", "AS", "AC"),
    # Counters and ledger.
    "more reserved than on hand": "UPDATE stock SET reserved = 4",
    "less than nothing reserved": "UPDATE stock SET reserved = -1",
    "fewer on hand than reserved": "UPDATE stock SET on_hand = 0",
    "a shelf in no depot": "INSERT INTO stock VALUES ('D9', 'P1', 1, 0, 1)",
    "a shelf of no part": "INSERT INTO stock VALUES ('D1', 'P9', 1, 0, 1)",
    "a movement that moves nothing": rows.movement("import", "2", 0, 0),
    "a movement of one cause twice": rows.movement("reserve", "r1", 0, 1),
    "a movement without a known cause": rows.movement("gift", "1", 1, 0),
    "more held of a receipt than comes": "UPDATE receipt SET reserved = 3",
    "a receipt of nothing": RECEIPT.format(quantity=0, reserved=0),
    "a second open reservation of a line": rows.reservation("r2", "A", "AL"),
    "an ended reservation without its end": "UPDATE reservation SET state = 'released'",
    # What only grows.
    "a movement changed": "UPDATE movement SET delta_on_hand = 9",
    "a movement deleted": "DELETE FROM movement",
    "an event changed": "UPDATE event SET actor = 'dan'",
    "an event deleted": "DELETE FROM event",
    "a network version changed": "UPDATE network_version SET content_hash = 'x'",
    "the document of a plan changed": "UPDATE plan SET document = '[]'",
    "the hash of a plan changed": "UPDATE plan SET input_hash = 'x'",
    "a plan deleted": "DELETE FROM plan",
    # Words, numbers and rows that contradict themselves.
    "a line in an unknown state": "UPDATE rma_line SET state = 'lost'",
    "a target with a part missing": "UPDATE rma_line SET clause = NULL",
    "a certain promise": "UPDATE rma_line SET confidence = 1",
    "an unknown verdict": PROMISE.format(partner="A", line="AL", verdict="maybe", probability=1),
    "a chance above one": PROMISE.format(
        partner="A", line="AL", verdict="guaranteed", probability=2
    ),
    "a partner's person without a company": ACCOUNT.format(role="'partner'", partner="NULL"),
    "staff with a company": ACCOUNT.format(role="'dispatcher'", partner="'A'"),
    "an unknown role": ACCOUNT.format(role="'king'", partner="NULL"),
    "an approved plan that nobody approved": "UPDATE plan SET approved_by = NULL, "
    "approved_at = NULL",
    "a second head of plans": "INSERT INTO plan_head VALUES (2, NULL)",
    "a head that is no plan": "UPDATE plan_head SET approved_version = 7",
    "a contract that ends before it starts": "UPDATE contract SET ends_on = '2025-01-01'",
    "an RMA without version": "UPDATE rma SET version = 0",
    "a job that ran a negative number of times": "INSERT INTO job (job_id, kind, payload, state, "
    f"due_at, attempt, created_by, created_at) VALUES ('j', 'k', '{{}}', 'due', {AT}, -1, 'a', "
    f"{AT})",
}

RIGHT = {
    "a line of one's own": rows.line("A", "X", "AR", "AS", "AC"),
    "a unit held for another line": rows.reservation("r2", "B", "BL", "released"),
    "a second reservation after the first": rows.reservation("r2", "A", "AL", "released"),
    "a promise": PROMISE.format(partner="A", line="AL", verdict="guaranteed", probability=0.97),
    "a partner's person": ACCOUNT.format(role="'partner'", partner="'A'"),
    "a person of the staff": ACCOUNT.format(role="'planner'", partner="NULL"),
    "installed units": INSTALLED.format(site="AS", quantity=1, contract="AC"),
    "a head that is a plan": "UPDATE plan_head SET approved_version = 1",
    "a plan that is superseded": "UPDATE plan SET status = 'superseded'",
    "a receipt": RECEIPT.format(quantity=2, reserved=0),
    "a line on hold without target": "UPDATE rma_line SET state = 'on_hold', received_at = NULL, "
    "target_kind = NULL, due_at = NULL, owed = NULL, clause = NULL, confidence = NULL, "
    "miss_weight = NULL, late_weight = NULL",
}


@pytest.fixture(scope="module", params=DIALECTS)
def record(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """Give the small record in one database of each kind; no test changes it."""
    with fresh_url(request, request.param, tmp_path_factory.mktemp("record")) as url:
        database = Database(url)
        with database.write() as connection:
            rows.fill(connection)
        yield database
        database.close()


class _Undo(Exception):  # noqa: N818 - it is no error
    pass


def refusals(database: Database, statement: str) -> list[str]:
    """Try a statement on the record and undo it; gives what the database says against it."""
    said = []
    with suppress(_Undo), database.write() as connection:
        try:
            connection.exec_driver_sql(statement)
        except IntegrityError as fault:
            said.append(str(fault.orig))
        raise _Undo
    return said


@pytest.mark.parametrize("statement", WRONG.values(), ids=WRONG.keys())
def test_no_database_stores_what_must_not_be(record: Database, statement: str) -> None:
    assert refusals(record, statement) != []


@pytest.mark.parametrize("statement", RIGHT.values(), ids=RIGHT.keys())
def test_what_differs_from_it_only_in_the_wrong_part_is_stored(
    record: Database, statement: str
) -> None:
    assert refusals(record, statement) == []


def test_rows_that_only_grow_say_so(record: Database) -> None:
    (said,) = refusals(record, "DELETE FROM movement")
    assert "Rows of movement are never changed or deleted." in said


def test_truncating_a_ledger_is_refused_where_it_is_possible(record: Database) -> None:
    if record.dialect == "postgresql":  # SQLite knows no TRUNCATE
        assert refusals(record, "TRUNCATE event") != []


def test_the_small_record_agrees_with_its_ledger_and_a_counter_alone_does_not(
    record: Database,
) -> None:
    with suppress(_Undo), record.write() as connection:
        assert ledger_faults(connection) == []
        connection.exec_driver_sql("UPDATE stock SET on_hand = 5, reserved = 2")
        # 5 - 3 = 2 on hand too many and 2 - 1 = 1 reserved too many, by its movements. The open
        # reservation is explained by its movement still.
        assert ledger_faults(connection) == [
            "Stock on hand of P1 at D1 differs from its movements by 2.",
            "Reserved stock of P1 at D1 differs from its movements by 1.",
        ]
        raise _Undo


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            rows.reservation("r2", "B", "BL"),
            "Reserved stock of P1 at D1 differs from its open reservations by -1.",
        ),
        (
            "UPDATE receipt SET reserved = 2",
            "A reserved receipt of P1 at D1 differs from its open reservations by 2.",
        ),
        (
            # The unit is held of the receipt now, and not on the shelf as the movement says.
            "UPDATE reservation SET receipt_id = 1",
            "Reserved stock of P1 at D1 differs from its open reservations by 1.",
        ),
    ],
)
def test_the_ledger_misses_what_reservations_and_receipts_do_not_explain(
    record: Database, statement: str, fault: str
) -> None:
    with suppress(_Undo), record.write() as connection:
        connection.exec_driver_sql(statement)
        assert fault in ledger_faults(connection)
        raise _Undo
