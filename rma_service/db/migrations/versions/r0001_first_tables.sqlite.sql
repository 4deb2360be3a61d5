CREATE TABLE partner (
    partner_id TEXT NOT NULL,
    name TEXT NOT NULL,
    countries JSON NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT pk_partner PRIMARY KEY (partner_id),
    CONSTRAINT ck_partner_active CHECK (active IN (0, 1))
)

CREATE TABLE depot (
    depot_id TEXT NOT NULL,
    name TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    timezone TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT pk_depot PRIMARY KEY (depot_id),
    CONSTRAINT ck_depot_active CHECK (active IN (0, 1))
)

CREATE TABLE part (
    part_number TEXT NOT NULL,
    description TEXT NOT NULL,
    category TEXT NOT NULL,
    ship_weight_kg FLOAT NOT NULL,
    unit_value_cents INTEGER NOT NULL,
    data_bearing BOOLEAN NOT NULL,
    lifecycle TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT pk_part PRIMARY KEY (part_number),
    CONSTRAINT ck_part_data_bearing CHECK (data_bearing IN (0, 1)),
    CONSTRAINT ck_part_active CHECK (active IN (0, 1))
)

CREATE TABLE fault_code (
    fault_code TEXT NOT NULL,
    meaning TEXT NOT NULL,
    part_categories JSON NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT pk_fault_code PRIMARY KEY (fault_code),
    CONSTRAINT ck_fault_code_active CHECK (active IN (0, 1))
)

CREATE TABLE network_version (
    version INTEGER NOT NULL,
    imported_at DATETIME NOT NULL,
    imported_by TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    archive BLOB NOT NULL,
    CONSTRAINT pk_network_version PRIMARY KEY (version)
)

CREATE TRIGGER network_version_no_update BEFORE update ON network_version
BEGIN SELECT RAISE(ABORT, 'Rows of network_version are never changed or deleted.'); END

CREATE TRIGGER network_version_no_delete BEFORE delete ON network_version
BEGIN SELECT RAISE(ABORT, 'Rows of network_version are never changed or deleted.'); END

CREATE TABLE sign_in_failure (
    failure_id INTEGER NOT NULL,
    name_hash TEXT NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_sign_in_failure PRIMARY KEY (failure_id)
)

CREATE INDEX ix_sign_in_failure_name_hash ON sign_in_failure (name_hash)

CREATE TABLE account_event (
    event_id INTEGER NOT NULL,
    at DATETIME NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    data JSON NOT NULL,
    CONSTRAINT pk_account_event PRIMARY KEY (event_id)
)

CREATE TRIGGER account_event_no_update BEFORE update ON account_event
BEGIN SELECT RAISE(ABORT, 'Rows of account_event are never changed or deleted.'); END

CREATE TRIGGER account_event_no_delete BEFORE delete ON account_event
BEGIN SELECT RAISE(ABORT, 'Rows of account_event are never changed or deleted.'); END

CREATE TABLE idempotency (
    principal_id TEXT NOT NULL,
    "key" TEXT NOT NULL,
    route TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER,
    headers JSON,
    body BLOB,
    created_at DATETIME NOT NULL,
    CONSTRAINT pk_idempotency PRIMARY KEY (principal_id, "key")
)

CREATE INDEX ix_idempotency_created_at ON idempotency (created_at)

CREATE TABLE job (
    job_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload JSON NOT NULL,
    result JSON,
    state TEXT NOT NULL CONSTRAINT ck_job_state CHECK (state IN ('due', 'running', 'done', 'failed')),
    due_at DATETIME NOT NULL,
    lease_until DATETIME,
    attempt INTEGER NOT NULL,
    error TEXT,
    created_by TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    finished_at DATETIME,
    CONSTRAINT pk_job PRIMARY KEY (job_id),
    CONSTRAINT ck_job_attempt CHECK (attempt >= 0)
)

CREATE INDEX ix_job_state_due_at ON job (state, due_at)

