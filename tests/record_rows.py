"""The smallest record in raw SQL: two partners with one RMA each, one shelf, one approved plan.

Acme's site, contract, RMA and line are called A..., those of Borealis B....
"""

# ruff: noqa: S608 - SQL of the tests from words of the tests

from rma_service.db.engine import Connection

AT = "'2026-11-23 09:00:00+00:00'"


def fill(connection: Connection) -> None:
    """Store the two partners; 3 units of P1 lie at D1, of which line AL holds one."""
    for statement in _shared():
        connection.exec_driver_sql(statement)
    for letter in "AB":
        for statement in _of_partner(letter):
            connection.exec_driver_sql(statement)
    for statement in _held_unit():
        connection.exec_driver_sql(statement)


def line(partner: str, name: str, rma: str, site: str, contract: str) -> str:
    """Statement that stores an open line."""
    return (
        "INSERT INTO rma_line (partner_id, line_id, rma_number, contract_id, site_id, platform, "
        "product_serial, part_number, priority, requested_at, part_deemed_necessary_at, "
        "fault_observed_at, fault_code, data_removed, ship_together, state, received_at, "
        "target_kind, due_at, owed, clause, confidence, miss_weight, late_weight) VALUES "
        f"('{partner}', '{name}', '{rma}', '{contract}', '{site}', 'X', 'S', 'P1', 'P1', {AT}, "
        f"{AT}, {AT}, 'F1', 'yes', true, 'open', {AT}, 'arrive_by', {AT}, true, '4.1', 0.95, 9, 1)"
    )


def movement(cause: str, cause_id: str, on_hand: int, reserved: int) -> str:
    """Statement that stores an entry of the ledger for P1 at D1."""
    return (
        "INSERT INTO movement (depot_id, part_number, delta_on_hand, delta_reserved, cause_type, "
        f"cause_id, at) VALUES ('D1', 'P1', {on_hand}, {reserved}, '{cause}', '{cause_id}', {AT})"
    )


def reservation(name: str, partner: str, held_for: str, state: str = "open") -> str:
    """Statement that stores a reservation of P1 at D1."""
    ended_at = "NULL" if state == "open" else AT
    return (
        "INSERT INTO reservation (reservation_id, partner_id, line_id, depot_id, part_number, "
        "plan_version, opened_at, state, ended_at) VALUES "
        f"('{name}', '{partner}', '{held_for}', 'D1', 'P1', 1, {AT}, '{state}', {ended_at})"
    )


def event(partner: str, rma: str, sequence: int, of_line: str) -> str:
    """Statement that stores an event of a line."""
    return (
        "INSERT INTO event (partner_id, rma_number, sequence, line_id, at, actor, kind, data, "
        f"previous_hash, hash) VALUES ('{partner}', '{rma}', {sequence}, '{of_line}', {AT}, 'ana', "
        "'opened', '{}', '', 'h')"
    )


def _shared() -> list[str]:
    return [
        "INSERT INTO depot VALUES ('D1', 'Depot', 'City', 'DE', 'Europe/Berlin', true)",
        "INSERT INTO part VALUES ('P1', 'Board', 'board', 1.5, 100, false, 'active', true)",
        "INSERT INTO fault_code VALUES ('F1', 'No boot', '[\"board\"]', true)",
        f"INSERT INTO network_version VALUES (1, {AT}, 'ana', 'h', '')",
        (
            "INSERT INTO plan (plan_version, status, input_hash, document, problem, degraded, "
            "created_by, created_at, approved_by, approved_at) VALUES "
            f"(1, 'approved', 'h', '{{}}', '', false, 'ana', {AT}, 'ana', {AT})"
        ),
        "INSERT INTO stock VALUES ('D1', 'P1', 3, 1, 2)",
        movement("import", "1", 3, 0),
        (
            "INSERT INTO receipt (receipt_id, depot_id, part_number, quantity, reserved, "
            f"available_at, state) VALUES (1, 'D1', 'P1', 2, 0, {AT}, 'expected')"
        ),
    ]


def _of_partner(letter: str) -> list[str]:
    return [
        f"INSERT INTO partner VALUES ('{letter}', 'Partner {letter}', '[]', true)",
        (
            f"INSERT INTO site VALUES ('{letter}S', '{letter}', 'C', 'City', 'DE', NULL, "
            "'Europe/Berlin', true)"
        ),
        (
            "INSERT INTO contract (contract_id, partner_id, site_id, policy, service_level, "
            "starts_on, ends_on, retention_service, active) VALUES "
            f"('{letter}C', '{letter}', '{letter}S', 'a-policy', "
            "'full', '2026-01-01', '2026-12-31', false, true)"
        ),
        f"INSERT INTO rma VALUES ('{letter}', '{letter}R', {AT}, 'carol', 1)",
        line(letter, f"{letter}L", f"{letter}R", f"{letter}S", f"{letter}C"),
        event(letter, f"{letter}R", 1, f"{letter}L"),
    ]


def _held_unit() -> list[str]:
    return [reservation("r1", "A", "AL"), movement("reserve", "r1", 0, 1)]
