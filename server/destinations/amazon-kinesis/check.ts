import { DescribeStreamSummaryCommand, ListStreamsCommand, type KinesisClient, type StreamDescriptionSummary } from '@aws-sdk/client-kinesis';
import type { CheckResult, CheckStage, Stream, StreamList } from '../../../shared/account.ts';
import { errorCodes, type ErrorCode } from '../../../shared/errorCodes.ts';
import { isoTime, systemClock } from '../../kit/clock.ts';
import { ActivationError, fieldError } from '../../kit/errors.ts';
import type { OpenAccount, StreamTarget } from '../definition.ts';
import { connect } from './connection.ts';
import { credentialsOf, type Credentials } from './credentials.ts';
import { readError } from './errors.ts';
import { callDeadlineMs, creationLookSeconds, defaultMaxRecordKiB, describesPerSecond, lookupAttempts } from './limits.ts';
import { regionNames } from './regions.ts';
import type { OperatorSettings } from './settings.ts';
import { signInAnew, signInSteps } from './signInSteps.ts';

/** Pages of ListStreams that are searched, 100 names each (API reference); the call is allowed five times a second. */
const maxSearchedPages = 5;

/** Runs calls on a connection of their own, within one deadline, and turns what they throw into errors of our table. */
export async function look<T>(
  account: OpenAccount,
  settings: OperatorSettings,
  signal: AbortSignal,
  run: (client: KinesisClient, options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const client = connect(account, settings, lookupAttempts);
  try {
    return await run(client, { abortSignal: AbortSignal.any([signal, AbortSignal.timeout(callDeadlineMs)]) });
  } catch (thrown) {
    throw readError(thrown);
  } finally {
    client.destroy();
  }
}

/** The cheapest call that AWS answers to any genuine key. A 200 without a list came from somebody else. */
async function askForStreams(account: OpenAccount, settings: OperatorSettings, signal: AbortSignal): Promise<void> {
  const { StreamNames: names } = await look(account, settings, signal, (client, options) => client.send(new ListStreamsCommand({ Limit: 1 }), options));
  if (!Array.isArray(names)) throw new ActivationError('destination_unavailable', 'AWS gave an unclear answer. Try again.', { vendorCode: 'NoStreamNames' });
}

/**
 * Are the credentials genuine? ListStreams answers that. A key that may not list streams is genuine, too: AWS looks at
 * who calls before it looks at what they may.
 */
export async function verifyAccount(account: OpenAccount, settings: OperatorSettings, signal: AbortSignal): Promise<void> {
  for (const step of signInSteps(account, settings)) await step.run();
  await demandGenuine(account, settings, signal);
}

/** The same without trying whether a role is protected: its owner would see refused calls every hour. */
export async function recheckAccount(account: OpenAccount, settings: OperatorSettings, signal: AbortSignal): Promise<void> {
  await signInAnew(account, settings);
  await demandGenuine(account, settings, signal);
}

async function demandGenuine(account: OpenAccount, settings: OperatorSettings, signal: AbortSignal): Promise<void> {
  try {
    await askForStreams(account, settings, signal);
  } catch (thrown) {
    const error = readError(thrown);
    if (!isGenuineKey(error)) throw blameAccount(error, account, settings);
  }
}

/** AWS knows the key and refuses the call only; an account that is not signed up at all may do nothing. */
const isGenuineKey = (error: ActivationError): boolean => error.code === 'access_denied' && error.vendorCode !== 'OptInRequired';

/** What the first call to the streams proves: of a borrowed sign-in, all but the list is proven by then. */
const stagesOf = (account: OpenAccount): readonly string[] => (credentialsOf(account).method === 'access_key' ? ['endpoint', 'credentials', 'list_streams'] : ['list_streams']);

export async function checkAccount(account: OpenAccount, settings: OperatorSettings, signal: AbortSignal): Promise<CheckResult> {
  const stages: CheckStage[] = [];
  let hasFailed = false;
  for (const { stage, run } of signInSteps(account, settings)) {
    if (hasFailed) {
      stages.push({ stage, status: 'skipped', durationMs: 0 });
      continue;
    }
    const startedAt = systemClock.monotonic();
    const error = await run().then(
      () => null,
      (thrown: unknown) => blameAccount(readError(thrown), account, settings),
    );
    const durationMs = Math.round(systemClock.monotonic() - startedAt);
    stages.push(error === null ? { stage, status: 'passed', durationMs } : failedStage(stage, durationMs, error));
    hasFailed = error !== null;
  }
  if (hasFailed) return { ok: false, stages: [...stages, ...stagesOf(account).map((stage): CheckStage => ({ stage, status: 'skipped', durationMs: 0 }))] };
  const { ok, stages: others } = await checkStreams(account, settings, signal);
  return { ok, stages: [...stages, ...others] };
}

/** One request answers all of its stages, so each stage that was reached took as long as that request. */
async function checkStreams(account: OpenAccount, settings: OperatorSettings, signal: AbortSignal): Promise<CheckResult> {
  const stageNames = stagesOf(account);
  const startedAt = systemClock.monotonic();
  let error: ActivationError | null = null;
  try {
    await askForStreams(account, settings, signal);
  } catch (thrown) {
    error = blameAccount(readError(thrown), account, settings);
  }
  const durationMs = Math.round(systemClock.monotonic() - startedAt);
  const mayNotList = error !== null && isGenuineKey(error);
  const last = stageNames.length - 1;
  const failedAt = error === null ? stageNames.length : mayNotList ? last : Math.min(last, isOutOfReach(error.code) ? 0 : 1);
  const stages = stageNames.map((stage, index): CheckStage => {
    if (index < failedAt) return { stage, status: 'passed', durationMs };
    if (index > failedAt || error === null) return { stage, status: 'skipped', durationMs: 0 };
    if (mayNotList) return { stage, status: 'skipped', durationMs, message: 'This user may not list streams. Type the name of the stream instead.' };
    return failedStage(stage, durationMs, error);
  });
  return { ok: error === null || mayNotList, stages };
}

function failedStage(stage: string, durationMs: number, { code, message, issues }: ActivationError): CheckStage {
  const field = issues[0]?.path;
  return { stage, status: 'failed', durationMs, code, message, remedy: errorCodes[code].remedy, ...(field === undefined ? {} : { field }) };
}

const isOutOfReach = (code: ErrorCode): boolean => code === 'endpoint_unreachable' || code === 'destination_unavailable' || code === 'region_invalid';

/** Names the field of the account's form that is to blame, where there is one. */
function blameAccount(error: ActivationError, account: OpenAccount, settings: OperatorSettings): ActivationError {
  if (error.vendorCode === 'ENOTFOUND' && settings.TRIBUTARY_KINESIS_ENDPOINT === undefined && !Object.hasOwn(regionNames, account.region)) {
    return fieldError('region', 'region_invalid', `AWS has no address for the region ${account.region}.`);
  }
  if (error.issues.length > 0) return error;
  const field = fieldToBlame(error, credentialsOf(account));
  return field === null ? error : blame(error, field, error.message);
}

/** The form of a role or of this server's identity has no keys: what AWS says of them concerns whom the role is borrowed from. */
function fieldToBlame({ code, entry: { field } }: ActivationError, credentials: Credentials): string | null {
  if (field?.startsWith('credentials.') !== true) return field;
  if (credentials.method === 'assume_role') return 'credentials.roleArn';
  if (credentials.method === 'ambient') return 'credentials.method';
  return code === 'token_expired' && credentials.sessionToken === undefined ? 'credentials.accessKeyId' : field;
}

function blame(error: ActivationError, path: string, message: string): ActivationError {
  return new ActivationError(error.code, message, { issues: [{ path, code: error.code, message }], ...(error.vendorCode === undefined ? {} : { vendorCode: error.vendorCode }) });
}

/**
 * The stream exists and takes records. AWS goes on taking them while a stream is UPDATING. Nothing is written, and
 * nothing but DescribeStreamSummary is called.
 */
export async function verifyStream(account: OpenAccount, stream: string, settings: OperatorSettings, signal: AbortSignal): Promise<StreamTarget> {
  let summary: StreamDescriptionSummary | undefined;
  try {
    summary = await look(account, settings, signal, (client, options) => describe(client, stream, options));
  } catch (thrown) {
    throw blameDestination(readError(thrown), stream, account.region);
  }
  if (summary?.StreamStatus === undefined)
    throw new ActivationError('destination_unavailable', 'AWS gave an unclear answer about the stream. Try again.', { vendorCode: 'NoSummary' });
  if (summary.StreamStatus === 'CREATING') throw stillCreated();
  if (summary.StreamStatus === 'DELETING') throw fieldError('stream', 'stream_not_active', 'The stream is being deleted. Pick another stream.');
  return {
    name: stream,
    arn: summary.StreamARN ?? null,
    createdAt: summary.StreamCreationTimestamp === undefined ? null : isoTime(summary.StreamCreationTimestamp.getTime()),
    maxRecordBytes: maxRecordBytes(summary),
  };
}

function stillCreated(): ActivationError {
  const message = 'The stream is still being created.';
  return new ActivationError('stream_not_active', message, { issues: [{ path: 'stream', code: 'stream_not_active', message }], retryAfterSeconds: creationLookSeconds });
}

const describe = async (client: KinesisClient, stream: string, options: { abortSignal: AbortSignal }): Promise<StreamDescriptionSummary | undefined> =>
  (await client.send(new DescribeStreamSummaryCommand({ StreamName: stream }), options)).StreamDescriptionSummary;

const maxRecordBytes = (summary: StreamDescriptionSummary): number => (summary.MaxRecordSizeInKiB ?? defaultMaxRecordKiB) * 1024;

/** The form of a destination has no credentials: what is wrong with them is wrong with the account that was chosen. */
function blameDestination(error: ActivationError, stream: string, region: string): ActivationError {
  if (error.code === 'stream_not_found') return blame(error, 'stream', `No stream named "${stream}" in ${region}.`);
  if (error.code === 'access_denied') return blame(error, 'stream', `${error.message} It is needed to look at the stream "${stream}".`);
  return error.entry.field?.startsWith('credentials.') === true ? blame(error, 'accountId', error.message) : error;
}

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
    maxRecordBytes: maxRecordBytes(summary),
  };
}