CREATE TABLE site (
    site_id TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    customer TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    subdivision TEXT,
    timezone TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT pk_site PRIMARY KEY (site_id),
    CONSTRAINT fk_site_partner_id FOREIGN KEY(partner_id) REFERENCES partner (partner_id),
    CONSTRAINT uq_site_partner_id_site_id UNIQUE (partner_id, site_id),
    CONSTRAINT ck_site_active CHECK (active IN (0, 1))
)

CREATE TABLE stock (
    depot_id TEXT NOT NULL,
    part_number TEXT NOT NULL,
    on_hand INTEGER NOT NULL,
    reserved INTEGER NOT NULL,
    base_stock INTEGER NOT NULL,
    CONSTRAINT pk_stock PRIMARY KEY (depot_id, part_number),
    CONSTRAINT ck_stock_reserved_on_hand CHECK (0 <= reserved AND reserved <= on_hand),
    CONSTRAINT ck_stock_base_stock CHECK (base_stock >= 0),
    CONSTRAINT fk_stock_depot_id FOREIGN KEY(depot_id) REFERENCES depot (depot_id),
    CONSTRAINT fk_stock_part_number FOREIGN KEY(part_number) REFERENCES part (part_number)
)

CREATE TABLE user_account (
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL CONSTRAINT ck_user_account_role CHECK (role IN ('partner', 'dispatcher', 'planner', 'administrator')),
    partner_id TEXT,
    password_hash TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    disabled_at DATETIME,
    CONSTRAINT pk_user_account PRIMARY KEY (user_id),
    CONSTRAINT fk_user_account_partner_id FOREIGN KEY(partner_id) REFERENCES partner (partner_id),
    CONSTRAINT ck_user_account_partner_of_role CHECK ((role = 'partner') = (partner_id IS NOT NULL)),
    CONSTRAINT uq_user_account_name UNIQUE (name)
)

CREATE TABLE "plan" (
    plan_version INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    base_version INTEGER,
    network_version INTEGER,
    status TEXT NOT NULL CONSTRAINT ck_plan_status CHECK (status IN ('proposed', 'approved', 'superseded')),
    input_hash TEXT NOT NULL,
    document JSON NOT NULL,
    problem BLOB NOT NULL,
    wishes JSON,
    degraded BOOLEAN NOT NULL,
    created_by TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    approved_by TEXT,
    approved_at DATETIME,
    CONSTRAINT ck_plan_approval CHECK ((approved_at IS NULL) = (approved_by IS NULL) AND (status <> 'approved' OR approved_at IS NOT NULL)),
    CONSTRAINT fk_plan_base_version FOREIGN KEY(base_version) REFERENCES "plan" (plan_version),
    CONSTRAINT fk_plan_network_version FOREIGN KEY(network_version) REFERENCES network_version (version),
    CONSTRAINT ck_plan_degraded CHECK (degraded IN (0, 1))
)

CREATE TABLE rma (
    partner_id TEXT NOT NULL,
    rma_number TEXT NOT NULL,
    opened_at DATETIME NOT NULL,
    opened_by TEXT NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_rma PRIMARY KEY (partner_id, rma_number),
    CONSTRAINT fk_rma_partner_id FOREIGN KEY(partner_id) REFERENCES partner (partner_id),
    CONSTRAINT ck_rma_version CHECK (version >= 1),
    CONSTRAINT uq_rma_rma_number UNIQUE (rma_number)
)

CREATE INDEX ix_rma_opened_at_rma_number ON rma (opened_at, rma_number)

CREATE TABLE contract (
    contract_id TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    site_id TEXT NOT NULL,
    policy TEXT NOT NULL,
    service_level TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    retention_service BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT pk_contract PRIMARY KEY (contract_id),
    CONSTRAINT fk_contract_partner_id_site_id FOREIGN KEY(partner_id, site_id) REFERENCES site (partner_id, site_id),
    CONSTRAINT uq_contract_partner_id_contract_id UNIQUE (partner_id, contract_id),
    CONSTRAINT ck_contract_dates CHECK (starts_on <= ends_on),
    CONSTRAINT ck_contract_retention_service CHECK (retention_service IN (0, 1)),
    CONSTRAINT ck_contract_active CHECK (active IN (0, 1))
)

