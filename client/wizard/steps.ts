import type { DraftContent } from '../../shared/draft.ts';

export const steps = ['authentication', 'setup', 'activate'] as const;
export type Step = (typeof steps)[number];

/** The names people see. */
export const stepNames: Record<Step, string> = { authentication: 'Authentication', setup: 'Setup', activate: 'Activate' };

/** Why a step cannot be done yet, in words; null when it can. */
export function missingFor(step: Step, content: Partial<DraftContent>): string | null {
  if (step === 'authentication') return null;
  if (content.accountId === undefined) return 'Connect an account first.';
  if (step === 'activate' && content.destinationId === undefined) return 'Create the destination first.';
  return null;
}

/** The step to go to for what is missing. */
export function stepToMend(content: Partial<DraftContent>): Step {
  return content.accountId === undefined ? 'authentication' : 'setup';
}

/** The address of a step, with the draft it works on. */
export function stepAddress(step: Step, draftId: string | null, type?: string): string {
  const search = new URLSearchParams();
  if (draftId !== null) search.set('draft', draftId);
  else if (type !== undefined) search.set('type', type);
  return `/destinations/new/${step}${search.size === 0 ? '' : `?${search}`}`;
}
