-- Who did what. Each entry holds the hash of itself and of the one before it. JSON: what differed before and after.
CREATE TABLE audit_entries (
  sequence INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  role TEXT,
  address TEXT NOT NULL,
  action TEXT NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('done', 'refused')),
  code TEXT,
  resource_kind TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  resource_name TEXT NOT NULL,
  -- For search only, and no part of the hash.
  name_key TEXT NOT NULL,
  destination_id TEXT,
  before TEXT,
  after TEXT,
  request_id TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_destination ON audit_entries (destination_id, sequence) WHERE destination_id IS NOT NULL;
CREATE INDEX audit_by_resource ON audit_entries (resource_kind, resource_id, sequence);

-- Where the chain begins, after what was removed, and where it ends.
CREATE TABLE audit_chain (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  cut_sequence INTEGER NOT NULL,
  cut_hash TEXT NOT NULL,
  last_sequence INTEGER NOT NULL,
  last_hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_chain VALUES (1, 0, '', 0, '');

CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries
BEGIN
  SELECT RAISE(ABORT, 'an audit entry never changes');
END;
CREATE TRIGGER audit_entries_go_in_order BEFORE DELETE ON audit_entries WHEN OLD.sequence > (SELECT cut_sequence FROM audit_chain)
BEGIN
  SELECT RAISE(ABORT, 'an audit entry goes only when its time is over');
END;
