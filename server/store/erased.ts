/** What stands for the id of everybody who was erased, in rows that have to stay because they are counted. */
export const erasedId = 'erased';
/** A profile without anything, and a change of nothing: what is left of an entry of the log. It concerns no activation. */
export const emptyDocumentJson = JSON.stringify({ identityMap: {}, attributes: {}, segmentMembership: {} });
export const emptyChangeJson = JSON.stringify({ segments: [], identities: [], attributes: [] });
