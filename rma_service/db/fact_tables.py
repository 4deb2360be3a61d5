"""Facts of business, imported from a directory of files.

`active` is false for what the last import lacked; RMAs may still refer to it.
"""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from rma_service.db.append_only import keep_append_only
from rma_service.db.columns import document, flag, instant, metadata, number, reference, string

partner = Table(
    "partner",
    metadata,
    Column("partner_id", Text, primary_key=True),
    string("name"),
    document("countries"),
    flag("active"),
)

depot = Table(
    "depot",
    metadata,
    Column("depot_id", Text, primary_key=True),
    string("name"),
    string("city"),
    string("country"),
    string("timezone"),
    flag("active"),
)

site = Table(
    "site",
    metadata,
    Column("site_id", Text, primary_key=True),
    string("partner_id"),
    string("customer"),
    string("city"),
    string("country"),
    string("subdivision", required=False),
    string("timezone"),
    flag("active"),
    reference("partner", "partner_id"),
    UniqueConstraint("partner_id", "site_id"),
)

contract = Table(
    "contract",
    metadata,
    Column("contract_id", Text, primary_key=True),
    string("partner_id"),
    string("site_id"),
    string("policy"),
    string("service_level"),
    Column("starts_on", Date),
    Column("ends_on", Date),
    flag("retention_service"),
    flag("active"),
    Column("params", JSON, nullable=False, server_default=text("'{}'")),
    document("order_facts", required=False),
    string("period_sentence", required=False),
    string("period_clause", required=False),
    reference("site", "partner_id", "site_id"),
    UniqueConstraint("partner_id", "contract_id"),
    CheckConstraint("starts_on <= ends_on", name="dates"),
)

installed_base = Table(
    "installed_base",
    metadata,
    string("partner_id"),
    string("site_id"),
    string("platform"),
    number("quantity"),
    string("contract_id", required=False),
    PrimaryKeyConstraint("partner_id", "site_id", "platform"),
    reference("site", "partner_id", "site_id"),
    reference("contract", "partner_id", "contract_id"),
    CheckConstraint("quantity >= 0", name="quantity"),
)

relocation = Table(
    "relocation",
    metadata,
    Column("relocation_id", Text, primary_key=True),
    string("partner_id"),
    string("contract_id"),
    string("platform"),
    string("product_serial", required=False),
    string("from_site_id"),
    string("to_site_id"),
    Column("relocated_on", Date, nullable=False),
    instant("notice_received_at"),
    string("recorded_by"),
    instant("recorded_at"),
    reference("contract", "partner_id", "contract_id"),
    *(
        ForeignKeyConstraint(["partner_id", column], ["site.partner_id", "site.site_id"])
        for column in ("from_site_id", "to_site_id")
    ),
    CheckConstraint("from_site_id <> to_site_id", name="another_site"),
    Index("ix_relocation_partner_id_notice_received_at", "partner_id", "notice_received_at"),
)

part = Table(
    "part",
    metadata,
    Column("part_number", Text, primary_key=True),
    string("description"),
    string("category"),
    Column("ship_weight_kg", Float, nullable=False),
    number("unit_value_cents"),
    flag("data_bearing"),
    string("lifecycle"),
    flag("active"),
)

fault_code = Table(
    "fault_code",
    metadata,
    Column("fault_code", Text, primary_key=True),
    string("meaning"),
    document("part_categories"),
    flag("active"),
)

network_version = Table(
    "network_version",
    metadata,
    Column("version", Integer, primary_key=True),
    instant("imported_at"),
    string("imported_by"),
    string("content_hash"),
    Column("archive", LargeBinary, nullable=False),
)

keep_append_only(network_version)
