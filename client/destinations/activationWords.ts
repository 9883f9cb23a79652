import type { Activation, AttributeMapping, PartitionKeyRule, Transform } from '../../shared/activation.ts';
import type { ActivationChange } from '../../shared/activationVersion.ts';

export const transformLabels: Readonly<Record<Transform, string>> = {
  none: 'As it is',
  lowercase: 'Lower case',
  trim: 'Without outer spaces',
  sha256: 'SHA-256',
  sha256_normalized: 'SHA-256 of the trimmed, lower-case value',
  mask: 'Masked',
};

export function partitionKeyText(rule: PartitionKeyRule): string {
  if (rule.kind === 'profile_id') return 'Profile id: changes of one person stay in order';
  if (rule.kind === 'identity') return `Identity ${rule.namespace}, else the profile id`;
  if (rule.kind === 'attribute') return `Attribute ${rule.source}`;
  return 'Random: evenly spread, without order';
}

/** "every 15 minutes", "every hour": the largest unit that is whole. */
export function intervalText(seconds: number): string {
  const [size, unit] = (
    [
      [86_400, 'day'],
      [3_600, 'hour'],
      [60, 'minute'],
    ] as const
  ).find(([unitSeconds]) => seconds % unitSeconds === 0) ?? [1, 'second'];
  return seconds === size ? `every ${unit}` : `every ${seconds / size} ${unit}s`;
}

export function triggersText(triggers: Activation['triggers']): string {
  const parts = [triggers.membership && 'a segment is entered or left', triggers.identity && 'an identity changes', triggers.attributes && 'a mapped attribute changes'].filter(
    (part) => part !== false,
  );
  if (parts.length === 0) return 'Never by itself';
  return `When ${parts.join(', or ')}${triggers.minIntervalSeconds === 0 ? '' : `; identities and attributes at most ${intervalText(triggers.minIntervalSeconds)}`}`;
}

export function namespacesText(namespaces: Activation['identities']['namespaces']): string {
  if (namespaces === 'all') return 'All of a person';
  return namespaces.length === 0 ? 'None' : namespaces.join(', ');
}

const triggerTexts = { membership: 'a segment is entered or left', identity: 'an identity changes', attributes: 'a mapped attribute changes' } as const;

/** How a value gets from the profile into the record. */
function mappingText({ source, transform = 'none', required = false }: AttributeMapping): string {
  return [source, ...(transform === 'none' ? [] : [transformLabels[transform]]), ...(required ? ['needed'] : [])].join(', ');
}

/** One difference between two versions, as a sentence. */
export function changeText(change: ActivationChange): string {
  switch (change.part) {
    case 'segment':
      return `${change.isAdded ? 'Added' : 'Removed'} the segment ${change.name}.`;
    case 'attribute':
      if (change.before === null) return change.after === null ? '' : `Added the attribute ${change.target}, from ${mappingText(change.after)}.`;
      if (change.after === null) return `Removed the attribute ${change.target}.`;
      return `Changed the attribute ${change.target}: from ${mappingText(change.before)}, to ${mappingText(change.after)}.`;
    case 'identities':
      return `Changed the identities: from ${namespacesText(change.before).toLowerCase()}, to ${namespacesText(change.after).toLowerCase()}.`;
    case 'partition_key':
      return `Changed the partition key: from “${partitionKeyText(change.before)}” to “${partitionKeyText(change.after)}”.`;
    case 'trigger':
      return `${change.isOn ? 'Sends' : 'No longer sends'} when ${triggerTexts[change.trigger]}.`;
    case 'interval':
      return change.after === 0
        ? 'Sends every change of identities and attributes at once.'
        : `Sends changes of identities and attributes at most once ${intervalText(change.after)} per person.`;
    case 'state':
      return change.after === 'active' ? 'Resumed.' : 'Paused.';
  }
}
