/**
 * A profile as the store keeps it and the delivery reads it: one person, whole.
 * The ingest schema (a partial update) is `profileUpdateSchema` below.
 */
import { z } from 'zod';
import { timeSchema } from './text.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export const membershipStatuses = ['realized', 'exited'] as const;
export type MembershipStatus = (typeof membershipStatuses)[number];

/** `lastQualificationTime` is RFC 3339 in UTC with a `Z`. */
export interface Membership {
  status: MembershipStatus;
  lastQualificationTime: string;
}

export interface Identity {
  id: string;
  [extra: string]: Json;
}

/** What a person answered to one purpose. `withdrawn`: no longer granted, after it once was. No answer is no consent. */
export type ConsentStatus = 'granted' | 'denied' | 'withdrawn';

/** Everything known of one person. Keys of the maps: identity namespace; segment namespace, then segment id; purpose. */
export interface Profile {
  profileId: string;
  identityMap: Record<string, Identity[]>;
  attributes: JsonObject;
  segmentMembership: Record<string, Record<string, Membership>>;
  /** Absent while the person was never asked. */
  consents?: Record<string, ConsentStatus>;
}

/** What one accepted update changed. Empty lists: nothing of that kind. */
export interface ProfileChange {
  /** Segments entered or left: the status before is what `status` is not. */
  segments: { namespace: string; id: string; status: MembershipStatus }[];
  /** Identity namespaces whose list of identities changed. */
  identities: string[];
  /**
   * Dotted paths of the attribute values that were set, replaced or removed. A change of very many values may name the
   * objects they lie in instead: then anything inside may have changed.
   */
  attributes: string[];
  /** Purposes that were granted or are not any more: before, each was what it now is not. Absent: none. */
  consents?: string[];
  /** The person is being erased: this is the last entry of theirs, and the state is the one before. */
  erased?: true;
}

/** One entry of the change log: the state after the change and what changed. */
export interface Change {
  /** Position in the log: rises, with gaps allowed. */
  sequence: number;
  profileId: string;
  /** Rises with every change of this profile: microseconds of acceptance, or the version before plus one, whichever is larger. */
  profileVersion: number;
  /** Epoch milliseconds at which the update was accepted. */
  acceptedAt: number;
  profile: Profile;
  change: ProfileChange;
}

/** Limits of what upstream may send; a part of the published API. */
export const profileIdMaxLength = 256;
export const profileMaxBytes = 1024 * 1024;
export const requestMaxBytes = 32 * 1024 * 1024;
export const nestingMaxLevels = 64;
/** Entries of `rejected` in one answer; `rejectedCount` is always exact. */
export const rejectedMaxEntries = 1_000;

const namespaceSchema = z.string().min(1).max(256);
/** What people are asked to agree to, for example `email_marketing`. */
export const consentPurposeSchema = z.string().min(1, 'Name the consent, for example email_marketing.').max(256, 'The name of a consent can be at most 256 characters long.');
const identitySchema = z.strictObject({ id: z.string().min(1).max(2_048), primary: z.boolean().optional(), authenticatedState: z.string().optional() });
const membershipUpdateSchema = z.strictObject({ status: z.enum(['realized', 'exited', 'existing']), lastQualificationTime: z.string().optional() });

/**
 * One profile as it is sent to `POST /api/profiles`: a partial update, where `null` removes (RFC 7396). This is the
 * shape for readers and for the OpenAPI text; the server checks by `server/profiles/parse.ts`, which knows more rules.
 */
export const profileUpdateSchema = z.strictObject({
  profileId: z.string().min(1).max(profileIdMaxLength),
  identityMap: z.record(namespaceSchema, z.array(identitySchema).nullable()).nullable().optional(),
  attributes: z.record(z.string(), z.unknown()).nullable().optional(),
  segmentMembership: z.record(namespaceSchema, z.record(z.string().min(1).max(256), membershipUpdateSchema)).optional(),
  /** By purpose; `null` takes the answer back. */
  consents: z.record(consentPurposeSchema, z.enum(['granted', 'denied']).nullable()).optional(),
});

/** The answer of `POST /api/profiles`. */
export const ingestResultSchema = z.object({
  accepted: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  /** One entry per issue, by position of the profile in the request; a profile can have several. At most `rejectedMaxEntries`. */
  rejected: z.array(z.object({ index: z.int(), code: z.enum(['profile_invalid', 'profile_too_large']), path: z.string(), message: z.string() })),
  /** Profiles that were rejected. */
  rejectedCount: z.int(),
  sequence: z.int(),
});
export type IngestResult = z.infer<typeof ingestResultSchema>;

/** The answer of `DELETE /api/profiles/:profileId`: what was there, and by when nothing is left. */
export const erasureSchema = z.object({
  profileId: z.string(),
  requestedAt: timeSchema,
  completesBy: timeSchema,
  hadProfile: z.boolean(),
  deliveries: z.int(),
  deadLetters: z.int(),
});
