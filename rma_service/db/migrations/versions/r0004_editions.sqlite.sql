ALTER TABLE rma_line ADD COLUMN rules_digest TEXT

ALTER TABLE rma_line ADD COLUMN holidays_version TEXT

ALTER TABLE rma_line ADD COLUMN tzdata_version TEXT

ALTER TABLE contract ADD COLUMN params JSON DEFAULT '{}' NOT NULL

UPDATE rma_line SET policy_version = coalesce(policy_version, 'unknown'), rules_digest = 'unknown', holidays_version = 'unknown', tzdata_version = 'unknown' WHERE due_at IS NOT NULL
