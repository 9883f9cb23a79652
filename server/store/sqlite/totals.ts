import type { DatabaseSync } from 'node:sqlite';
import type { Settlement } from '../rows.ts';
import type { OutcomeTotals, TotalsStore } from '../totalsStore.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';
import { timeParts } from '../timeParts.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export interface Totals extends Synchronous<TotalsStore> {
  /** Adds what is added to a minute to its hour and its day. */
  addToTotals(destinationId: string, minute: Settlement['minutes'][number]): void;
  /** Removes hours and days of which every minute is older, epoch milliseconds. */
  pruneTotals(before: number): void;
}

const names = ['received', 'activated', 'excluded', 'failed', 'throttled', 'bytes'] as const;
const columns = names.join(', ');
const sums = names.map((name) => `sum(${name}) AS ${name}`).join(', ');
const nothing: OutcomeTotals = { received: 0, activated: 0, excluded: 0, failed: 0, throttled: 0, bytes: 0 };

function add(a: OutcomeTotals, b: OutcomeTotals): OutcomeTotals {
  return {
    received: a.received + b.received,
    activated: a.activated + b.activated,
    excluded: a.excluded + b.excluded,
    failed: a.failed + b.failed,
    throttled: a.throttled + b.throttled,
    bytes: a.bytes + b.bytes,
  };
}

/** Outcomes by the hour and the day, kept beside the minutes. */
export function createTotals(database: DatabaseSync): Totals {
  const unitOf = (unit: number, time: string, table: string) => {
    const key = table === 'metrics_minutes' ? 'm' : table;
    // Minutes are stored by destination: each is looked for by itself, which is as many short reads as there are destinations.
    const source =
      table === 'metrics_minutes'
        ? `destinations d CROSS JOIN metrics_minutes m WHERE m.destination_id = d.id AND m.minute >= ? AND m.minute < ?`
        : `${table} WHERE ${time} >= ? AND ${time} < ?`;
    return {
      unit,
      byTime: prepare<OutcomeTotals & { at: number }>(database, `SELECT ${key}.${time} AS at, ${sums} FROM ${source} GROUP BY ${key}.${time}`),
      byDestination: prepare<OutcomeTotals & { id: string }>(database, `SELECT ${key}.destination_id AS id, ${sums} FROM ${source} GROUP BY ${key}.destination_id`),
    };
  };
  const units = [unitOf(dayMs, 'day', 'totals_days'), unitOf(hourMs, 'hour', 'totals_hours'), unitOf(minuteMs, 'minute', 'metrics_minutes')];
  const addTo = (time: string, table: string) =>
    prepare(
      database,
      `INSERT INTO ${table} (${time}, destination_id, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET ${names.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')}`,
    );
  const tables = [
    { unit: hourMs, add: addTo('hour', 'totals_hours'), prune: prepare(database, 'DELETE FROM totals_hours WHERE hour < ?') },
    { unit: dayMs, add: addTo('day', 'totals_days'), prune: prepare(database, 'DELETE FROM totals_days WHERE day < ?') },
  ];
  const selectNames = prepare<{ id: string; name: string; isDeleted: number }>(database, 'SELECT id, name, deleted_at IS NOT NULL AS isDeleted FROM destinations');

  function partsIn(from: number, end: number, longest: number) {
    const fitting = units.filter(({ unit }) => longest % unit === 0);
    return timeParts(
      from,
      end,
      fitting.map(({ unit }) => unit),
    ).flatMap((part) => fitting.filter(({ unit }) => unit === part.unit).map((statements) => ({ ...statements, ...part })));
  }

  return {
    readTotals({ from, to }, step) {
      const byStep = new Map<number, OutcomeTotals>();
      for (const part of partsIn(from, to + 1, step)) {
        for (const row of part.byTime.all(part.from, part.end)) byStep.set(row.at - (row.at % step), add(byStep.get(row.at - (row.at % step)) ?? nothing, row));
      }
      const byDestination = new Map<string, OutcomeTotals>();
      for (const part of partsIn(from, to + 1, dayMs)) {
        for (const row of part.byDestination.all(part.from, part.end)) byDestination.set(row.id, add(byDestination.get(row.id) ?? nothing, row));
      }
      return {
        steps: [...byStep].map(([at, totals]) => ({ at, ...totals })),
        destinations: selectNames.all().flatMap(({ id, name, isDeleted }) => {
          const totals = byDestination.get(id);
          return totals === undefined ? [] : [{ id, name, isDeleted: isDeleted === 1, ...totals }];
        }),
      };
    },
    addToTotals(destinationId, { minute, sums: { received, activated, excluded, failed, throttled, bytes } }) {
      for (const { unit, add: addSums } of tables) addSums.run(minute - (minute % unit), destinationId, received, activated, excluded, failed, throttled, bytes);
    },
    pruneTotals(before) {
      for (const { unit, prune } of tables) prune.run(before - (before % unit));
    },
  };
}
