"""Good units by serial: which has left for whom, so that none is sent twice."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text, text

from rma_service.db.columns import instant, metadata, reference, string
from rma_service.db.types import Serial

unit_out = Table(
    "unit_out",
    metadata,
    Column("unit_out_id", Serial, primary_key=True),
    Column("part_number", Text, ForeignKey("part.part_number"), nullable=False),
    string("serial"),
    string("partner_id"),
    string("line_id"),
    instant("out_at"),
    instant("back_at", required=False),
    reference("rma_line", "partner_id", "line_id"),
    Index(
        "uq_unit_out_part_number_serial",
        "part_number",
        "serial",
        unique=True,
        sqlite_where=text("back_at IS NULL"),
        postgresql_where=text("back_at IS NULL"),
    ),
)
