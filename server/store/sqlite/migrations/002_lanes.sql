-- The checkpoint is kept lane by lane (server/kit/lane.ts). What was settled ahead of the watermark and is not named any
-- more is sent again once, with the same ids.
ALTER TABLE checkpoints DROP COLUMN settled_ahead;
-- The common reader was here; every lane that is not named in `lanes` has settled everything up to here.
ALTER TABLE checkpoints ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
-- JSON: [[lane, watermark, [[from, to] …]] …], the closed ranges being settled ahead of the watermark.
ALTER TABLE checkpoints ADD COLUMN lanes TEXT NOT NULL DEFAULT '[]';
UPDATE checkpoints SET position = watermark;
