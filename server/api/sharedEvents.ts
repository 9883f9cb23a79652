import type { Announcements } from '../store/announcements.ts';
import type { LiveEvents } from './liveEvents.ts';

/** Live events whose changes reach the pages of every process that shares the store; null: there is this one only. */
export function sharedEvents(own: LiveEvents, announcements: Announcements | null): LiveEvents {
  if (announcements === null) return own;
  announcements.listen({
    take: (announcement) => {
      if ('changed' in announcement) own.changed(announcement.changed);
    },
    // A page reads everything anew every now and then.
    missed: () => undefined,
  });
  return { ...own, changed: (changed) => announcements.announce({ changed }) };
}
