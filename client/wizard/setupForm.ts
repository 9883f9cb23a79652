import { z } from 'zod';
import {
  destinationInputSchema,
  destinationOptionsSchema,
  type Destination,
  type DestinationOptions,
  type DestinationPatch,
  type DestinationType,
} from '../../shared/destination.ts';
import type { DraftContent } from '../../shared/draft.ts';
import { cleanPasted, schemaOfFields } from '../../shared/fieldSpec.ts';
import { useCases, useCasesSchema, type UseCase } from '../../shared/useCases.ts';
import type { DraftPatch } from './draftPatch.ts';

/** The form of the Setup step, and of a destination that is edited: the paths are those of `POST /api/destinations`. */
export interface SetupValues {
  accountId: string;
  name: string;
  description: string;
  stream: string;
  /** Words to sort and filter by, separated by commas. */
  tags: string;
  options: {
    includeSegmentNames: boolean;
    includeSegmentTimestamps: boolean;
    mappedSegmentsOnly: boolean;
    envelope: boolean;
    packed: boolean;
    tombstones: boolean;
    needsApproval: boolean;
  };
  /** Purposes, separated by commas. */
  consents: string;
  useCases: UseCase[];
}

export interface OptionText {
  readonly name: keyof SetupValues['options'];
  readonly label: string;
  readonly help: string;
}

/** The switches, each with one line of help. */
export const optionTexts: readonly OptionText[] = [
  { name: 'includeSegmentNames', label: 'Include segment names', help: 'Each record carries the name of a segment beside its id.' },
  { name: 'includeSegmentTimestamps', label: 'Include segment timestamps', help: 'Each record says when a segment and its mapping were created and last changed.' },
  { name: 'mappedSegmentsOnly', label: 'Mapped segments only', help: 'Records name only the segments you picked, not the others a person is in.' },
  { name: 'envelope', label: 'CloudEvents envelope', help: 'Wraps each record in CloudEvents 1.0, with an id that lets readers drop duplicates.' },
  {
    name: 'tombstones',
    label: 'Tell readers of erased people',
    help: 'When a person is erased, a last record marked "erased" tells readers to delete what they hold.',
  },
  {
    name: 'needsApproval',
    label: 'A second person approves changes',
    help: 'What is sent, and where to, changes only once somebody else has approved it. Pausing and resuming need nobody else.',
  },
  {
    name: 'packed',
    label: 'Pack many records into one (KPL aggregation)',
    help: 'Fits more small records into a shard. Only for readers that unpack them, such as AWS’s client library (KCL) or a Lambda function with a de-aggregation library: ask your engineers first, since other readers cannot read them. The order of each person’s records stays. Needs the permission to list shards.',
  },
];

/** PURE. "a, b" → each word once, in the order they were written. */
const wordsIn = (text: string): string[] => [...new Set(text.split(',').map((word) => word.trim()))].filter((word) => word !== '');

/** Text that stands for a list of words, by the schema of the list. */
const wordsSchema = (list: z.ZodType) =>
  z.string().check((context) => {
    const parsed = list.safeParse(wordsIn(context.value));
    if (!parsed.success) context.issues.push({ code: 'custom', message: parsed.error.issues[0]?.message ?? '', input: context.value });
  });

export function setupSchema(type: DestinationType) {
  const fields = schemaOfFields(type.destinationFields).shape;
  return z.object({
    accountId: destinationInputSchema.shape.accountId,
    name: destinationInputSchema.shape.name,
    description: destinationInputSchema.shape.description,
    stream: fields['stream'] ?? destinationInputSchema.shape.stream,
    options: z.object({
      includeSegmentNames: z.boolean(),
      includeSegmentTimestamps: z.boolean(),
      mappedSegmentsOnly: z.boolean(),
      envelope: z.boolean(),
      packed: z.boolean(),
      tombstones: z.boolean(),
      needsApproval: z.boolean(),
    }),
    tags: wordsSchema(destinationInputSchema.shape.tags),
    consents: wordsSchema(destinationOptionsSchema.shape.requiredConsents),
    useCases: useCasesSchema,
  });
}

