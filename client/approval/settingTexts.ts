import type { Destination, DestinationOptions } from '../../shared/destination.ts';
import type { Proposal } from '../../shared/proposal.ts';
import { useCaseTexts } from '../../shared/useCases.ts';
import { optionTexts } from '../wizard/setupForm.ts';

type SettingsProposal = Extract<Proposal, { kind: 'settings' }>;

const switchLabels: Readonly<Record<string, string>> = Object.fromEntries(optionTexts.map(({ name, label }) => [name, label]));
const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

/** PURE. What a proposed change of settings changes, one line each. */
export function settingTexts(destination: Destination, { settings, accountName }: SettingsProposal): string[] {
  const { name, description, stream, options = {} } = settings;
  const asked: Partial<DestinationOptions> = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const next = { ...destination.options, ...asked };
  const was = destination.options;
  const changed = (option: keyof DestinationOptions): boolean => JSON.stringify(next[option]) !== JSON.stringify(was[option]);
  const switches = (['includeSegmentNames', 'includeSegmentTimestamps', 'mappedSegmentsOnly', 'tombstones', 'needsApproval', 'suppressUnchanged'] as const).filter(changed);
  return [
    ...(stream !== undefined && stream !== destination.stream ? [`Stream: ${destination.stream} becomes ${stream}.`] : []),
    ...(accountName === null ? [] : [`Account: ${destination.accountName} becomes ${accountName}.`]),
    ...switches.map((option) => `${switchLabels[option] ?? 'Send nothing when nothing changed'}: ${next[option] ? 'on' : 'off'}.`),
    ...(changed('envelope') ? [`${switchLabels['envelope']}: ${next.envelope === 'cloudevents' ? 'on' : 'off'}.`] : []),
    ...(changed('recordFormat') ? [`${switchLabels['packed']}: ${next.recordFormat === 'kpl_aggregated' ? 'on' : 'off'}.`] : []),
    ...(changed('requiredConsents') ? [`Needed consents: ${list(next.requiredConsents)}.`] : []),
    ...(changed('useCases') ? [`Used for: ${list(next.useCases.map((useCase) => useCaseTexts[useCase].label))}.`] : []),
    ...(name !== undefined && name !== destination.name ? [`Name: ${name}.`] : []),
    ...(description !== undefined && description !== destination.description ? ['Description.'] : []),
  ];
}
