import type { DestinationDefinition, FoundRecord } from '../../server/destinations/definition.ts';
import type { ErrorCode } from '../../shared/errorCodes.ts';
import { ActivationError, fieldError } from '../../server/kit/errors.ts';
import type { StreamClient } from '../../server/publisher/streamClient.ts';
import { operatorSettings } from '../../server/destinations/amazon-kinesis/settings.ts';

/** Everything that must never be seen again once it was sent. */
export const canary = 'CANARY-wJalrXUtnFEMI';

export interface Toy {
  readonly definition: DestinationDefinition;
  /** What the other side says to the next checks; null: all is well. */
  refusal: { code: ErrorCode; field: string } | null;
  /** Calls to the other side, by name. */
  readonly calls: string[];
  mayReadShards: boolean;
  /** What is found where a record lies, or why not. */
  found: FoundRecord | ActivationError;
  /** What sending would go through; null: nothing in the test may send. */
  client: StreamClient | null;
}

/** A destination type whose other side is this object. Region `nowhere`, a key shorter than four characters and streams with a space are refused. */
export function createToy(): Toy {
  const refuse = (): void => {
    if (toy.refusal) throw fieldError(toy.refusal.field, toy.refusal.code, 'The other side said no.');
  };
  const definition: DestinationDefinition = {
    type: 'toy',
    label: 'Toy',
    description: 'A toy.',
    category: 'Streaming',
    docsUrl: null,
    accountMethods: [
      { method: 'key', label: 'Key', help: 'A key.', fields: [{ name: 'secret', label: 'Secret', kind: 'secret', required: true, help: '', maxLength: 100, rules: [] }] },
    ],
    destinationFields: [],
    operatorSettings,
    parseAccount(region, credentials) {
      const issues = [
        ...(region === 'nowhere' ? [{ path: 'region', code: 'region_invalid' as const, message: 'There is no such region.' }] : []),
        ...(typeof credentials['key'] === 'string' && credentials['key'].length >= 4
          ? []
          : [{ path: 'credentials.key', code: 'request_invalid' as const, message: 'The key is needed.' }]),
        ...(typeof credentials['secret'] === 'string' ? [] : [{ path: 'credentials.secret', code: 'request_invalid' as const, message: 'The secret is needed.' }]),
      ];
      return issues.length > 0 ? { ok: false, issues } : { ok: true, value: { region, credentials } };
    },
    describeCredentials: ({ credentials }) => ({ method: 'key', maskedKeyId: `••••${String(credentials['key']).slice(-4)}`, hasSessionToken: false }),
    parseStream: (stream) => (stream.includes(' ') ? { ok: false, issues: [{ path: 'stream', code: 'stream_name_invalid', message: 'No spaces.' }] } : { ok: true, value: stream }),
    async verifyAccount(account) {
      toy.calls.push(`verifyAccount ${account.region} ${String(account.credentials['key'])}`);
      refuse();
    },
    async recheckAccount(account) {
      toy.calls.push(`recheckAccount ${account.region}`);
      refuse();
    },
    async checkAccount() {
      return toy.refusal
        ? { ok: false, stages: [{ stage: 'credentials', status: 'failed', durationMs: 1, code: toy.refusal.code }] }
        : { ok: true, stages: [{ stage: 'credentials', status: 'passed', durationMs: 1 }] };
    },
    async checkDestination(_account, stream, { testRecord, readBack }) {
      toy.calls.push(`checkDestination ${stream}${testRecord ? ' testRecord' : ''}${readBack ? ' readBack' : ''}`);
      return { ok: true, stages: [{ stage: 'write_permission', status: 'passed', durationMs: 1 }] };
    },
    async verifyStream(_account, stream) {
      toy.calls.push(`verifyStream ${stream}`);
      refuse();
      return { name: stream, arn: `toy:${stream}`, createdAt: null, maxRecordBytes: 1_048_576 };
    },
    async listStreams() {
      return { listable: true, items: [] };
    },
    async readShards() {
      if (!toy.mayReadShards) throw new ActivationError('access_denied', 'No.');
      return { shardIds: ['shard-0'], shardOf: () => 'shard-0' };
    },
    async readRecord(_account, stream, { shardId, sequenceNumber }) {
      toy.calls.push(`readRecord ${stream} ${shardId} ${sequenceNumber}`);
      if (toy.found instanceof ActivationError) throw toy.found;
      return toy.found;
    },
    createClient() {
      if (toy.client === null) throw new Error('No delivery in these tests.');
      return toy.client;
    },
  };
  const toy: Toy = { definition, refusal: null, calls: [], mayReadShards: true, found: { kind: 'unseen' }, client: null };
  return toy;
}
