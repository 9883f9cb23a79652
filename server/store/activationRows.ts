export interface ActivationRow {
  readonly destinationId: string;
  readonly version: number;
  readonly state: 'active' | 'paused';
  /** Everything but the segments: attributes, identities, partition key, triggers. */
  readonly documentJson: string;
  readonly segments: readonly ActivationSegmentRow[];
  readonly updatedAt: number;
}

/** A version of an activation as it was stored; segments carry the names they have now, or their ids where they are gone. */
export interface ActivationVersionRow {
  readonly version: number;
  readonly state: 'active' | 'paused';
  readonly documentJson: string;
  readonly segments: readonly { readonly id: string; readonly name: string; readonly backfill: boolean }[];
  readonly author: string;
  /** The second person, where one had to agree. */
  readonly approvedBy: string | null;
  readonly createdAt: number;
}

export interface ActivationSegmentRow {
  readonly id: string;
  readonly backfill: boolean;
  readonly mappedAt: number;
  readonly mappingUpdatedAt: number;
  /** Read with the activation; ignored when written. */
  readonly name: string;
  readonly segmentCreatedAt: number;
  readonly segmentUpdatedAt: number;
}
