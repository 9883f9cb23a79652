import { activationIssues, type ActivationValues } from './activationForm.ts';

/** PURE. What has to be filled in before `what` can be told; null: it can be told now. */
export function missingText(values: ActivationValues, what: string): string | null {
  const [first] = activationIssues(values).values();
  return first === undefined ? null : `${first} Then you see here ${what}.`;
}
