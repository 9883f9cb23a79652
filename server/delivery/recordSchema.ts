import type { JsonObject } from '../../shared/profile.ts';
import type { DeliveryPlan, PlannedAttribute } from './plan.ts';

/** PURE. JSON Schema (2020-12) that every record of a plan satisfies: for readers of the stream, to check by and to make code of. */
export function recordSchema(plan: DeliveryPlan, version: number): JsonObject {
  const { destinationId, options } = plan;
  const body = bodySchema(plan);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:tributary:${destinationId}:activation:${version}`,
    title: `Records of version ${version}`,
    ...(options.envelope === 'cloudevents' ? cloudEventSchema(destinationId, body) : body),
  };
}

const time = { type: 'string', format: 'date-time' };
const digits = { type: 'string', pattern: '^[0-9]{16}$' };

function bodySchema(plan: DeliveryPlan): JsonObject {
  const root: Branch = { properties: {}, required: [] };
  for (const attribute of plan.attributes) place(root, attribute.targetPath, attribute);
  const { properties, required } = objectSchema(root) as { properties: JsonObject; required?: string[] };
  return {
    type: 'object',
    properties: { ...properties, segmentMembership: membershipSchema(plan), identityMap: identitySchema(plan), ...(plan.options.tombstones && { erased }) },
    required: ['segmentMembership', 'identityMap'],
    ...(required !== undefined && { anyOf: [all(required), onlyExits(Object.keys(properties))] }),
    additionalProperties: false,
  };
}

const erased = { const: true, description: 'The person is erased: remove what is held of them.' };

const all = (required: readonly string[]): JsonObject => ({ properties: Object.fromEntries(required.map((name) => [name, true])), required: [...required] });

const onlyExits = (attributes: readonly string[]): JsonObject => ({
  description: 'Tells only that somebody left: without any attribute.',
  properties: Object.fromEntries(attributes.map((name) => [name, false])),
});

/** An object on the way to attributes: by name another one, or the schema of a value. */
interface Branch {
  readonly properties: Record<string, Branch | JsonObject>;
  readonly required: string[];
}

const isBranch = (node: Branch | JsonObject): node is Branch => 'properties' in node && !('type' in node);

function place(root: Branch, path: readonly string[], attribute: PlannedAttribute): void {
  let branch = root;
  for (const name of path.slice(0, -1)) {
    const known = Object.hasOwn(branch.properties, name) ? branch.properties[name] : undefined;
    const next: Branch = known !== undefined && isBranch(known) ? known : { properties: {}, required: [] };
    branch.properties[name] = next;
    if (attribute.required && !branch.required.includes(name)) branch.required.push(name);
    branch = next;
  }
  const name = path.at(-1) as string;
  branch.properties[name] = valueSchema(attribute);
  if (attribute.required) branch.required.push(name);
}

function objectSchema({ properties, required }: Branch): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(properties).map(([name, node]) => [name, isBranch(node) ? objectSchema(node) : node])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

/** What upstream puts into an attribute is theirs: any value but null. A transform makes text of it, and of a list, however deep, a list of texts. */
function valueSchema({ source, transform }: PlannedAttribute): JsonObject {
  const description = `From the profile's attribute ${source}.`;
  if (transform === 'none') return { description, type: ['string', 'number', 'boolean', 'array', 'object'] };
  const text = transform === 'sha256' || transform === 'sha256_normalized' ? { type: 'string', pattern: '^[0-9a-f]{64}$' } : { type: 'string' };
  return { description, anyOf: [text, { type: 'array' }] };
}

function membershipSchema({ options, segments }: DeliveryPlan): JsonObject {
  const times = { type: 'integer', description: 'Epoch milliseconds.' };
  const mapped = {
    ...(options.includeSegmentNames && { name: { type: 'string' } }),
    ...(options.includeSegmentTimestamps && { createdAt: times, updatedAt: times, mappingCreatedAt: times, mappingUpdatedAt: times }),
  };
  const entry = (more: JsonObject): JsonObject => ({
    type: 'object',
    properties: { lastQualificationTime: time, status: { enum: ['realized', 'exited'] }, ...more },
    required: ['lastQualificationTime', 'status', ...Object.keys(more)],
    additionalProperties: false,
  });
  const unmapped = {
    ...entry(mapped),
    properties: { lastQualificationTime: time, status: { const: 'exited' }, ...mapped },
    description: 'Left for good: the segment is not sent any more.',
  };
  return {
    type: 'object',
    description: 'By namespace, then by the id of the segment.',
    additionalProperties: {
      type: 'object',
      properties: Object.fromEntries([...segments.values()].map(({ id, name }) => [id, { title: name, ...entry(mapped) }])),
      additionalProperties: options.mappedSegmentsOnly ? unmapped : { anyOf: [entry({}), unmapped] },
    },
  };
}

function identitySchema({ namespaces }: DeliveryPlan): JsonObject {
  const identities = {
    type: 'array',
    minItems: 1,
    items: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'], additionalProperties: false },
  };
  if (namespaces === null) return { type: 'object', description: 'By namespace.', additionalProperties: identities };
  return { type: 'object', properties: Object.fromEntries([...namespaces].map((namespace) => [namespace, identities])), additionalProperties: false };
}

function cloudEventSchema(destinationId: string, data: JsonObject): JsonObject {
  const properties = {
    specversion: { const: '1.0' },
    id: { type: 'string', description: 'The same for every attempt to send the same change: readers drop what they have seen.' },
    source: { const: `/destinations/${destinationId}` },
    type: { const: 'tributary.profile.changed.v1' },
    subject: { type: 'string', description: 'The profile id.' },
    time,
    datacontenttype: { const: 'application/json' },
    reason: { enum: ['membership', 'identity', 'attribute', 'backfill', 'replay', 'test'] },
    profileversion: { ...digits, description: 'Rises with every change of the profile.' },
    sequence: digits,
    data,
  };
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}
