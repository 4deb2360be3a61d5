"""Stock: counters for speed, movements for truth; db/ledger.py proves them equal."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from rma_service.db.append_only import keep_append_only
from rma_service.db.columns import instant, metadata, number, one_of, reference, string
from rma_service.db.types import Serial

stock = Table(
    "stock",
    metadata,
    Column("depot_id", Text, ForeignKey("depot.depot_id"), primary_key=True),
    Column("part_number", Text, ForeignKey("part.part_number"), primary_key=True),
    number("on_hand"),
    number("reserved"),
    number("base_stock"),
    CheckConstraint("0 <= reserved AND reserved <= on_hand", name="reserved_on_hand"),
    CheckConstraint("base_stock >= 0", name="base_stock"),
    Index("ix_stock_part_number", "part_number"),
)

movement = Table(
    "movement",
    metadata,
    Column("movement_id", Serial, primary_key=True),
    string("depot_id"),
    string("part_number"),
    number("delta_on_hand"),
    number("delta_reserved"),
    one_of("cause_type", ("import", "receive", "reserve", "release", "ship")),
    string("cause_id"),
    instant("at"),
    reference("stock", "depot_id", "part_number"),
    UniqueConstraint("cause_type", "cause_id", "depot_id", "part_number"),
    CheckConstraint("delta_on_hand <> 0 OR delta_reserved <> 0", name="moves_something"),
    Index("ix_movement_depot_id_part_number", "depot_id", "part_number"),
)

receipt = Table(
    "receipt",
    metadata,
    Column("receipt_id", Serial, primary_key=True),
    string("depot_id"),
    string("part_number"),
    number("quantity"),
    number("reserved"),
    instant("available_at"),
    one_of("state", ("expected", "booked", "withdrawn")),
    reference("stock", "depot_id", "part_number"),
    CheckConstraint("quantity > 0", name="quantity"),
    CheckConstraint("0 <= reserved AND reserved <= quantity", name="reserved_of_quantity"),
    Index("ix_receipt_state_available_at", "state", "available_at"),
)

keep_append_only(movement)
