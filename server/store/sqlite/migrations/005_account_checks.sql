-- How the credentials of an account answered when they were last tried (JSON, null until then).
ALTER TABLE accounts ADD COLUMN last_check TEXT;
