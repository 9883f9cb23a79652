/**
 * A stream that takes everything and keeps nothing but a count, in a process of its own, so that what is measured is
 * the sender. Speaks HTTP/1.1 on one port and HTTP/2 without TLS on another. Run by `startSink`.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { ownCpuSeconds } from './processor.ts';

/** More than any sender here fills, so that pace is not what is measured. */
const shards = 200;
let records = 0;
const answers = new Map<number, string>();
const needle = Buffer.from('"PartitionKey"');

function countRecords(body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(needle); at !== -1; at = body.indexOf(needle, at + needle.length)) count += 1;
  return count;
}

function accepted(count: number): string {
  let answer = answers.get(count);
  if (answer === undefined) {
    const row = { SequenceNumber: '49668899999999999999999999999999999999999999999999999999', ShardId: 'shardId-000000000000' };
    answer = JSON.stringify({ FailedRecordCount: 0, Records: Array.from({ length: count }, () => row) });
    answers.set(count, answer);
  }
  return answer;
}

function answerTo(target: string, body: Buffer): string {
  if (target.endsWith('.PutRecords')) {
    const count = countRecords(body);
    records += count;
    return accepted(count);
  }
  if (target.endsWith('.ListStreams')) return JSON.stringify({ StreamNames: ['sink'], HasMoreStreams: false });
  return JSON.stringify({
    StreamDescriptionSummary: {
      StreamName: 'sink',
      StreamARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/sink',
      StreamStatus: 'ACTIVE',
      RetentionPeriodHours: 24,
      StreamCreationTimestamp: 1_700_000_000,
      EnhancedMonitoring: [],
      OpenShardCount: shards,
      EncryptionType: 'NONE',
    },
  });
}

async function handle(request: IncomingMessage | Http2ServerRequest, response: ServerResponse | Http2ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as IncomingMessage) chunks.push(chunk as Buffer);
  const target = String(request.headers['x-amz-target'] ?? '');
  // As credentials that may write and describe, but not list: nobody expects to be told in which shard each record lies, which would cost a hash each.
  const refused = target.endsWith('.ListShards');
  const body = refused ? JSON.stringify({ __type: 'AccessDeniedException', message: 'not listed' }) : answerTo(target, Buffer.concat(chunks));
  response.statusCode = refused ? 400 : 200;
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  response.setHeader('content-length', Buffer.byteLength(body));
  (response as ServerResponse).end(body);
}

const http1 = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
const http2 = createHttp2Server((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
await Promise.all([once(http1, 'listening'), once(http2, 'listening')]);
process.on('message', () => process.send?.({ records, cpuSeconds: ownCpuSeconds() }));
process.on('disconnect', () => process.exit(0));
process.send?.({ http1: `http://127.0.0.1:${(http1.address() as AddressInfo).port}`, http2: `http://127.0.0.1:${(http2.address() as AddressInfo).port}` });