CREATE TABLE movement (
    movement_id INTEGER NOT NULL,
    depot_id TEXT NOT NULL,
    part_number TEXT NOT NULL,
    delta_on_hand INTEGER NOT NULL,
    delta_reserved INTEGER NOT NULL,
    cause_type TEXT NOT NULL CONSTRAINT ck_movement_cause_type CHECK (cause_type IN ('import', 'receive', 'reserve', 'release', 'ship')),
    cause_id TEXT NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_movement PRIMARY KEY (movement_id),
    CONSTRAINT fk_movement_depot_id_part_number FOREIGN KEY(depot_id, part_number) REFERENCES stock (depot_id, part_number),
    CONSTRAINT uq_movement_cause_type_cause_id_depot_id_part_number UNIQUE (cause_type, cause_id, depot_id, part_number),
    CONSTRAINT ck_movement_moves_something CHECK (delta_on_hand <> 0 OR delta_reserved <> 0)
)

CREATE INDEX ix_movement_depot_id_part_number ON movement (depot_id, part_number)

CREATE TRIGGER movement_no_update BEFORE update ON movement
BEGIN SELECT RAISE(ABORT, 'Rows of movement are never changed or deleted.'); END

CREATE TRIGGER movement_no_delete BEFORE delete ON movement
BEGIN SELECT RAISE(ABORT, 'Rows of movement are never changed or deleted.'); END

CREATE TABLE receipt (
    receipt_id INTEGER NOT NULL,
    depot_id TEXT NOT NULL,
    part_number TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    reserved INTEGER NOT NULL,
    available_at DATETIME NOT NULL,
    state TEXT NOT NULL CONSTRAINT ck_receipt_state CHECK (state IN ('expected', 'booked', 'withdrawn')),
    CONSTRAINT pk_receipt PRIMARY KEY (receipt_id),
    CONSTRAINT fk_receipt_depot_id_part_number FOREIGN KEY(depot_id, part_number) REFERENCES stock (depot_id, part_number),
    CONSTRAINT ck_receipt_quantity CHECK (quantity > 0),
    CONSTRAINT ck_receipt_reserved_of_quantity CHECK (0 <= reserved AND reserved <= quantity)
)

CREATE INDEX ix_receipt_state_available_at ON receipt (state, available_at)

CREATE TABLE session (
    token_hash TEXT NOT NULL,
    user_id TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    ended_at DATETIME,
    CONSTRAINT pk_session PRIMARY KEY (token_hash),
    CONSTRAINT fk_session_user_id FOREIGN KEY(user_id) REFERENCES user_account (user_id)
)

CREATE INDEX ix_session_user_id ON session (user_id)

CREATE TABLE api_key (
    key_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    label TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    revoked_at DATETIME,
    CONSTRAINT pk_api_key PRIMARY KEY (key_id),
    CONSTRAINT fk_api_key_user_id FOREIGN KEY(user_id) REFERENCES user_account (user_id)
)

CREATE INDEX ix_api_key_user_id ON api_key (user_id)

CREATE TABLE plan_head (
    id INTEGER NOT NULL CONSTRAINT ck_plan_head_one CHECK (id = 1),
    approved_version INTEGER,
    CONSTRAINT pk_plan_head PRIMARY KEY (id),
    CONSTRAINT fk_plan_head_approved_version FOREIGN KEY(approved_version) REFERENCES "plan" (plan_version)
)

CREATE TABLE installed_base (
    partner_id TEXT NOT NULL,
    site_id TEXT NOT NULL,
    platform TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    contract_id TEXT,
    CONSTRAINT pk_installed_base PRIMARY KEY (partner_id, site_id, platform),
    CONSTRAINT fk_installed_base_partner_id_site_id FOREIGN KEY(partner_id, site_id) REFERENCES site (partner_id, site_id),
    CONSTRAINT fk_installed_base_partner_id_contract_id FOREIGN KEY(partner_id, contract_id) REFERENCES contract (partner_id, contract_id),
    CONSTRAINT ck_installed_base_quantity CHECK (quantity >= 0)
)

