import { z } from 'zod';
import { attributePathSchema } from './activation.ts';
import { labelSchema, nameKey, timeSchema } from './text.ts';

/** Labels people may begin with; they may write others. Each says in one line what it is for. */
export const suggestedLabels = [
  { label: 'direct identifier', help: 'Names one person by itself: an e-mail address, a phone number, a customer number.' },
  { label: 'indirect identifier', help: 'Names a person together with other data: a device, a postcode with a birth date.' },
  { label: 'precise location', help: 'Where somebody is or lives, to the street or closer.' },
  { label: 'health', help: 'Tells something of body or mind, also by what somebody buys.' },
  { label: 'financial', help: 'Income, debts, accounts, how somebody pays.' },
  { label: 'minor', help: 'About people who are not of age.' },
  { label: 'sensitive belief', help: 'Religion, politics, trade union, origin, love.' },
  { label: 'consent needed', help: 'May be used only for those who agreed.' },
  { label: 'contract', help: 'Came from a partner whose contract says what it may be used for.' },
] as const;

/** Labels one segment or field can have. */
const labelsMost = 50;

/** The form in which two labels are compared: upper and lower case, and spaces around, make no difference. */
export const labelKey = (label: string): string => nameKey(label).trim();

/** A list of labels, each once. */
export const labelsSchema = z
  .array(labelSchema.refine((label) => label.trim() !== '', 'A label cannot be empty.'))
  .max(labelsMost, `At most ${labelsMost} labels.`)
  .refine((labels) => new Set(labels.map(labelKey)).size === labels.length, 'Each label is named once; upper and lower case make no difference.');

const attribute = { kind: z.literal('attribute'), path: attributePathSchema };
const identity = { kind: z.literal('identity'), namespace: z.string().min(1, 'Name the kind of identity.').max(256) };

/** Body of `PUT /api/field-labels`: a field of profiles and all labels it has from now on. A label on an object covers everything in it. */
export const fieldLabelsInputSchema = z.discriminatedUnion('kind', [z.strictObject({ ...attribute, labels: labelsSchema }), z.strictObject({ ...identity, labels: labelsSchema })]);
export type FieldLabelsInput = z.infer<typeof fieldLabelsInputSchema>;

const stored = { labels: z.array(z.string()), updatedAt: timeSchema, version: z.int() };

/** A field that has labels, or had some: its version goes on. One that never had any has the version 0. */
export const fieldLabelsSchema = z.discriminatedUnion('kind', [z.object({ ...attribute, ...stored }), z.object({ ...identity, ...stored })]);
export type FieldLabels = z.infer<typeof fieldLabelsSchema>;
