import { isDeepStrictEqual } from 'node:util';
import type { ActivationInput } from '../../shared/activation.ts';
import { destinationOptionsSchema, type DestinationOptions } from '../../shared/destination.ts';
import { ActivationError } from '../kit/errors.ts';
import type { ActivationRow } from '../store/activationRows.ts';
import type { DestinationRow } from '../store/rows.ts';
import { isSame } from './draftActivation.ts';

/** Whether a destination wants a second person to look at changes. */
export const needsApproval = ({ optionsJson }: Pick<DestinationRow, 'optionsJson'>): boolean => destinationOptionsSchema.parse(JSON.parse(optionsJson)).needsApproval;

/** PURE. Whether it sends the same, be it paused or not: pausing and resuming need nobody else. */
export const sendsTheSame = (before: ActivationRow | null, input: ActivationInput): boolean => before !== null && isSame(before, { ...input, state: before.state });

const refusal = (): ActivationError => new ActivationError('approval_required', 'A second person approves what this destination sends. Nothing was changed.');

/** Throws `approval_required` where a change of what is sent has to be proposed instead. */
export function demandApprovalOfActivation(destination: Pick<DestinationRow, 'optionsJson'>, before: ActivationRow | null, input: ActivationInput): void {
  if (needsApproval(destination) && !sendsTheSame(before, input)) throw refusal();
}

/** The same for where it is sent to, and for options, the one that asks for approval among them. `place`: where it would send to; undefined where it stays. */
export function demandApprovalOfSettings(row: DestinationRow, place: { readonly accountId?: string; readonly stream?: string }, options: DestinationOptions | undefined): void {
  const { accountId = row.accountId, stream = row.stream } = place;
  const isOther =
    accountId !== row.accountId || stream !== row.stream || (options !== undefined && !isDeepStrictEqual(options, destinationOptionsSchema.parse(JSON.parse(row.optionsJson))));
  if (isOther && needsApproval(row)) throw refusal();
}
