import type { Announcements } from '../store/announcements.ts';
import type { LiveEvents } from './liveEvents.ts';
import type { LiveTail } from './liveTail.ts';

/**
 * Live events of every process that shares the store: what changed reaches all pages, and a session that ends at one
 * process ends what it listens to at all of them. `announcements` null: there is this one only.
 */
export function sharedEvents(own: LiveEvents, tail: Pick<LiveTail, 'endSession'>, announcements: Announcements | null): LiveEvents {
  if (announcements === null) return own;
  announcements.listen({
    take(announcement) {
      if ('changed' in announcement) own.changed(announcement.changed);
      if (!('ended' in announcement)) return;
      own.endSession(announcement.ended);
      tail.endSession(announcement.ended);
    },
    // A page reads everything anew every now and then, and a stream asks for its session with every heartbeat.
    missed: () => undefined,
  });
  return {
    ...own,
    changed: (changed) => announcements.announce({ changed }),
    endSession(sessionHash) {
      own.endSession(sessionHash);
      announcements.announce({ ended: sessionHash });
    },
  };
}