export function setupDefaults(content: Partial<DraftContent>): SetupValues {
  const options = content.options ?? {};
  const chosen = (name: string, otherwise: boolean): boolean => (typeof options[name] === 'boolean' ? options[name] : otherwise);
  return {
    accountId: content.accountId ?? '',
    name: content.name ?? '',
    description: content.description ?? '',
    stream: content.stream ?? '',
    options: {
      includeSegmentNames: chosen('includeSegmentNames', false),
      includeSegmentTimestamps: chosen('includeSegmentTimestamps', false),
      mappedSegmentsOnly: chosen('mappedSegmentsOnly', true),
      envelope: chosen('envelope', false),
      packed: chosen('packed', false),
      tombstones: chosen('tombstones', false),
      needsApproval: chosen('needsApproval', false),
    },
    tags: typeof options['tags'] === 'string' ? options['tags'] : '',
    consents: typeof options['consents'] === 'string' ? options['consents'] : '',
    useCases: useCases.filter((useCase) => Array.isArray(options['useCases']) && options['useCases'].includes(useCase)),
  };
}

export function setupOfDestination(destination: Destination): SetupValues {
  const { includeSegmentNames, includeSegmentTimestamps, mappedSegmentsOnly, envelope, recordFormat, tombstones, needsApproval, requiredConsents } = destination.options;
  return {
    accountId: destination.accountId,
    name: destination.name,
    description: destination.description,
    stream: destination.stream,
    options: {
      includeSegmentNames,
      includeSegmentTimestamps,
      mappedSegmentsOnly,
      envelope: envelope === 'cloudevents',
      packed: recordFormat === 'kpl_aggregated',
      tombstones,
      needsApproval,
    },
    tags: destination.tags.join(', '),
    consents: requiredConsents.join(', '),
    useCases: [...destination.options.useCases],
  };
}

export const draftOfSetup = (values: SetupValues): DraftPatch => ({
  name: values.name,
  description: values.description,
  stream: values.stream,
  options: { ...values.options, tags: values.tags, consents: values.consents, useCases: values.useCases },
});

/** The options people choose here; the others keep what they are. */
export function optionsOf(values: SetupValues): Omit<DestinationOptions, 'suppressUnchanged'> {
  const { envelope, packed, ...switches } = values.options;
  return {
    ...switches,
    envelope: envelope ? 'cloudevents' : 'none',
    recordFormat: packed ? 'kpl_aggregated' : 'json',
    requiredConsents: wordsIn(values.consents),
    useCases: values.useCases,
  };
}

export const tagsOf = (values: Pick<SetupValues, 'tags'>): string[] => wordsIn(values.tags);

/** Whether the form says to send elsewhere than the destination did when the form was opened. */
export const isMoved = (values: Pick<SetupValues, 'accountId' | 'stream'>, before: Pick<Destination, 'accountId' | 'stream'>): boolean =>
  values.accountId !== before.accountId || cleanPasted(values.stream) !== before.stream;

/** The edit that makes a destination what the form says. It names the stream only where it moves: naming it would confirm whatever stream has that name now. */
export function patchOfSetup(values: SetupValues, before: Destination): DestinationPatch {
  return {
    name: values.name,
    description: values.description ?? '',
    options: optionsOf(values),
    // A tag given by the API may hold a comma: left alone, it stays whole.
    ...(values.tags !== before.tags.join(', ') && { tags: tagsOf(values) }),
    ...(isMoved(values, before) && { accountId: values.accountId, stream: values.stream }),
  };
}

/** The field of the form that stands for a path of the request. */
export function setupFieldOf(path: string): string | null {
  if (path === 'name' || path === 'description' || path === 'stream') return path;
  if (path.startsWith('tags')) return 'tags';
  if (path.startsWith('options.requiredConsents')) return 'consents';
  if (path.startsWith('options.useCases')) return 'useCases';
  return optionTexts.some((option) => path === `options.${option.name}`) ? path : null;
}
