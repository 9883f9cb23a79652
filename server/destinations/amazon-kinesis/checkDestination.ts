import type { StreamDescriptionSummary } from '@aws-sdk/client-kinesis';
import type { CheckResult, TestRecord } from '../../../shared/account.ts';
import { cleanPasted } from '../../../shared/fieldSpec.ts';
import { systemClock } from '../../kit/clock.ts';
import { ActivationError, fieldError } from '../../kit/errors.ts';
import { sendTestRecord } from '../../publisher/testRecord.ts';
import type { CheckOptions, OpenAccount } from '../definition.ts';
import { askToWrite } from './askToWrite.ts';
import { blame, blameAccount, blameDestination } from './blame.ts';
import { provesItself, signInStages, stageOfFirstCall } from './checkAccount.ts';
import { createStreamClient } from './client.ts';
import { connect } from './connection.ts';
import { readError } from './errors.ts';
import { lookupAttempts } from './limits.ts';
import { callOptions, describe } from './look.ts';
import { parseStream } from './parseStream.ts';
import { readBack } from './readBack.ts';
import type { OperatorSettings } from './settings.ts';
import { runStages, stagesOfOneCall, type Stage, type StageOutcome } from './stages.ts';
import { demandActive, demandSummary, targetOf } from './verifyStream.ts';

const notAskedFor = async (): Promise<StageOutcome> => ({ isSkipped: true, message: 'Not asked for.' });

/**
 * Stages of a test of a destination, saved or not. It looks and asks, and makes, changes and deletes nothing in AWS; a
 * record is written only when it is asked for, or by an endpoint that does not know dry runs, and is marked as a test.
 * `stream`: a name or an ARN, as typed.
 */
export async function checkDestination(account: OpenAccount, stream: string, wanted: CheckOptions, settings: OperatorSettings, signal: AbortSignal): Promise<CheckResult> {
  const connection = connect(account, settings, lookupAttempts);
  const client = connection.sdk;
  const parsed = parseStream(stream, account.region);
  const name = parsed.ok ? parsed.value : '';
  // A stage runs only after those before it passed, so whoever asks for it finds it.
  let described: StreamDescriptionSummary | undefined;
  const summary = (): StreamDescriptionSummary => demandSummary(described);
  let written: TestRecord | undefined;

  const findStream = async (): Promise<StageOutcome> => {
    try {
      described = await describe(client, name, callOptions(signal));
      demandSameAccount(stream, summary());
      const difference = wanted.differenceOf?.(targetOf(summary(), name)) ?? null;
      if (difference !== null) throw fieldError('stream', 'stream_replaced', difference);
      return { message: `${name} in ${account.region}.` };
    } catch (thrown) {
      return { error: blamePlace(blameDestination(readError(thrown), name, account.region), account, settings) };
    }
  };
  const stageOf = (error: ActivationError): string => stageOfFirstCall(error, 'describe_stream');
  const find = provesItself(account) ? stagesOfOneCall(['endpoint', 'credentials', 'describe_stream'], findStream, stageOf) : [{ stage: 'describe_stream', run: findStream }];

  const after: Stage[] = [
    { stage: 'state', run: async () => (demandActive(summary()), { message: stateText(summary()) }) },
    { stage: 'encryption', run: async () => ({ message: encryptionText(summary()) }) },
    { stage: 'write_permission', run: () => mayWrite(askToWrite(client, name, signal).then(askedOutcome), name) },
    {
      stage: 'test_record',
      run: wanted.testRecord
        ? () =>
            mayWrite(
              writeOne(account, summary(), name, settings, signal).then((record) => ((written = record), writtenOutcome(record))),
              name,
            )
        : notAskedFor,
    },
    { stage: 'read_back', run: async () => (wanted.readBack && written !== undefined ? foundOutcome(await readBack(client, name, written, signal)) : notAskedFor()) },
  ];

  try {
    if (parsed.ok) return await runStages([...signInStages(account, settings, (error) => blamePlace(error, account, settings)), ...find, ...after]);
    const [issue] = parsed.issues;
    const error = fieldError('stream', issue?.code ?? 'stream_name_invalid', issue?.message ?? 'That is not a stream name.');
    const notTried = (stage: string): Stage => ({ stage, run: async () => ({ isSkipped: true, message: 'Not tried: the stream has to be named first.' }) });
    return await runStages([notTried('endpoint'), notTried('credentials'), { stage: 'describe_stream', run: async () => ({ error }) }, ...after]);
  } finally {
    connection.close();
  }
}

