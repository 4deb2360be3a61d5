PRAGMA writable_schema = ON

UPDATE sqlite_master SET sql = replace(replace(sql, 'starts_on DATE NOT NULL', 'starts_on DATE'), 'ends_on DATE NOT NULL', 'ends_on DATE') WHERE type = 'table' AND name = 'contract'

PRAGMA writable_schema = RESET

ALTER TABLE contract ADD COLUMN order_facts JSON

ALTER TABLE contract ADD COLUMN period_sentence TEXT

ALTER TABLE contract ADD COLUMN period_clause TEXT

ALTER TABLE rma_line ADD COLUMN return_chargeable_from_at DATETIME

ALTER TABLE rma_line ADD COLUMN return_cost_bearer TEXT

CREATE TABLE relocation (
    relocation_id TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    contract_id TEXT NOT NULL,
    platform TEXT NOT NULL,
    product_serial TEXT,
    from_site_id TEXT NOT NULL,
    to_site_id TEXT NOT NULL,
    relocated_on DATE NOT NULL,
    notice_received_at DATETIME NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at DATETIME NOT NULL,
    CONSTRAINT pk_relocation PRIMARY KEY (relocation_id),
    CONSTRAINT fk_relocation_partner_id_contract_id FOREIGN KEY(partner_id, contract_id) REFERENCES contract (partner_id, contract_id),
    CONSTRAINT fk_relocation_partner_id_from_site_id FOREIGN KEY(partner_id, from_site_id) REFERENCES site (partner_id, site_id),
    CONSTRAINT fk_relocation_partner_id_to_site_id FOREIGN KEY(partner_id, to_site_id) REFERENCES site (partner_id, site_id),
    CONSTRAINT ck_relocation_another_site CHECK (from_site_id <> to_site_id)
)

CREATE INDEX ix_relocation_partner_id_notice_received_at ON relocation (partner_id, notice_received_at)
