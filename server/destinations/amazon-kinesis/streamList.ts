import { ListStreamsCommand, type KinesisClient, type StreamDescriptionSummary } from '@aws-sdk/client-kinesis';
import type { Stream, StreamList } from '../../../shared/account.ts';
import type { OpenAccount } from '../definition.ts';
import { readError } from './errors.ts';
import { describesPerSecond } from './limits.ts';
import { describe, look, maxRecordBytes } from './look.ts';
import type { OperatorSettings } from './settings.ts';

/** Pages of ListStreams that are searched, 100 names each (API reference); the call is allowed five times a second. */
const maxSearchedPages = 5;

/** Streams whose name holds `query`, as many as may be described within a second; a longer query finds the others. */
export async function listStreams(account: OpenAccount, query: string, settings: OperatorSettings, signal: AbortSignal): Promise<StreamList> {
  try {
    return await look(account, settings, signal, async (client, options) => {
      const names = await findNames(client, query.trim().toLowerCase(), options);
      const items = await Promise.all(names.map((name) => detailsOf(client, name, options)));
      return { listable: true, items: items.filter((item) => item !== null) };
    });
  } catch (thrown) {
    const error = readError(thrown);
    if (error.code === 'access_denied') return { listable: false, items: [] };
    throw error;
  }
}

async function findNames(client: KinesisClient, query: string, options: { abortSignal: AbortSignal }): Promise<string[]> {
  const found: string[] = [];
  let last: string | undefined;
  for (let page = 0; page < maxSearchedPages && found.length < describesPerSecond; page += 1) {
    const { StreamNames: names = [], HasMoreStreams: isMore } = await client.send(new ListStreamsCommand(last === undefined ? {} : { ExclusiveStartStreamName: last }), options);
    found.push(...names.filter((name) => name.toLowerCase().includes(query)));
    last = names.at(-1);
    if (isMore !== true || last === undefined) break;
  }
  return found.slice(0, describesPerSecond);
}

/** Null: it was deleted meanwhile, or the user may not look at it and so could not connect it either. */
async function detailsOf(client: KinesisClient, name: string, options: { abortSignal: AbortSignal }): Promise<Stream | null> {
  let summary: StreamDescriptionSummary | undefined;
  try {
    summary = await describe(client, name, options);
  } catch (thrown) {
    const { code } = readError(thrown);
    if (code === 'access_denied' || code === 'stream_not_found') return null;
    throw thrown;
  }
  if (summary?.StreamStatus === undefined) return null;
  return {
    name,
    arn: summary.StreamARN ?? '',
    status: summary.StreamStatus,
    mode: summary.StreamModeDetails?.StreamMode ?? 'PROVISIONED',
    openShardCount: summary.OpenShardCount ?? 0,
    retentionHours: summary.RetentionPeriodHours ?? 24,
    encryption: summary.EncryptionType ?? 'NONE',
    keyId: summary.KeyId ?? null,
    maxRecordBytes: maxRecordBytes(summary),
  };
}
