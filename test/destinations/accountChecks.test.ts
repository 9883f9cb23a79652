import { describe, expect, test } from 'vitest';
import { createAccountChecks, isDue } from '../../server/destinations/accountChecks.ts';
import type { DestinationDefinition } from '../../server/destinations/definition.ts';
import { sealAccount } from '../../server/destinations/storedAccount.ts';
import { ActivationError } from '../../server/kit/errors.ts';
import { createSecretBox } from '../../server/kit/secrets.ts';
import type { AccountRow } from '../../server/store/rows.ts';
import type { AccountCheck } from '../../shared/account.ts';
import { ManualClock } from '../fakes/manualClock.ts';

const secrets = createSecretBox([new Uint8Array(32).fill(1)]);
const hour = 3_600_000;

function installation(names: readonly string[]) {
  const clock = new ManualClock();
  const rows = new Map<string, AccountRow>(
    names.map((id) => {
      const sealed = sealAccount(secrets, id, { region: 'r', credentials: { key: id } });
      const row = { id, type: 'toy', name: id, region: 'r', sealed, factsJson: '{}', lastCheckJson: null, rotatedAt: 0, createdAt: 0, updatedAt: 0, version: 1, destinations: [] };
      return [id, row];
    }),
  );
  const world = { tried: [] as string[], changed: [] as string[], warned: [] as unknown[], refusals: new Map<string, ActivationError>() };
  const definition = {
    type: 'toy',
    recheckAccount: async ({ credentials }) => {
      world.tried.push(String(credentials['key']));
      const refusal = world.refusals.get(String(credentials['key']));
      if (refusal !== undefined) throw refusal;
    },
  } as Partial<DestinationDefinition> as DestinationDefinition;
  const checks = createAccountChecks({
    store: {
      listAccounts: async ({ cursor }) => {
        const items = [...rows.values()];
        const at = cursor === null ? 0 : Number(cursor);
        return { items: items.slice(at, at + 1), nextCursor: at + 1 < items.length ? String(at + 1) : null };
      },
      noteAccountCheck: async (id, sealed, lastCheckJson) => {
        const row = rows.get(id);
        if (row?.sealed === sealed) rows.set(id, { ...row, lastCheckJson });
      },
    },
    registry: { get: () => definition, all: () => [definition] },
    secrets,
    operatorSettings: {},
    clock,
    log: { info: () => {}, warn: (fields: unknown) => void world.warned.push(fields), error: () => {}, debug: () => {} },
    onChanged: (event) => void world.changed.push(JSON.stringify(event)),
  });
  const lastOf = (id: string): AccountCheck => JSON.parse(rows.get(id)?.lastCheckJson ?? 'null') as AccountCheck;
  return { clock, rows, world, check: (signal = new AbortController().signal) => checks.checkDue(signal), lastOf };
}

describe('stored credentials', () => {
  test('are tried hourly, those that do not work every five minutes', async () => {
    const { clock, world, check, lastOf } = installation(['good', 'bad']);
    world.refusals.set('bad', new ActivationError('credentials_invalid', 'AWS does not recognise this access key.', { vendorCode: 'UnrecognizedClientException' }));
    for (let minute = 0; minute < 61; minute += 1) {
      await check();
      await clock.advance(60_000);
    }
    expect(world.tried.filter((id) => id === 'good')).toHaveLength(2);
    expect(world.tried.filter((id) => id === 'bad')).toHaveLength(13);
    expect(lastOf('good')).toEqual({ at: expect.any(String), ok: true });
    expect(lastOf('bad')).toMatchObject({ ok: false, code: 'credentials_invalid', title: expect.any(String), message: expect.any(String), remedy: expect.any(String) });
  });

  test('are told of once when they break and once when they work again', async () => {
    const { clock, world, check } = installation(['key']);
    await check();
    expect(world.changed).toHaveLength(1);
    await clock.advance(hour);
    world.refusals.set('key', new ActivationError('token_expired', 'The AWS sign-in has expired.'));
    for (let times = 0; times < 3; times += 1) {
      await check();
      await clock.advance(300_000);
    }
    expect([world.changed.length, world.warned.length]).toEqual([2, 1]);
    world.refusals.clear();
    await check();
    expect([world.changed.length, world.warned.length]).toEqual([3, 1]);
  });

  test('that cannot be opened any more are broken, too', async () => {
    const { rows, check, lastOf } = installation(['key']);
    rows.set('key', { ...(rows.get('key') as AccountRow), sealed: 'v1.of another key' });
    await check();
    expect(lastOf('key')).toMatchObject({ ok: false, code: 'credentials_invalid' });
  });

  test('are left alone once the server stops', async () => {
    const { world, check } = installation(['a', 'b']);
    await check(AbortSignal.abort());
    expect(world.tried).toEqual([]);
  });

  test('whose last check lies in the future are tried: the clock was set back', () => {
    const at = Date.parse('2026-11-20T10:00:00Z');
    const check = (offset: number, ok: boolean): AccountCheck => ({ at: new Date(at + offset).toISOString(), ok });
    expect([isDue(null, at), isDue(check(1_000, true), at), isDue(check(-hour + 1, true), at), isDue(check(-hour, true), at)]).toEqual([true, true, false, true]);
  });
});
