/** What stands for the id of everybody who was erased, in rows that have to stay because they are counted. */
export const erasedId = 'erased';
/** A profile without anything, and a change of nothing: what is left of an entry of the log. It concerns no activation. */
export const emptyDocumentJson = JSON.stringify({ identityMap: {}, attributes: {}, segmentMembership: {} });
export const emptyChangeJson = JSON.stringify({ segments: [], identities: [], attributes: [] });

/** Sequences of the log gone through in one call, for each row that it may change: those of other people are only looked at. */
export const lookedAtPerRow = 10;
/**
 * What was read before an erasure may still be under way, so outcomes are gone through once more: when every activation
 * has settled the log up to it, and an hour at least for backfills and replays, which do not go by the log. Where one
 * cannot settle, being switched off for example, after 23 hours: what it read before, it has forgotten by then.
 */
export const underWayMs = { least: 3_600_000, most: 23 * 3_600_000 };
