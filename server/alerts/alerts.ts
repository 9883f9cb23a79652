import type { ChangedEvent, DeliveryEvent } from '../../shared/delivery.ts';
import type { Page } from '../../shared/page.ts';
import type { Clock } from '../kit/clock.ts';
import { newId } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { AlertMove, AlertRow, AlertRuleRow, AlertWatchRow } from '../store/alertStore.ts';
import type { PageRequest } from '../store/storeCalls.ts';
import type { Store } from '../store/store.ts';
import { accountFacts, destinationFacts } from './facts.ts';
import { causeOf, measure, type Facts, type Measured } from './measure.ts';
import { ruleFor, rulesFor } from './rules.ts';
import { freshWatch, step, thresholdOf, type Watch } from './step.ts';

const minuteMs = 60_000;
/** A lag is noted each minute; this far back the newest one is found. */
const lagBackMs = 2 * minuteMs;
const keepEndedMs = 90 * 86_400_000;
const pageSize = 100;
const freshJson = JSON.stringify(freshWatch);

export interface Alerts {
  /** Looks at everything once and stores what changed. Rejects when the store fails; what was not stored is found again the next time. */
  evaluate(signal: AbortSignal): Promise<void>;
}

/**
 * Compares what is stored of destinations and accounts with the rules. Each change of level is one transaction: state,
 * alert and the number of its change, so that a stop in between neither repeats a notice nor loses one.
 */
export function createAlerts(dependencies: {
  readonly store: Pick<Store, 'listAlertRules' | 'listAlertWatches' | 'moveAlert' | 'firingAlerts' | 'forgetAlerts' | 'readAlertFigures' | 'listDestinations' | 'listAccounts'>;
  /** What delivery knows of each destination now. */
  readonly snapshot: () => Promise<readonly Pick<DeliveryEvent, 'destinationId' | 'capacityWait'>[]>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChanged: (event: ChangedEvent) => void;
}): Alerts {
  const { store, snapshot, clock, log, onChanged } = dependencies;

  async function readFacts(rules: readonly AlertRuleRow[], now: number): Promise<Facts[]> {
    const waits = new Map((await snapshot()).map(({ destinationId, capacityWait }) => [destinationId, capacityWait !== null]));
    const facts: Facts[] = [];
    for await (const row of eachOf((page) => store.listDestinations(page, { search: '', status: null, tag: null }))) {
      const windowMs = (ruleFor(rules, 'failure_rate', row.id)?.windowMinutes ?? 0) * minuteMs;
      facts.push(destinationFacts(row, await store.readAlertFigures(row.id, now - windowMs, now - lagBackMs), waits.get(row.id) ?? null));
    }
    for await (const row of eachOf((page) => store.listAccounts(page, ''))) facts.push(accountFacts(row));
    return facts;
  }

  return {
    async evaluate(signal) {
      const now = clock.now();
      const rules = await store.listAlertRules();
      const facts = await readFacts(rules, now);
      const stored = new Map((await store.listAlertWatches()).map((row) => [keyOf(row), row]));
      const firing = new Map((await store.firingAlerts()).map((alert) => [alert.id, alert]));
      for (const subject of facts) {
        for (const rule of rulesFor(rules, subject)) {
          const key = keyOf({ kind: rule.kind, subjectId: subject.id });
          const row = stored.get(key);
          stored.delete(key);
          if (signal.aborted) return;
          await look(rule, subject, row, firing);
        }
      }
      // What is left has lost its rule or its subject.
      for (const row of stored.values()) {
        if (signal.aborted) return;
        await end(row, firing);
      }
      await store.forgetAlerts(now - keepEndedMs);
    },
  };

  async function look(rule: AlertRuleRow, facts: Facts, row: AlertWatchRow | undefined, firing: ReadonlyMap<string, AlertRow>): Promise<void> {
    const now = clock.now();
    const watch = row === undefined ? freshWatch : (JSON.parse(row.stateJson) as Watch);
    const { measured, held } = measure(rule.kind, facts, watch.held, now);
    const { level, calm } = step(watch, measured, rule, now);
    const alertId = level === 'ok' ? null : (watch.alertId ?? newId('alt'));
    const next: Watch = { level, alertId, held, calm };
    const stateJson = JSON.stringify(next);
    if (stateJson === (row?.stateJson ?? freshJson)) return;
    const id = watch.alertId ?? alertId;
    const before = id === null ? undefined : firing.get(id);
    const changed = level !== watch.level && id !== null;
    const alert = changed ? { ...alertOf(rule, facts, measured, level, now, before), id } : null;
    await move({ kind: rule.kind, subjectId: facts.id, stateJson: stateJson === freshJson ? null : stateJson, alert });
  }

  async function end(row: AlertWatchRow, firing: ReadonlyMap<string, AlertRow>): Promise<void> {
    const { alertId } = JSON.parse(row.stateJson) as Watch;
    const before = alertId === null ? undefined : firing.get(alertId);
    const alert = before === undefined ? null : ({ ...before, level: 'ok', ended: 'unwatched', value: null, threshold: null, changedAt: clock.now() } as const);
    await move({ kind: row.kind, subjectId: row.subjectId, stateJson: null, alert });
  }

  async function move(change: AlertMove): Promise<void> {
    await store.moveAlert(change);
    const { alert } = change;
    if (alert === null) return;
    log.info({ alertId: alert.id, kind: alert.kind, subjectId: alert.subjectId, level: alert.level }, 'An alert changed its level');
    onChanged({ resource: 'alert', id: alert.id });
  }
}

function alertOf(
  rule: AlertRuleRow,
  facts: Facts,
  measured: Measured,
  level: Watch['level'],
  now: number,
  before: AlertRow | undefined,
): Omit<AlertRow, 'id' | 'lastChange' | 'mute'> {
  return {
    ruleId: rule.id,
    kind: rule.kind,
    subjectType: facts.subject,
    subjectId: facts.id,
    subjectName: facts.name,
    level,
    worst: level === 'critical' || before?.worst === 'critical' ? 'critical' : 'warning',
    value: typeof measured === 'number' ? measured : null,
    threshold: thresholdOf(level, rule),
    // What it was about stays readable when it is over.
    code: causeOf(rule.kind, facts) ?? before?.code ?? null,
    startedAt: before?.startedAt ?? now,
    changedAt: now,
    ended: level !== 'ok' ? null : measured === 'unwatched' ? 'unwatched' : 'recovered',
  };
}

const keyOf = ({ kind, subjectId }: Pick<AlertWatchRow, 'kind' | 'subjectId'>): string => `${kind} ${subjectId}`;

async function* eachOf<Row>(read: (page: PageRequest) => Promise<Page<Row>>): AsyncGenerator<Row> {
  let cursor: string | null = null;
  do {
    const page: Page<Row> = await read({ limit: pageSize, cursor });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
