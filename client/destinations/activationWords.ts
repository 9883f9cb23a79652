import { transformLabels, type Activation, type AttributeMapping, type PartitionKeyRule } from '../../shared/activation.ts';
import type { ActivationChange } from '../../shared/activationVersion.ts';

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

/** What of a mapping is worth saying beside the name it has in the record. */
function mappingText(target: string, { source, transform = 'none', required = false }: AttributeMapping): string {
  return [...(source === target ? [] : [`from ${source}`]), ...(transform === 'none' ? [] : [transformLabels[transform]]), ...(required ? ['required'] : [])]
    .map((part) => `, ${part}`)
    .join('');
}

function mappingChange(before: AttributeMapping, after: AttributeMapping): string {
  const [was, is] = [before.transform ?? 'none', after.transform ?? 'none'];
  return [
    ...(before.source === after.source ? [] : [`from ${after.source} instead of ${before.source}`]),
    ...(was === is ? [] : [`“${transformLabels[is]}” instead of “${transformLabels[was]}”`]),
    ...((before.required ?? false) === (after.required ?? false) ? [] : [after.required === true ? 'required' : 'not required any more']),
  ].join(', ');
}

/** One difference between two versions, in words that fit one that is saved and one that is not yet. */
export function changeText(change: ActivationChange): string {
  switch (change.part) {
    case 'segment':
      return `Segment ${change.isAdded ? 'added' : 'removed'}: ${change.name}.`;
    case 'attribute':
      if (change.before === null) return change.after === null ? '' : `Attribute added: ${change.target}${mappingText(change.target, change.after)}.`;
      if (change.after === null) return `Attribute removed: ${change.target}.`;
      return `Attribute changed: ${change.target}, ${mappingChange(change.before, change.after)}.`;
    case 'identities':
      return `Identities: ${namespacesText(change.after)} instead of ${namespacesText(change.before).toLowerCase()}.`;
    case 'partition_key':
      return `Partition key: “${partitionKeyText(change.after)}” instead of “${partitionKeyText(change.before)}”.`;
    case 'trigger':
      return `${change.isOn ? 'Sends' : 'No longer sends'} when ${triggerTexts[change.trigger]}.`;
    case 'interval':
      return change.after === 0
        ? 'Sends every change of identities and attributes at once.'
        : `Sends changes of identities and attributes at most once ${intervalText(change.after)} per person.`;
    case 'state':
      return change.after === 'active' ? 'Sending resumes.' : 'Sending pauses.';
  }
}
