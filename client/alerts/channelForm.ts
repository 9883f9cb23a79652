import { z } from 'zod';
import { channelInputSchema, channelSettingsSchema, type Channel, type ChannelInput, type ChannelKind, type ChannelSettings } from '../../shared/alertChannel.ts';

/** The form of a channel. Settings of a stored one begin empty, and stay as they are while they are. */
export interface ChannelValues {
  kind: ChannelKind;
  name: string;
  /** Addresses, separated by commas. */
  to: string;
  url: string;
  secret: string;
  leastLevel: 'warning' | 'critical';
  allDestinations: boolean;
  enabled: boolean;
}

export function valuesOf(channel: Channel | null): ChannelValues {
  if (channel === null) return { kind: 'slack', name: '', to: '', url: '', secret: '', leastLevel: 'warning', allDestinations: true, enabled: true };
  const { kind, name, leastLevel, allDestinations, enabled, place } = channel;
  return { kind, name, to: kind === 'email' ? place : '', url: '', secret: '', leastLevel, allDestinations, enabled };
}

/** Null: nothing was typed, so what is stored stays. */
export function settingsOf({ kind, to, url, secret }: ChannelValues): ChannelSettings | null {
  if (kind === 'email')
    return {
      kind,
      to: to
        .split(',')
        .map((address) => address.trim())
        .filter((address) => address !== ''),
    };
  if (url === '' && secret === '') return null;
  return kind === 'slack' ? { kind, url } : { kind, url, secret };
}

/** Where a path of the request stands in the form. */
export function channelFieldOf(path: string): string | null {
  if (path.startsWith('settings.to')) return 'to';
  const field = path.replace(/^settings\./, '');
  return ['kind', 'name', 'url', 'secret', 'leastLevel', 'allDestinations', 'enabled'].includes(field) ? field : null;
}

/** Checks by the schemas of the API. `isNew`: settings are needed. */
export function channelFormSchema(isNew: boolean) {
  return z.custom<ChannelValues>().check((context) => {
    const { kind, name } = context.value;
    const settings = settingsOf(context.value) ?? (isNew ? { kind, url: '', secret: '' } : null);
    const parsed = [
      channelInputSchema.shape.name.safeParse(name).error?.issues.map(({ message }) => ({ path: 'name', message })) ?? [],
      settings === null
        ? []
        : (channelSettingsSchema.safeParse(settings).error?.issues.map(({ path, message }) => ({ path: channelFieldOf(`settings.${path.join('.')}`), message })) ?? []),
    ].flat();
    for (const { path, message } of parsed) if (path !== null) context.issues.push({ code: 'custom', path: [path], message, input: context.value });
  });
}

export function inputOf(values: ChannelValues, settings: ChannelSettings): ChannelInput {
  const { name, leastLevel, allDestinations, enabled } = values;
  return { name, settings, leastLevel, allDestinations, enabled };
}
