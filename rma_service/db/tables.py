"""Every table, for both databases.

Rows of a partner have keys and references that begin with the partner, so that a link from one
partner's row to another partner's row cannot be stored. `movement`, `event`, `account_event` and
`network_version` only grow: triggers refuse to change or delete their rows.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from optimizer.dispatch.problem import Verdict
from rma_service.db.append_only import keep_append_only, keep_as_written
from rma_service.db.columns import (
    document,
    flag,
    instant,
    metadata,
    number,
    one_of,
    reference,
    string,
)
from rma_service.db.fact_tables import (
    contract,
    depot,
    fault_code,
    installed_base,
    network_version,
    part,
    partner,
    relocation,
    site,
)
from rma_service.db.job_tables import job, worker
from rma_service.db.stock_tables import movement, receipt, stock
from rma_service.db.types import Instant, Serial
from rma_service.db.unit_tables import unit_out
from rma_service.domain.people import Role
from rma_service.domain.rma import State

__all__ = [
    "account_event",
    "api_key",
    "contract",
    "depot",
    "event",
    "fault_code",
    "idempotency",
    "installed_base",
    "job",
    "metadata",
    "movement",
    "network_version",
    "part",
    "partner",
    "plan",
    "plan_head",
    "promise",
    "receipt",
    "relocation",
    "reservation",
    "rma",
    "rma_line",
    "session",
    "sign_in_failure",
    "site",
    "stock",
    "unit_out",
    "user_account",
    "worker",
]

# People and keys.

_OF_A_PARTNER = "(role = 'partner') = (partner_id IS NOT NULL)"

user_account = Table(
    "user_account",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    string("display_name"),
    one_of("role", Role),
    string("partner_id", required=False),
    string("password_hash"),
    instant("created_at"),
    instant("disabled_at", required=False),
    reference("partner", "partner_id"),
    CheckConstraint(_OF_A_PARTNER, name="partner_of_role"),
)

session = Table(
    "session",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("user_account.user_id"), nullable=False, index=True),
    instant("created_at"),
    instant("expires_at"),
    instant("ended_at", required=False),
)

api_key = Table(
    "api_key",
    metadata,
    Column("key_id", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("user_account.user_id"), nullable=False, index=True),
    string("label"),
    string("secret_hash"),
    instant("created_at"),
    instant("expires_at"),
    instant("revoked_at", required=False),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("failure_id", Serial, primary_key=True),
    Column("name_hash", Text, nullable=False, index=True),
    instant("at"),
)

account_event = Table(
    "account_event",
    metadata,
    Column("event_id", Serial, primary_key=True),
    instant("at"),
    string("actor"),
    string("kind"),
    document("data"),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("principal_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    string("route"),
    string("fingerprint"),
    number("status", required=False),
    document("headers", required=False),
    Column("body", LargeBinary),
    Column("created_at", Instant, nullable=False, index=True),
)

# Plans.

plan = Table(
    "plan",
    metadata,
    Column("plan_version", Integer, primary_key=True),
    Column("base_version", Integer, ForeignKey("plan.plan_version")),
    Column("network_version", Integer, ForeignKey("network_version.version")),
    one_of("status", ("proposed", "approved", "superseded")),
    string("input_hash"),
    document("document"),
    Column("problem", LargeBinary, nullable=False),
    document("wishes", required=False),
    flag("degraded"),
    string("created_by"),
    instant("created_at"),
    string("approved_by", required=False),
    instant("approved_at", required=False),
    CheckConstraint(
        "(approved_at IS NULL) = (approved_by IS NULL) AND "
        "(status <> 'approved' OR approved_at IS NOT NULL)",
        name="approval",
    ),
    sqlite_autoincrement=True,
)

plan_head = Table(
    "plan_head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one"), primary_key=True),
    Column("approved_version", Integer, ForeignKey("plan.plan_version")),
)

# The record of RMAs.

rma = Table(
    "rma",
    metadata,
    string("partner_id"),
    Column("rma_number", Text, nullable=False, unique=True),
    instant("opened_at"),
    string("opened_by"),
    number("version"),
    PrimaryKeyConstraint("partner_id", "rma_number"),
    reference("partner", "partner_id"),
    CheckConstraint("version >= 1", name="version"),
    Index("ix_rma_opened_at_rma_number", "opened_at", "rma_number"),
)

_TARGET = (
    "received_at",
    "target_kind",
    "due_at",
    "owed",
    "clause",
    "confidence",
    "miss_weight",
    "late_weight",
)

rma_line = Table(
    "rma_line",
    metadata,
    string("partner_id"),
    Column("line_id", Text, nullable=False, unique=True),
    string("rma_number"),
    string("contract_id"),
    string("site_id"),
    string("platform"),
    string("product_serial"),
    Column("part_number", Text, ForeignKey("part.part_number"), nullable=False),
    string("faulty_serial", required=False),
    string("priority"),
    instant("requested_at"),
    instant("part_deemed_necessary_at"),
    instant("form_completed_at", required=False),
    instant("fault_observed_at"),
    Column("fault_code", Text, ForeignKey("fault_code.fault_code"), nullable=False),
    one_of("data_removed", ("yes", "no", "retained")),
    flag("ship_together"),
    Column("symptom", Text, nullable=False, server_default=text("''")),
    one_of("state", State),
    string("state_sentence", required=False),
    string("state_clause", required=False),
    instant("received_at", required=False),
    one_of("target_kind", ("arrive_by", "ship_by"), required=False),
    instant("due_at", required=False),
    flag("owed", required=False),
    string("clause", required=False),
    Column("confidence", Float),
    number("miss_weight", required=False),
    number("late_weight", required=False),
    string("not_owed_reason", required=False),
    string("policy_version", required=False),
    Column("plan_version", Integer, ForeignKey("plan.plan_version")),
    Column("depot_id", Text, ForeignKey("depot.depot_id")),
    Column("replacement_part_number", Text, ForeignKey("part.part_number")),
    string("service_id", required=False),
    instant("departs_at", required=False),
    instant("planned_arrival_at", required=False),
    instant("handed_over_at", required=False),
    instant("shipped_at", required=False),
    string("shipped_serial", required=False),
    string("tracking_number", required=False),
    instant("delivered_at", required=False),
    Column("warranty_ends_on", Date),
    Column("initial_warranty_ends_on", Date),
    instant("return_due_at", required=False),
    flag("return_waived", required=False),
    instant("returned_at", required=False),
    string("returned_serial", required=False),
    instant("closed_at", required=False),
    document("clock", required=False),
    string("rules_digest", required=False),
    string("holidays_version", required=False),
    string("tzdata_version", required=False),
    instant("return_chargeable_from_at", required=False),
    string("return_cost_bearer", required=False),
    PrimaryKeyConstraint("partner_id", "line_id"),
    reference("rma", "partner_id", "rma_number"),
    reference("contract", "partner_id", "contract_id"),
    reference("site", "partner_id", "site_id"),
    CheckConstraint(
        " AND ".join(f"(due_at IS NULL) = ({column} IS NULL)" for column in _TARGET),
        name="whole_target",
    ),
    CheckConstraint("confidence > 0 AND confidence < 1", name="confidence"),
    Index("ix_rma_line_rma_number", "rma_number"),
    Index("ix_rma_line_state_due_at", "state", "due_at"),
    Index("ix_rma_line_partner_id_requested_at", "partner_id", "requested_at"),
    Index("ix_rma_line_departs_at", "departs_at"),
)

promise = Table(
    "promise",
    metadata,
    string("partner_id"),
    string("line_id"),
    instant("promised_at"),
    one_of("basis", ("before_planning", "plan")),
    one_of("verdict", Verdict),
    one_of("outlook", Verdict, required=False),
    string("sentence"),
    string("clause"),
    flag("owed"),
    instant("due_at"),
    instant("arrival_at", required=False),
    Column("probability", Float, CheckConstraint("probability BETWEEN 0 AND 1", name="chance")),
    document("reasons"),
    PrimaryKeyConstraint("partner_id", "line_id"),
    reference("rma_line", "partner_id", "line_id"),
)

event = Table(
    "event",
    metadata,
    string("partner_id"),
    string("rma_number"),
    number("sequence"),
    string("line_id", required=False),
    instant("at"),
    string("actor"),
    string("kind"),
    document("data"),
    string("previous_hash"),
    string("hash"),
    PrimaryKeyConstraint("partner_id", "rma_number", "sequence"),
    reference("rma", "partner_id", "rma_number"),
    reference("rma_line", "partner_id", "line_id"),
    CheckConstraint("sequence >= 1", name="sequence"),
)

reservation = Table(
    "reservation",
    metadata,
    Column("reservation_id", Text, primary_key=True),
    string("partner_id"),
    string("line_id"),
    string("depot_id"),
    string("part_number"),
    Column("receipt_id", Serial, ForeignKey("receipt.receipt_id")),
    Column("plan_version", Integer, ForeignKey("plan.plan_version"), nullable=False),
    instant("opened_at"),
    one_of("state", ("open", "consumed", "released")),
    instant("ended_at", required=False),
    reference("rma_line", "partner_id", "line_id"),
    reference("stock", "depot_id", "part_number"),
    CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
    Index(
        "uq_reservation_open_line",
        "partner_id",
        "line_id",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    Index("ix_reservation_depot_id_part_number", "depot_id", "part_number"),
)

keep_append_only(event)
keep_append_only(account_event)
keep_as_written(plan, but=("status", "approved_by", "approved_at"))
