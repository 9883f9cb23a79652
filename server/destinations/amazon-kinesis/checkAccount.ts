import { ListStreamsCommand } from '@aws-sdk/client-kinesis';
import type { CheckResult } from '../../../shared/account.ts';
import { ActivationError } from '../../kit/errors.ts';
import type { OpenAccount } from '../definition.ts';
import { blameAccount } from './blame.ts';
import { credentialsOf } from './credentials.ts';
import { readError } from './errors.ts';
import { look } from './look.ts';
import type { OperatorSettings } from './settings.ts';
import { signInAnew, signInSteps } from './signInSteps.ts';
import { runStages, stagesOfOneCall, type Stage, type StageOutcome } from './stages.ts';

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

/** Whether a key proves itself by the first call that is made with it; a borrowed sign-in is proven before. */
export const provesItself = (account: OpenAccount): boolean => credentialsOf(account).method === 'access_key';

/** The sign-in of accounts whose key does not prove itself. `blamed` puts an error at the field of the form that is shown. */
export function signInStages(account: OpenAccount, settings: OperatorSettings, blamed: (error: ActivationError) => ActivationError): Stage[] {
  return signInSteps(account, settings).map(({ stage, run }) => ({
    stage,
    run: () =>
      run().then(
        (): StageOutcome => ({}),
        (thrown: unknown) => ({ error: blamed(readError(thrown)) }),
      ),
  }));
}

/** Which stage of a first call an error belongs to, where it does not say by itself. */
export function stageOfFirstCall({ code, vendorCode, entry }: ActivationError, last: string): string {
  if (code === 'endpoint_unreachable' || code === 'destination_unavailable' || code === 'region_invalid') return 'endpoint';
  if (code === 'clock_skewed' || vendorCode === 'OptInRequired' || entry.field?.startsWith('credentials.') === true) return 'credentials';
  return last;
}

/** Stages of a test of an account: it looks, and changes nothing. */
export async function checkAccount(account: OpenAccount, settings: OperatorSettings, signal: AbortSignal): Promise<CheckResult> {
  const blamed = (error: ActivationError): ActivationError => blameAccount(error, account, settings);
  const list = async (): Promise<StageOutcome> => {
    try {
      await askForStreams(account, settings, signal);
      return {};
    } catch (thrown) {
      const error = readError(thrown);
      if (isGenuineKey(error)) return { isSkipped: true, message: 'This user may not list streams. Type the name of the stream instead.' };
      return { error: blamed(error) };
    }
  };
  const names = provesItself(account) ? ['endpoint', 'credentials', 'list_streams'] : ['list_streams'];
  // A refusal that says neither is about who asks: the list itself is never needed.
  const stageOf = (error: ActivationError): string => stageOfFirstCall(error, 'credentials');
  return runStages([...signInStages(account, settings, blamed), ...stagesOfOneCall(names, list, stageOf)]);
}
