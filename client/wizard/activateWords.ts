import type { Activation } from '../../shared/activation.ts';
import type { Destination } from '../../shared/destination.ts';

/** What the end of the form is called: a first activation, a change of one, or a change that a second person approves. */
export interface ActivateWords {
  readonly action: string;
  readonly busy: string;
  /** When the choice of the state takes effect, and its two ways. */
  readonly when: string;
  readonly active: { readonly label: string; readonly description: string };
  readonly paused: { readonly label: string; readonly description: string };
}

const start = { label: 'Start sending', description: 'Records flow as soon as somebody enters or leaves.' };
const stay = { label: 'Keep it paused', description: 'Everything is kept; nothing is sent until you resume.' };

/** PURE. The words for who activates, or changes what is `existing`. */
export function activateWords({ options }: Pick<Destination, 'options'>, existing: Pick<Activation, 'state'> | null): ActivateWords {
  const isSending = existing?.state === 'active';
  const [action, busy] = options.needsApproval ? ['Send for approval', 'Sending…'] : existing === null ? ['Activate', 'Activating…'] : ['Save changes', 'Saving…'];
  return {
    action,
    busy,
    when: options.needsApproval ? 'Once it is approved' : existing === null ? 'When you activate' : 'After saving',
    active: isSending ? { label: 'Keep sending', description: 'Records are made this way from then on.' } : start,
    paused: isSending ? { label: 'Pause', description: stay.description } : stay,
  };
}

/** PURE. What became of a destination whose activation was saved. `before`: what it sent until then; null: nothing. */
export function savedText({ name, status }: Pick<Destination, 'name' | 'status'>, before: Pick<Activation, 'state'> | null, { state }: Pick<Activation, 'state'>): string {
  if (state === 'paused' || (status === 'disabled' && before?.state === 'active')) return `${name} is saved and paused`;
  return before?.state === 'active' ? `Saved: ${name}` : `${name} is sending`;
}
