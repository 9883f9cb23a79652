import { z } from 'zod';
import { activationInputSchema, transforms, type Activation, type ActivationInput, type AttributeMapping, type PartitionKeyRule, type Transform } from '../../shared/activation.ts';

/** One picked segment; the name is for display. */
export interface PickedSegment {
  readonly id: string;
  readonly name: string;
  /** People in it when it was picked, for the review. */
  readonly size: number;
  readonly backfill: boolean;
}

/** The form of the Activate step. What is left empty stays empty text, so that nothing typed is lost. */
export interface ActivationValues {
  segments: PickedSegment[];
  /** Ids of segments that are sent today: where one is not picked any more, everyone in it is told to have left. */
  exits: string[];
  attributes: { source: string; target: string; transform: Transform; required: boolean }[];
  identities: { mode: 'all' | 'chosen'; namespaces: string[] };
  partitionKey: { kind: PartitionKeyRule['kind']; namespace: string; source: string };
  triggers: { membership: boolean; identity: boolean; attributes: boolean; minIntervalSeconds: number };
  state: 'active' | 'paused';
}

export const emptyActivation: ActivationValues = {
  segments: [],
  exits: [],
  attributes: [],
  identities: { mode: 'all', namespaces: [] },
  partitionKey: { kind: 'profile_id', namespace: '', source: '' },
  triggers: { membership: true, identity: true, attributes: true, minIntervalSeconds: 0 },
  state: 'active',
};

function partitionKeyOf(rule: ActivationValues['partitionKey']): PartitionKeyRule {
  if (rule.kind === 'identity') return { kind: 'identity', namespace: rule.namespace.trim() };
  if (rule.kind === 'attribute') return { kind: 'attribute', source: rule.source.trim() };
  return { kind: rule.kind };
}

function attributeOf(row: ActivationValues['attributes'][number]): AttributeMapping {
  const source = row.source.trim();
  const target = row.target.trim();
  return {
    source,
    ...(target === '' || target === source ? {} : { target }),
    ...(row.transform === 'none' ? {} : { transform: row.transform }),
    ...(row.required ? { required: true } : {}),
  };
}

/** The body of `PUT …/activation`. The order of segments and attributes is kept, so that paths of issues fit the form. */
export function activationInputOf(values: ActivationValues): ActivationInput {
  const exits = values.exits.filter((id) => !values.segments.some((segment) => segment.id === id));
  return {
    segments: values.segments.map(({ id, backfill }) => ({ id, backfill })),
    attributes: values.attributes.map(attributeOf),
    identities: { namespaces: values.identities.mode === 'all' ? 'all' : values.identities.namespaces },
    partitionKey: partitionKeyOf(values.partitionKey),
    triggers: values.triggers,
    state: values.state,
    ...(exits.length === 0 ? {} : { removedSegments: exits.map((id) => ({ id, sendExits: true })) }),
  };
}

/** `sizes`: people per segment now, where known. */
export function valuesOfActivation(activation: Activation, sizes: ReadonlyMap<string, number>): ActivationValues {
  const { namespaces } = activation.identities;
  const rule = activation.partitionKey;
  return {
    segments: activation.segments.map(({ id, name, backfill }) => ({ id, name, size: sizes.get(id) ?? 0, backfill })),
    exits: [],
    attributes: activation.attributes.map(({ source, target, transform, required }) => ({
      source,
      target: target ?? '',
      transform: transform ?? 'none',
      required: required ?? false,
    })),
    identities: namespaces === 'all' ? { mode: 'all', namespaces: [] } : { mode: 'chosen', namespaces: [...namespaces] },
    partitionKey: { kind: rule.kind, namespace: rule.kind === 'identity' ? rule.namespace : '', source: rule.kind === 'attribute' ? rule.source : '' },
    triggers: { ...activation.triggers },
    state: activation.state,
  };
}

const draftSchema = z.object({
  segments: z.array(z.object({ id: z.string(), name: z.string(), size: z.number(), backfill: z.boolean() })),
  exits: z.array(z.string()).default([]),
  attributes: z.array(z.object({ source: z.string(), target: z.string(), transform: z.enum(transforms), required: z.boolean() })),
  identities: z.object({ mode: z.enum(['all', 'chosen']), namespaces: z.array(z.string()) }),
  partitionKey: z.object({ kind: z.enum(['profile_id', 'identity', 'attribute', 'random']), namespace: z.string(), source: z.string() }),
  triggers: z.object({ membership: z.boolean(), identity: z.boolean(), attributes: z.boolean(), minIntervalSeconds: z.number().default(0) }),
  state: z.enum(['active', 'paused']),
});

/** What a draft holds, as far as it can be read; an empty form otherwise. */
export function valuesOfDraft(activation: unknown): ActivationValues {
  const parsed = draftSchema.safeParse(activation);
  return parsed.success ? parsed.data : emptyActivation;
}

/** The field of the form that stands for a path of the request. Everything about segments is said at the list of segments. */
export function activationFieldOf(path: string): string | null {
  if (path === 'segments' || path.startsWith('segments.') || path.startsWith('removedSegments')) return 'segments';
  if (/^attributes\.\d+\.(source|target|transform|required)$/.test(path)) return path;
  if (path === 'attributes') return path;
  if (path.startsWith('identities')) return 'identities.mode';
  if (path === 'partitionKey.namespace' || path === 'partitionKey.source') return path;
  if (path.startsWith('partitionKey')) return 'partitionKey.kind';
  return path.startsWith('triggers') ? 'triggers.membership' : null;
}

/** Every issue of the form by field; empty when it can be sent. The first message of a field wins. */
export function activationIssues(values: ActivationValues): Map<string, string> {
  const issues = new Map<string, string>();
  const parsed = activationInputSchema.safeParse(activationInputOf(values));
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const field = activationFieldOf(issue.path.join('.')) ?? 'segments';
      if (!issues.has(field)) issues.set(field, issue.message);
    }
  }
  if (issues.has('partitionKey.namespace')) issues.set('partitionKey.namespace', 'Name the kind of identity to use as the key.');
  if (!values.triggers.membership && !values.triggers.identity && !values.triggers.attributes) issues.set('triggers.membership', 'Choose at least one reason to send a record.');
  return issues;
}
