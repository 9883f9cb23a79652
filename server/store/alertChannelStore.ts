import type { ChannelKind } from '../../shared/alertChannel.ts';
import type { AlertLevel, FiringLevel } from '../../shared/alert.ts';
import type { AlertRow } from './alertStore.ts';
import type { Written } from './storeCalls.ts';

export interface ChannelResultRow {
  readonly at: number;
  readonly ok: boolean;
  /** For people. */
  readonly message: string;
}

export interface AlertChannelRow {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly name: string;
  /** `ChannelSettings`, sealed (kit/secrets.ts). */
  readonly sealed: string;
  /** What may be shown of them. */
  readonly place: string;
  readonly leastLevel: FiringLevel;
  readonly allDestinations: boolean;
  readonly destinationIds: readonly string[];
  readonly enabled: boolean;
  readonly lastResult: ChannelResultRow | null;
  /** Notices that wait to be delivered. */
  readonly waiting: number;
  readonly updatedBy: string;
  readonly updatedAt: number;
  readonly version: number;
}

export type NewAlertChannel = Omit<AlertChannelRow, 'destinationIds' | 'lastResult' | 'waiting' | 'version'>;
/** What is undefined stays. */
export type AlertChannelChange = {
  readonly [Field in 'name' | 'sealed' | 'place' | 'leastLevel' | 'allDestinations' | 'enabled']?: AlertChannelRow[Field] | undefined;
} & Pick<AlertChannelRow, 'updatedBy'>;

/** One change of an alert on its way to one channel. */
export interface NoticeRow {
  /** Number of the change. */
  readonly change: number;
  readonly channelId: string;
  /** Attempts so far. */
  readonly attempts: number;
  readonly levelBefore: AlertLevel;
  /** As it was at that change. */
  readonly alert: Omit<AlertRow, 'mute' | 'lastChange' | 'worst'>;
}

/** Where notices go to, and those on their way. A change of an alert (`moveAlert`) puts one on its way to every channel it concerns, in the same transaction. */
export interface AlertChannelStore {
  /** All, by name. */
  listAlertChannels(): Promise<AlertChannelRow[]>;
  getAlertChannel(id: string): Promise<AlertChannelRow | null>;
  /** Names are unique by `nameKey` of shared/text.ts. */
  insertAlertChannel(channel: NewAlertChannel): Promise<'stored' | 'name_taken'>;
  updateAlertChannel(id: string, change: AlertChannelChange, at: number, expectedVersion: number | null): Promise<Written<'name_taken' | 'version_stale' | 'not_found'>>;
  /** With its subscriptions and what waits for it. */
  deleteAlertChannel(id: string, expectedVersion: number | null): Promise<{ ok: true } | { ok: false; reason: 'version_stale' | 'not_found' }>;
  /** Replaces the subscriptions of a destination. Refused whole where a channel is unknown. */
  subscribeDestination(destinationId: string, channelIds: readonly string[]): Promise<'stored' | 'destination_missing' | 'channel_missing'>;
  /** The oldest notice of each channel that is enabled, where its time has come: a channel gets its notices in their order. */
  dueNotices(now: number): Promise<NoticeRow[]>;
  /** How an attempt ended; `retryAt` null: it is delivered, or given up. */
  settleNotice(change: number, channelId: string, result: ChannelResultRow, retryAt: number | null): Promise<void>;
  /** How a test ended. */
  noteChannelResult(channelId: string, result: ChannelResultRow): Promise<void>;
}
