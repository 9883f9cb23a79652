import type { AlertKind, AlertLevel, AlertSubject, FiringLevel } from '../../shared/alert.ts';
import type { ErrorCode } from '../../shared/errorCodes.ts';
import type { Page } from '../../shared/page.ts';
import type { PageRequest, Written } from './storeCalls.ts';

/** Who muted something, and until when; `until` null: until it changes. */
export interface MuteRow {
  readonly by: string;
  readonly until: number | null;
}

export interface AlertRuleRow {
  readonly id: string;
  readonly kind: AlertKind;
  /** Null: all destinations, or all accounts. */
  readonly destination: { readonly id: string; readonly name: string } | null;
  readonly warning: number | null;
  readonly critical: number | null;
  readonly windowMinutes: number;
  readonly enabled: boolean;
  readonly mute: MuteRow | null;
  /** Who made or last changed it. */
  readonly updatedBy: string;
  readonly updatedAt: number;
  readonly version: number;
}

export type NewAlertRule = Omit<AlertRuleRow, 'destination' | 'mute' | 'version'> & { readonly destinationId: string | null };
/** What is undefined stays. */
export type AlertRuleChange = { readonly [Field in 'warning' | 'critical' | 'windowMinutes' | 'enabled']?: AlertRuleRow[Field] | undefined } & Pick<AlertRuleRow, 'updatedBy'>;

/** One alert, from the first time it fires until it is over. */
export interface AlertRow {
  readonly id: string;
  readonly ruleId: string;
  readonly kind: AlertKind;
  readonly subjectType: AlertSubject;
  readonly subjectId: string;
  /** As it was called when the alert last changed. */
  readonly subjectName: string;
  readonly level: AlertLevel;
  readonly worst: FiringLevel;
  readonly value: number | null;
  readonly threshold: number | null;
  /** Why, where the cause has a code. */
  readonly code: ErrorCode | null;
  readonly startedAt: number;
  readonly changedAt: number;
  readonly ended: 'recovered' | 'unwatched' | null;
  /** Number of its last change of level; rises over all alerts. */
  readonly lastChange: number;
  readonly mute: MuteRow | null;
}

/** Where a watch of one kind over one subject stands; `stateJson` is the rules' own. */
export interface AlertWatchRow {
  readonly kind: AlertKind;
  readonly subjectId: string;
  readonly stateJson: string;
}

/** A step of one watch. */
export interface AlertMove extends Pick<AlertWatchRow, 'kind' | 'subjectId'> {
  /** Null: the watch is forgotten. */
  readonly stateJson: string | null;
  /** The alert as it is from now on, where its level changed; null where it did not. A mute until it changes ends with it. */
  readonly alert: Omit<AlertRow, 'lastChange' | 'mute'> | null;
}

/** What stored outcomes say of one destination. */
export interface AlertFigures {
  /** Records with these outcomes since `from`. */
  readonly activated: number;
  readonly failed: number;
  /** The greatest lag noted since `lagFrom`, milliseconds; 0 where nothing waited. */
  readonly lagMs: number;
  /** When its activation was last changed; null without one. */
  readonly activatedAt: number | null;
}

/** Rules, where each watch stands, and the alerts they gave rise to. */
export interface AlertStore {
  /** All, by kind, those for all destinations first. */
  listAlertRules(): Promise<AlertRuleRow[]>;
  getAlertRule(id: string): Promise<AlertRuleRow | null>;
  /** One at most per kind and destination. */
  insertAlertRule(rule: NewAlertRule): Promise<'stored' | 'taken' | 'destination_missing'>;
  /** Ends the mute of the rule. */
  updateAlertRule(id: string, change: AlertRuleChange, at: number, expectedVersion: number | null): Promise<Written<'version_stale' | 'not_found'>>;
  deleteAlertRule(id: string, expectedVersion: number | null): Promise<{ ok: true } | { ok: false; reason: 'version_stale' | 'not_found' }>;
  /** Null ends the mute; false when there is no such rule. No change of the rule: its version stays. */
  muteAlertRule(id: string, mute: MuteRow | null): Promise<boolean>;

  listAlertWatches(): Promise<AlertWatchRow[]>;
  /** State of the watch, alert and the number of its change: one transaction. */
  moveAlert(move: AlertMove): Promise<void>;
  /** Those that fire, the worst first, then the newest change. */
  firingAlerts(): Promise<AlertRow[]>;
  /** Those that ended, newest change first. */
  endedAlerts(limit: number): Promise<AlertRow[]>;
  /** Newest change first; of a destination: its own and those of its account. */
  listAlerts(page: PageRequest, destinationId: string | null): Promise<Page<AlertRow>>;
  /** Null ends the mute; false when there is no such alert that fires. */
  muteAlert(id: string, mute: MuteRow | null): Promise<boolean>;
  /** Removes alerts that ended before. */
  forgetAlerts(endedBefore: number): Promise<void>;
  /** Number of the newest change somebody has read; 0 before the first. */
  readAlertMark(owner: string): Promise<number>;
  /** Never goes back. */
  putAlertMark(owner: string, upTo: number): Promise<void>;
  readAlertFigures(destinationId: string, from: number, lagFrom: number): Promise<AlertFigures>;
}
