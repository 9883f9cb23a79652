import type { Mute, MuteSpan } from '../../shared/alert.ts';
import { personText } from '../destinations/runWords.ts';
import { formatRelative } from '../ui/format.ts';

export const muteLabels: Readonly<Record<MuteSpan, string>> = {
  hour: 'Mute for 1 hour',
  day: 'Mute for 1 day',
  until_changed: 'Mute until it changes',
};

/** "Muted by ada@example.com until it changes." */
export function muteText({ by, until }: Mute, now: number): string {
  return `Muted by ${personText(by)}${until === null ? ' until it changes' : `; ends ${formatRelative(Date.parse(until), now)}`}.`;
}
