import type { z } from 'zod';
import type { AccessRequest, AccessTexts } from '../../shared/access.ts';
import type { CheckResult, StreamList } from '../../shared/account.ts';
import type { DestinationType, RecordFormat } from '../../shared/destination.ts';
import type { FieldSpec } from '../../shared/fieldSpec.ts';
import type { Issue } from '../../shared/problem.ts';
import type { StreamClient } from '../publisher/streamClient.ts';

/** Credentials and region of one account, opened: lives in memory only, for as long as a call needs it. */
export interface OpenAccount {
  readonly region: string;
  /** Parsed by the definition's own `parseAccount`; holds secrets. */
  readonly credentials: Readonly<Record<string, unknown>>;
}

/** The result of reading untrusted input: the value, or every issue. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly Issue[] };

/** What may be told of credentials: everything else is secret. */
export interface CredentialFacts {
  readonly method: string;
  /** Masked to its last four characters; null for methods without one. */
  readonly maskedKeyId: string | null;
  readonly hasSessionToken: boolean;
  /** Where a role is borrowed: which, and what its trust policy asks for. Absent in rows of version 0.1. */
  readonly roleArn?: string | null;
  readonly externalId?: string | null;
}

/** Whom the other side takes this server for. */
export interface ServerIdentity {
  readonly accountNumber: string;
  readonly principalArn: string;
}

/** Where a destination sends to, as stored: this very stream and no other of the same name. */
export interface StreamTarget {
  readonly name: string;
  /** As AWS or its like names it, with the account it belongs to; null when unknown. */
  readonly arn: string | null;
  /** RFC 3339; tells a stream from one that was made anew under its name. Null when unknown. */
  readonly createdAt: string | null;
  readonly maxRecordBytes: number;
  /** Who sees to it that there are enough shards: its owner, or the stream itself. Absent while it is not known. */
  readonly mode?: 'provisioned' | 'on_demand';
}

/** What a test of a destination does beyond looking and asking. */
export interface CheckOptions {
  /** Writes one record that is marked as a test. */
  readonly testRecord: boolean;
  /** Looks for that record in the stream; nothing without one. */
  readonly readBack: boolean;
  /** For a stream that was confirmed: why the one that is seen is another, for people; null when it is not. */
  readonly differenceOf?: (seen: StreamTarget) => string | null;
}

/** Where a delivered record lies, and the key it was sent with. */
export interface RecordPlace {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
}

/**
 * What is found at a place. `packedWith`: other records in the same one of the stream; `arrivedAt` in epoch milliseconds.
 * `gone`: the stream does not keep it any more; `retentionHours`: how long it keeps records, null where that cannot be told.
 * `foreign`: the place is of another stream. `unseen`: nothing is to be seen there yet.
 */
export type FoundRecord =
  | { readonly kind: 'found'; readonly data: Uint8Array; readonly arrivedAt: number | null; readonly packedWith: number }
  | { readonly kind: 'gone'; readonly retentionHours: number | null }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unseen' };

/** A shard's share of the hash space, for previews: hexadecimal or decimal is the definition's own business. */
export type ShardOf = (partitionKey: string) => string;

/**
 * A kind of place to send to: data and a few functions, in one folder under `destinations/`. Every function that talks
 * to the outside rejects with an `ActivationError` whose issues name the field to blame.
 */
export interface DestinationDefinition<OperatorSettings = unknown> {
  readonly type: string;
  readonly label: string;
  readonly description: string;
  readonly category: string;
  readonly docsUrl: string | null;
  readonly accountMethods: DestinationType['accountFields'];
  readonly destinationFields: readonly FieldSpec[];
  /** Environment variables only the operator can set, for example an endpoint: name → schema. */
  readonly operatorSettings: z.ZodObject;
  /** Cleans and checks region and credentials. Talks to nobody. */
  parseAccount(region: string, credentials: Readonly<Record<string, unknown>>): Parsed<OpenAccount>;
  describeCredentials(account: OpenAccount): CredentialFacts;
  /** A name or an identifier as typed or pasted → the name. Talks to nobody. */
  parseStream(stream: string, region: string): Parsed<string>;
  /** Refuses with the code and field that say what is wrong with the credentials. */
  verifyAccount(account: OpenAccount, settings: OperatorSettings, signal: AbortSignal): Promise<void>;
  /** The same for credentials that are stored already, as often as once in five minutes: with nothing that looks like an attempt to break in over there. */
  recheckAccount(account: OpenAccount, settings: OperatorSettings, signal: AbortSignal): Promise<void>;
  /** Stages of a test of unsaved credentials; never rejects for what the other side refuses. */
  checkAccount(account: OpenAccount, settings: OperatorSettings, signal: AbortSignal): Promise<CheckResult>;
  /**
   * Stages of a test of a destination; `stream` as typed. Never rejects for what the other side refuses. Makes, changes
   * and deletes nothing there; what it writes, if it is asked to, is marked as a test and holds nothing of a profile.
   */
  checkDestination(account: OpenAccount, stream: string, wanted: CheckOptions, settings: OperatorSettings, signal: AbortSignal): Promise<CheckResult>;
  /** Who this server is over there by itself, for those who let it in; rejects where it is nobody. Left out where no method needs it. */
  serverIdentity?(region: string, settings: OperatorSettings): Promise<ServerIdentity>;
  /**
   * The stream exists and takes records, or a refusal: `stream_not_found`, `stream_not_active`, or what keeps these
   * credentials from looking. Writes nothing, and is cheap enough to be asked once a minute.
   */
  verifyStream(account: OpenAccount, stream: string, settings: OperatorSettings, signal: AbortSignal): Promise<StreamTarget>;
  listStreams(account: OpenAccount, query: string, settings: OperatorSettings, signal: AbortSignal): Promise<StreamList>;
  /** What an administrator over there has to grant, as texts to paste. Left out where there is nothing to grant. Talks to nobody. */
  accessTexts?(request: AccessRequest): Parsed<AccessTexts>;
  /** Which shard a partition key falls into now, for previews; rejects where the credentials may not look. */
  readShards(account: OpenAccount, stream: string, settings: OperatorSettings, signal: AbortSignal): Promise<{ shardIds: string[]; shardOf: ShardOf }>;
  /** Reads one delivered record back; rejects with what keeps the credentials from reading. Left out where nothing can be read. */
  readRecord?(account: OpenAccount, stream: string, place: RecordPlace, settings: OperatorSettings, signal: AbortSignal): Promise<FoundRecord>;
  /** `recordFormat`: how records lie in the stream; a type that knows one way only pays no heed to it. */
  createClient(account: OpenAccount, target: StreamTarget, settings: OperatorSettings, recordFormat: RecordFormat): StreamClient;
}
