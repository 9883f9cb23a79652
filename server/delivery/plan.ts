import type { ActivationInput, AttributeMapping, PartitionKeyRule, Transform } from '../../shared/activation.ts';
import type { DestinationOptions } from '../../shared/destination.ts';

/** What a record may say about a mapped segment. Times are epoch milliseconds. */
export interface MappedSegment {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly mappingCreatedAt: number;
  readonly mappingUpdatedAt: number;
}

export interface PlannedAttribute {
  readonly source: string;
  readonly sourcePath: readonly string[];
  readonly targetPath: readonly string[];
  readonly transform: Transform;
  readonly required: boolean;
}

/** An activation and the options of its destination, made ready for the path of a change: looked up, split and sorted once. */
export interface DeliveryPlan {
  readonly destinationId: string;
  readonly segments: ReadonlyMap<string, MappedSegment>;
  /** Taken out of the activation, and everyone in them is still being told to have left. */
  readonly leaving: ReadonlyMap<string, MappedSegment>;
  readonly attributes: readonly PlannedAttribute[];
  /** Null: all namespaces. */
  readonly namespaces: ReadonlySet<string> | null;
  readonly partitionKey: PartitionKeyRule;
  readonly triggers: ActivationInput['triggers'];
  /** Milliseconds between two records of a person for changes of identities and attributes; 0: none. */
  readonly minIntervalMs: number;
  readonly options: DestinationOptions;
}

/** Everything of an activation but its segments and state: what the store keeps as its document. */
export type ActivationDocument = Pick<ActivationInput, 'attributes' | 'identities' | 'partitionKey' | 'triggers'>;

/** PURE. What the store keeps as JSON; what earlier versions did not know has its default. */
export function readDocument(documentJson: string): ActivationDocument {
  const stored = JSON.parse(documentJson) as ActivationDocument;
  return { ...stored, triggers: { ...defaultTriggers, ...stored.triggers } };
}

const defaultTriggers = { minIntervalSeconds: 0 };

/** PURE. */
export function planDelivery(
  destinationId: string,
  document: ActivationDocument,
  segments: readonly MappedSegment[],
  options: DestinationOptions,
  leaving: readonly MappedSegment[] = [],
): DeliveryPlan {
  const { namespaces } = document.identities;
  return {
    destinationId,
    segments: new Map(segments.map((segment) => [segment.id, segment])),
    leaving: new Map(leaving.map((segment) => [segment.id, segment])),
    attributes: document.attributes.map(planAttribute),
    namespaces: namespaces === 'all' ? null : new Set(namespaces),
    partitionKey: document.partitionKey,
    triggers: document.triggers,
    minIntervalMs: document.triggers.minIntervalSeconds * 1_000,
    options,
  };
}

function planAttribute(mapping: AttributeMapping): PlannedAttribute {
  return {
    source: mapping.source,
    sourcePath: mapping.source.split('.'),
    targetPath: (mapping.target ?? mapping.source).split('.'),
    transform: mapping.transform ?? 'none',
    required: mapping.required ?? false,
  };
}
