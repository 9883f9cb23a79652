import { transformLabels } from '../../shared/activation.ts';
import type { ActivationChange } from '../../shared/activationVersion.ts';

/** PURE. Which of these changes readers of the stream may not be ready for, a sentence each: what they find today would be gone, missing at times, or of another form. */
export function breakingChanges(changes: readonly ActivationChange[]): string[] {
  return changes.flatMap((change): string[] => {
    if (change.part === 'identities') {
      const { before, after } = change;
      if (after === 'all') return [];
      const lost = before === 'all' ? null : before.filter((namespace) => !after.includes(namespace));
      if (lost === null) return ['Records lose every identity that is not named any more.'];
      return lost.length === 0 ? [] : [`Records lose the identities ${lost.join(', ')}.`];
    }
    if (change.part !== 'attribute' || change.before === null) return [];
    const { target, before, after } = change;
    if (after === null) return [`Records lose “${target}”.`];
    return [
      ...((before.transform ?? 'none') === (after.transform ?? 'none')
        ? []
        : [`“${target}” is sent as “${transformLabels[after.transform ?? 'none']}” instead of “${transformLabels[before.transform ?? 'none']}”.`]),
      ...(before.required === true && after.required !== true ? [`“${target}” may be missing.`] : []),
      ...(before.source === after.source ? [] : [`“${target}” holds something else: ${after.source} instead of ${before.source}.`]),
    ];
  });
}
