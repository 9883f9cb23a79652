import { readRemembered, remember } from '../shell/remembered.ts';
import { steps, type Step } from './steps.ts';

const key = 'tributary.unfinishedDraft';

/** The wizard's draft this browser worked on last. */
export interface UnfinishedDraft {
  readonly id: string;
  readonly step: Step;
}

export function rememberDraft(draft: UnfinishedDraft | null): void {
  remember(key, draft === null ? null : `${draft.step}:${draft.id}`);
}

export function unfinishedDraft(): UnfinishedDraft | null {
  const [name, id] = readRemembered(key)?.split(':') ?? [];
  const step = steps.find((candidate) => candidate === name);
  return step === undefined || id === undefined || id === '' ? null : { id, step };
}
