import { ToastQueue } from '@react-spectrum/s2/Toast';
import type { QueryClient } from '@tanstack/react-query';
import { refresh } from '../api.ts';
import { pausedSentence } from '../policies/breachWords.ts';

/** Reads again what policies and labels decide, and says what was done and which destinations paused by it. */
export async function afterPolicyChange(client: QueryClient, done: string, paused: readonly { readonly name: string }[]): Promise<void> {
  await refresh(client, 'listPolicies', 'listFieldLabels', 'listDestinations', 'getDestination');
  const sentence = pausedSentence(paused);
  if (sentence === null) ToastQueue.positive(done, { timeout: 6_000 });
  else ToastQueue.info(`${done} ${sentence}`);
}
