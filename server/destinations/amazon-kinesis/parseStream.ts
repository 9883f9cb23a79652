import type { ErrorCode } from '../../../shared/errorCodes.ts';
import { schemaOfFields } from '../../../shared/fieldSpec.ts';
import type { Parsed } from '../definition.ts';
import { streamField } from './settings.ts';

const streamSchema = schemaOfFields([streamField]);

const regionLike = /^[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}$/;

const refuse = (code: ErrorCode, message: string): Parsed<string> => ({ ok: false, issues: [{ path: 'stream', code, message }] });

/**
 * The name of a stream from its name, its ARN or the address of its page in the AWS console; the address is read, never
 * fetched. An ARN or a page of another region is refused: the SDK would quietly send to the region of the account.
 */
export function parseStream(stream: string, region: string): Parsed<string> {
  const parsed = streamSchema.safeParse({ stream });
  if (!parsed.success) return refuse('stream_name_invalid', parsed.error.issues[0]?.message ?? 'That is not a stream name.');
  const text = parsed.data['stream'] as string;
  if (text.startsWith('arn:')) {
    const [, , , arnRegion, , resource] = text.split(':') as [string, string, string, string, string, string];
    return inRegion(resource.slice('stream/'.length), arnRegion, region);
  }
  return text.startsWith('https://') ? parseConsolePage(text, region) : { ok: true, value: text };
}

function inRegion(name: string, found: string, region: string): Parsed<string> {
  if (found === region) return { ok: true, value: name };
  return refuse('stream_wrong_region', `That stream is in ${found}; the account is for ${region}. Use a stream of ${region}, or an account for ${found}.`);
}

/** `https://eu-west-1.console.aws.amazon.com/kinesis/home?region=eu-west-1#/streams/details/name/monitoring`, in all partitions. */
function parseConsolePage(address: string, region: string): Parsed<string> {
  const url = URL.parse(address);
  const name = /\/streams\/details\/([A-Za-z0-9_.-]{1,128})(?:\/|$|\?)/.exec(`${url?.pathname}${url?.hash}`)?.[1];
  const found = url?.searchParams.get('region') ?? url?.hostname.split('.')[0];
  if (
    url === null ||
    name === undefined ||
    found === undefined ||
    !regionLike.test(found) ||
    !/(?:^|\.)console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/.test(url.hostname)
  ) {
    return refuse('stream_name_invalid', 'That address is not the page of a data stream. Paste the name or the ARN of the stream.');
  }
  return inRegion(name, found, region);
}
