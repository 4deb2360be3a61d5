ALTER TABLE job RENAME TO job_of_0001

CREATE TABLE job (
    job_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload JSON NOT NULL,
    result JSON,
    state TEXT NOT NULL CONSTRAINT ck_job_state CHECK (state IN ('due', 'running', 'done', 'failed', 'canceled')),
    due_at DATETIME NOT NULL,
    lease_until DATETIME,
    attempt INTEGER NOT NULL,
    error TEXT,
    created_by TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    finished_at DATETIME,
    stage TEXT,
    steps_done INTEGER,
    steps INTEGER,
    handed_back INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_job PRIMARY KEY (job_id),
    CONSTRAINT ck_job_attempt CHECK (attempt >= 0),
    CONSTRAINT ck_job_handed_back CHECK (0 <= handed_back AND handed_back <= attempt)
)

INSERT INTO job (job_id, kind, payload, result, state, due_at, lease_until, attempt, error, created_by, created_at, finished_at)
SELECT job_id, kind, payload, result, state, due_at, lease_until, attempt, error, created_by, created_at, finished_at FROM job_of_0001

DROP TABLE job_of_0001

CREATE INDEX ix_job_state_due_at ON job (state, due_at)

CREATE TABLE worker (
    worker_id TEXT NOT NULL,
    machine TEXT NOT NULL,
    process_id INTEGER NOT NULL,
    started_at DATETIME NOT NULL,
    seen_at DATETIME NOT NULL,
    ended_at DATETIME,
    job_id TEXT,
    CONSTRAINT pk_worker PRIMARY KEY (worker_id),
    CONSTRAINT fk_worker_job_id FOREIGN KEY(job_id) REFERENCES job (job_id)
)

CREATE INDEX ix_worker_seen_at ON worker (seen_at)

CREATE TABLE unit_out (
    unit_out_id INTEGER NOT NULL,
    part_number TEXT NOT NULL,
    serial TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    out_at DATETIME NOT NULL,
    back_at DATETIME,
    CONSTRAINT pk_unit_out PRIMARY KEY (unit_out_id),
    CONSTRAINT fk_unit_out_partner_id_line_id FOREIGN KEY(partner_id, line_id) REFERENCES rma_line (partner_id, line_id),
    CONSTRAINT fk_unit_out_part_number FOREIGN KEY(part_number) REFERENCES part (part_number)
)

CREATE UNIQUE INDEX uq_unit_out_part_number_serial ON unit_out (part_number, serial) WHERE back_at IS NULL

CREATE INDEX ix_rma_line_partner_id_requested_at ON rma_line (partner_id, requested_at)

CREATE INDEX ix_rma_line_departs_at ON rma_line (departs_at)

CREATE INDEX ix_stock_part_number ON stock (part_number)

CREATE TRIGGER plan_no_update BEFORE update OF plan_version, base_version, network_version, input_hash, document, problem, wishes, degraded, created_by, created_at ON plan
BEGIN SELECT RAISE(ABORT, 'Rows of plan are never changed or deleted.'); END

CREATE TRIGGER plan_no_delete BEFORE delete ON plan
BEGIN SELECT RAISE(ABORT, 'Rows of plan are never changed or deleted.'); END