CREATE TABLE rma_line (
    partner_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    rma_number TEXT NOT NULL,
    contract_id TEXT NOT NULL,
    site_id TEXT NOT NULL,
    platform TEXT NOT NULL,
    product_serial TEXT NOT NULL,
    part_number TEXT NOT NULL,
    faulty_serial TEXT,
    priority TEXT NOT NULL,
    requested_at DATETIME NOT NULL,
    part_deemed_necessary_at DATETIME NOT NULL,
    form_completed_at DATETIME,
    fault_observed_at DATETIME NOT NULL,
    fault_code TEXT NOT NULL,
    data_removed TEXT NOT NULL CONSTRAINT ck_rma_line_data_removed CHECK (data_removed IN ('yes', 'no', 'retained')),
    ship_together BOOLEAN NOT NULL,
    symptom TEXT DEFAULT '' NOT NULL,
    state TEXT NOT NULL CONSTRAINT ck_rma_line_state CHECK (state IN ('on_hold', 'open', 'reserved', 'handed_over', 'shipped', 'delivered', 'returned', 'closed', 'canceled', 'rejected')),
    state_sentence TEXT,
    state_clause TEXT,
    received_at DATETIME,
    target_kind TEXT CONSTRAINT ck_rma_line_target_kind CHECK (target_kind IN ('arrive_by', 'ship_by')),
    due_at DATETIME,
    owed BOOLEAN,
    clause TEXT,
    confidence FLOAT,
    miss_weight INTEGER,
    late_weight INTEGER,
    not_owed_reason TEXT,
    policy_version TEXT,
    plan_version INTEGER,
    depot_id TEXT,
    replacement_part_number TEXT,
    service_id TEXT,
    departs_at DATETIME,
    planned_arrival_at DATETIME,
    handed_over_at DATETIME,
    shipped_at DATETIME,
    shipped_serial TEXT,
    tracking_number TEXT,
    delivered_at DATETIME,
    warranty_ends_on DATE,
    initial_warranty_ends_on DATE,
    return_due_at DATETIME,
    return_waived BOOLEAN,
    returned_at DATETIME,
    returned_serial TEXT,
    closed_at DATETIME,
    CONSTRAINT pk_rma_line PRIMARY KEY (partner_id, line_id),
    CONSTRAINT fk_rma_line_partner_id_rma_number FOREIGN KEY(partner_id, rma_number) REFERENCES rma (partner_id, rma_number),
    CONSTRAINT fk_rma_line_partner_id_contract_id FOREIGN KEY(partner_id, contract_id) REFERENCES contract (partner_id, contract_id),
    CONSTRAINT fk_rma_line_partner_id_site_id FOREIGN KEY(partner_id, site_id) REFERENCES site (partner_id, site_id),
    CONSTRAINT ck_rma_line_whole_target CHECK ((due_at IS NULL) = (received_at IS NULL) AND (due_at IS NULL) = (target_kind IS NULL) AND (due_at IS NULL) = (due_at IS NULL) AND (due_at IS NULL) = (owed IS NULL) AND (due_at IS NULL) = (clause IS NULL) AND (due_at IS NULL) = (confidence IS NULL) AND (due_at IS NULL) = (miss_weight IS NULL) AND (due_at IS NULL) = (late_weight IS NULL)),
    CONSTRAINT ck_rma_line_confidence CHECK (confidence > 0 AND confidence < 1),
    CONSTRAINT uq_rma_line_line_id UNIQUE (line_id),
    CONSTRAINT fk_rma_line_part_number FOREIGN KEY(part_number) REFERENCES part (part_number),
    CONSTRAINT fk_rma_line_fault_code FOREIGN KEY(fault_code) REFERENCES fault_code (fault_code),
    CONSTRAINT ck_rma_line_ship_together CHECK (ship_together IN (0, 1)),
    CONSTRAINT ck_rma_line_owed CHECK (owed IN (0, 1)),
    CONSTRAINT fk_rma_line_plan_version FOREIGN KEY(plan_version) REFERENCES "plan" (plan_version),
    CONSTRAINT fk_rma_line_depot_id FOREIGN KEY(depot_id) REFERENCES depot (depot_id),
    CONSTRAINT fk_rma_line_replacement_part_number FOREIGN KEY(replacement_part_number) REFERENCES part (part_number),
    CONSTRAINT ck_rma_line_return_waived CHECK (return_waived IN (0, 1))
)

