-- Segments by when they were last named, described or labelled: the overview reads the first few.
CREATE INDEX segments_by_update ON segments (updated_at, id);
