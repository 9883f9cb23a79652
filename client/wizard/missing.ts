import { activationIssues, type ActivationValues } from './activationForm.ts';

/** PURE. What has to be filled in before `what` can be told; null: it can be told now. */
export function missingText(values: ActivationValues, what: string): string | null {
  if (values.segments.length === 0) return `Pick a segment. Then you see here ${what}.`;
  // What is wrong stands at its field; three places would only say it again.
  return activationIssues(values).size === 0 ? null : `Complete the form. Then you see here ${what}.`;
}
