import type { ChangedEvent } from '../../shared/delivery.ts';

/** What one process tells all others that share its store. */
export type Announcement =
  /** The log has entries up to here. */
  | { readonly appended: number }
  /** Something about a destination changed: who delivers for it reads it anew. */
  | { readonly refresh: string }
  /** Something a page may show is different now. */
  | { readonly changed: ChangedEvent }
  /** A session has ended; by the hash of its id. */
  | { readonly ended: string };

export interface Listener {
  take(announcement: Announcement): void;
  /** Some may have been lost on the way. */
  missed(): void;
}

/** A message that is published has fewer bytes than this. */
export const messageMaxBytes = 8_000;

/** Words between the processes that share a store, for speed only: nothing depends on their arrival. */
export interface Announcements {
  /** To everybody, this process included. Never rejects. */
  announce(announcement: Announcement): void;
  listen(listener: Listener): void;
  /**
   * To whoever hears this topic, in this order: messages below `messageMaxBytes` of UTF-8, without NUL. Resolves once
   * they are on their way; rejects where they are not.
   */
  publish(topic: string, messages: readonly string[]): Promise<void>;
  /** Hears a topic, a name of at most 50 characters, until `close`. What is said while the line is broken is lost. */
  hear(topic: string, take: (message: string) => void): void;
  close(): Promise<void>;
}