/** What is wrong with the credentials or their region is wrong with the account that was chosen; a permission is missing on the stream. */
function blamePlace(error: ActivationError, account: OpenAccount, settings: OperatorSettings): ActivationError {
  const told = error.code === 'throttled' ? inTest(error) : blameAccount(error, account, settings);
  const path = told.issues[0]?.path;
  return path === 'region' || path?.startsWith('credentials') === true ? blame(told, 'accountId', told.message) : told;
}

/** Only the name is sent; a stream of that name in the account of the key is another stream than the one whose ARN was typed. */
function demandSameAccount(stream: string, { StreamARN: arn }: StreamDescriptionSummary): void {
  const typed = cleanPasted(stream);
  if (typed.startsWith('arn:') && arn !== undefined && arn !== typed)
    throw fieldError('stream', 'stream_not_found', `That ARN belongs to another AWS account. This account would send to ${arn}.`);
}

const stateText = ({ StreamStatus: status }: StreamDescriptionSummary): string =>
  status === 'ACTIVE' ? 'The stream is active.' : 'The stream is being changed, and takes records meanwhile.';

/** Whether the key may be used is no question of this stage: only writing uses it, so only writing proves it. */
function encryptionText({ EncryptionType: type, KeyId: key }: StreamDescriptionSummary): string {
  if (type !== 'KMS') return 'The stream is not encrypted with a KMS key.';
  if (key === undefined || key.endsWith('alias/aws/kinesis')) return 'Encrypted with the key that AWS manages.';
  return `Encrypted with your own key ${key}. Sending needs kms:GenerateDataKey on it.`;
}

const askedOutcome = (written: TestRecord | null): StageOutcome =>
  written === null
    ? { message: 'AWS would take records. Nothing was written.' }
    : {
        message: 'This endpoint does not know dry runs, with which AWS answers without writing: a test record was written, marked with "test": true. It holds no data of people.',
        record: written,
      };

/** What a test is told of writing: the stream is at fault where it, its key or a permission on it stands in the way. */
async function mayWrite(writing: Promise<StageOutcome>, stream: string): Promise<StageOutcome> {
  try {
    return await writing;
  } catch (thrown) {
    const error = readError(thrown);
    if (error.code === 'access_denied') return { error: blame(error, 'stream', `${error.message} It is needed to write to the stream "${stream}".`) };
    if (error.code.startsWith('key_') || error.code.startsWith('stream_')) return { error: blame(error, 'stream', error.message) };
    if (error.entry.field?.startsWith('credentials.') === true) return { error: blame(error, 'accountId', error.message) };
    return { error: inTest(error) };
  }
}

/** The words of the table are about deliveries, which go on by themselves. */
function inTest(error: ActivationError): ActivationError {
  const { vendorCode = '', code } = error;
  if (code === 'throttled') return new ActivationError(code, 'AWS asked us to slow down: the stream or its account gets more calls than it takes.', { vendorCode });
  if (/^(?:NoResults|Result|NoDryRun)/.test(vendorCode)) return new ActivationError(code, 'AWS gave an unclear answer. A test record may have been written.', { vendorCode });
  return error;
}

/** Sends as deliveries do: with a client of the same make, and once. */
async function writeOne(account: OpenAccount, summary: StreamDescriptionSummary, name: string, settings: OperatorSettings, signal: AbortSignal): Promise<TestRecord> {
  const sender = createStreamClient(account, targetOf(summary, name), settings);
  try {
    return await sendTestRecord(sender, systemClock, signal);
  } finally {
    sender.close();
  }
}

const writtenOutcome = (record: TestRecord): StageOutcome => ({
  message: `A test record was written to ${record.shardId}, sequence number ${record.sequenceNumber}.`,
  record,
});

/** Not to have seen it proves nothing: the stream named its sequence number, so it lies there. */
const foundOutcome = (isFound: boolean): StageOutcome =>
  isFound
    ? { message: 'Found in the stream, as it was sent.' }
    : { isSkipped: true, message: 'Not to be seen yet after three seconds. AWS took the record, so it will be; test again to look again.' };