CREATE INDEX ix_rma_line_rma_number ON rma_line (rma_number)

CREATE INDEX ix_rma_line_state_due_at ON rma_line (state, due_at)

CREATE TABLE promise (
    partner_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    promised_at DATETIME NOT NULL,
    basis TEXT NOT NULL CONSTRAINT ck_promise_basis CHECK (basis IN ('before_planning', 'plan')),
    verdict TEXT NOT NULL CONSTRAINT ck_promise_verdict CHECK (verdict IN ('guaranteed', 'at_risk', 'impossible_alone', 'impossible_together', 'not_proved', 'excluded_by_clause')),
    outlook TEXT CONSTRAINT ck_promise_outlook CHECK (outlook IN ('guaranteed', 'at_risk', 'impossible_alone', 'impossible_together', 'not_proved', 'excluded_by_clause')),
    sentence TEXT NOT NULL,
    clause TEXT NOT NULL,
    owed BOOLEAN NOT NULL,
    due_at DATETIME NOT NULL,
    arrival_at DATETIME,
    probability FLOAT CONSTRAINT ck_promise_chance CHECK (probability BETWEEN 0 AND 1),
    reasons JSON NOT NULL,
    CONSTRAINT pk_promise PRIMARY KEY (partner_id, line_id),
    CONSTRAINT fk_promise_partner_id_line_id FOREIGN KEY(partner_id, line_id) REFERENCES rma_line (partner_id, line_id),
    CONSTRAINT ck_promise_owed CHECK (owed IN (0, 1))
)

CREATE TABLE event (
    partner_id TEXT NOT NULL,
    rma_number TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    line_id TEXT,
    at DATETIME NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    data JSON NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT pk_event PRIMARY KEY (partner_id, rma_number, sequence),
    CONSTRAINT fk_event_partner_id_rma_number FOREIGN KEY(partner_id, rma_number) REFERENCES rma (partner_id, rma_number),
    CONSTRAINT fk_event_partner_id_line_id FOREIGN KEY(partner_id, line_id) REFERENCES rma_line (partner_id, line_id),
    CONSTRAINT ck_event_sequence CHECK (sequence >= 1)
)

CREATE TRIGGER event_no_update BEFORE update ON event
BEGIN SELECT RAISE(ABORT, 'Rows of event are never changed or deleted.'); END

CREATE TRIGGER event_no_delete BEFORE delete ON event
BEGIN SELECT RAISE(ABORT, 'Rows of event are never changed or deleted.'); END

CREATE TABLE reservation (
    reservation_id TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    depot_id TEXT NOT NULL,
    part_number TEXT NOT NULL,
    receipt_id INTEGER,
    plan_version INTEGER NOT NULL,
    opened_at DATETIME NOT NULL,
    state TEXT NOT NULL CONSTRAINT ck_reservation_state CHECK (state IN ('open', 'consumed', 'released')),
    ended_at DATETIME,
    CONSTRAINT pk_reservation PRIMARY KEY (reservation_id),
    CONSTRAINT fk_reservation_partner_id_line_id FOREIGN KEY(partner_id, line_id) REFERENCES rma_line (partner_id, line_id),
    CONSTRAINT fk_reservation_depot_id_part_number FOREIGN KEY(depot_id, part_number) REFERENCES stock (depot_id, part_number),
    CONSTRAINT ck_reservation_ended CHECK ((state = 'open') = (ended_at IS NULL)),
    CONSTRAINT fk_reservation_receipt_id FOREIGN KEY(receipt_id) REFERENCES receipt (receipt_id),
    CONSTRAINT fk_reservation_plan_version FOREIGN KEY(plan_version) REFERENCES "plan" (plan_version)
)

CREATE UNIQUE INDEX uq_reservation_open_line ON reservation (partner_id, line_id) WHERE state = 'open'

CREATE INDEX ix_reservation_depot_id_part_number ON reservation (depot_id, part_number)

INSERT INTO plan_head (id, approved_version) VALUES (1, NULL)
