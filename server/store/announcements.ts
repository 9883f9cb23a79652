import type { ChangedEvent } from '../../shared/delivery.ts';

/** What one process tells all others that share its store. */
export type Announcement =
  /** The log has entries up to here. */
  | { readonly appended: number }
  /** Something about a destination changed: who delivers for it reads it anew. */
  | { readonly refresh: string }
  /** Something a page may show is different now. */
  | { readonly changed: ChangedEvent };

export interface Listener {
  take(announcement: Announcement): void;
  /** Some may have been lost on the way. */
  missed(): void;
}

/** Words between the processes that share a store, for speed only: nothing depends on their arrival. */
export interface Announcements {
  /** To everybody, this process included. Never rejects. */
  announce(announcement: Announcement): void;
  listen(listener: Listener): void;
  close(): Promise<void>;
}
