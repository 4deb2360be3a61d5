ALTER TABLE job ADD COLUMN stage TEXT, ADD COLUMN steps_done INTEGER, ADD COLUMN steps INTEGER, ADD COLUMN handed_back INTEGER DEFAULT 0 NOT NULL

ALTER TABLE job DROP CONSTRAINT ck_job_state, ADD CONSTRAINT ck_job_state CHECK (state IN ('due', 'running', 'done', 'failed', 'canceled')), ADD CONSTRAINT ck_job_handed_back CHECK (0 <= handed_back AND handed_back <= attempt)

CREATE TABLE worker (
    worker_id TEXT NOT NULL,
    machine TEXT NOT NULL,
    process_id INTEGER NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    job_id TEXT,
    CONSTRAINT pk_worker PRIMARY KEY (worker_id),
    CONSTRAINT fk_worker_job_id FOREIGN KEY(job_id) REFERENCES job (job_id)
)

CREATE INDEX ix_worker_seen_at ON worker (seen_at)

CREATE TABLE unit_out (
    unit_out_id BIGSERIAL NOT NULL,
    part_number TEXT NOT NULL,
    serial TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    out_at TIMESTAMP WITH TIME ZONE NOT NULL,
    back_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_unit_out PRIMARY KEY (unit_out_id),
    CONSTRAINT fk_unit_out_partner_id_line_id FOREIGN KEY(partner_id, line_id) REFERENCES rma_line (partner_id, line_id),
    CONSTRAINT fk_unit_out_part_number FOREIGN KEY(part_number) REFERENCES part (part_number)
)

CREATE UNIQUE INDEX uq_unit_out_part_number_serial ON unit_out (part_number, serial) WHERE back_at IS NULL

CREATE INDEX ix_rma_line_partner_id_requested_at ON rma_line (partner_id, requested_at)

CREATE INDEX ix_rma_line_departs_at ON rma_line (departs_at)

CREATE INDEX ix_stock_part_number ON stock (part_number)

CREATE TRIGGER plan_no_change BEFORE UPDATE OF plan_version, base_version, network_version, input_hash, document, problem, wishes, degraded, created_by, created_at OR DELETE OR TRUNCATE ON plan
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
