import type { AccountInput } from '../../../shared/account.ts';
import type { Issue } from '../../../shared/problem.ts';
import type { DestinationDefinition, OpenAccount, Parsed } from '../../destinations/definition.ts';
import { ActivationError, fieldError } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import type { AccountRow } from '../../store/rows.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { outsideCall } from '../outsideCall.ts';
import { presentAccount, presentPage } from '../present.ts';
import { demandVersion, nameTaken, notFound, versionStale } from '../refusals.ts';
import { definitionOf, openAccount, sealAccount } from '../../destinations/storedAccount.ts';
import { refuseIssues } from '../validate.ts';

type Dependencies = Pick<ApiDependencies, 'config' | 'store' | 'registry' | 'secrets' | 'supervisor' | 'clock' | 'liveEvents'>;
type AccountRoutes = Pick<Handlers, 'createAccount' | 'testAccount' | 'listAccounts' | 'getAccount' | 'updateAccount' | 'deleteAccount' | 'listStreams'>;

const unknownType: Issue = { path: 'type', code: 'request_invalid', message: 'There is no such destination type. The catalog lists those there are.' };

/** What the fields of the type say about a body whose shape may still be wrong, so that every problem is told at once. */
export function accountIssues(registry: Dependencies['registry'], body: unknown): readonly Issue[] {
  const { type, region, credentials } = (typeof body === 'object' && body !== null ? body : {}) as Partial<Record<keyof AccountInput, unknown>>;
  if (typeof type !== 'string') return [];
  const definition = registry.get(type);
  if (definition === undefined) return [unknownType];
  if (typeof region !== 'string' || typeof credentials !== 'object' || credentials === null || Array.isArray(credentials)) return [];
  const parsed = definition.parseAccount(region, credentials as Record<string, unknown>);
  return parsed.ok ? [] : parsed.issues;
}

/** The same for changes of a stored account. A new region alone goes with stored credentials, which nobody can have mistyped just now. */
export async function accountPatchIssues({ store, registry }: Pick<Dependencies, 'store' | 'registry'>, id: string, body: unknown): Promise<readonly Issue[]> {
  const { region, credentials } = (typeof body === 'object' && body !== null ? body : {}) as Partial<Record<keyof AccountInput, unknown>>;
  const row = region === undefined && credentials === undefined ? null : await store.getAccount(id);
  if (row === null) return [];
  const issues = accountIssues(registry, { type: row.type, region: region ?? row.region, credentials: credentials ?? {} });
  return credentials === undefined ? issues.filter(({ path }) => path === 'region') : issues;
}

function accepted<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw refuseIssues(parsed.issues);
}

export function accountRoutes(dependencies: Dependencies): AccountRoutes {
  const { config, store, registry, secrets, supervisor, clock, liveEvents } = dependencies;
  const settingsOf = (definition: DestinationDefinition): unknown => config.operatorSettings[definition.type];

  function parse(body: AccountInput): { definition: DestinationDefinition; account: OpenAccount } {
    const definition = registry.get(body.type);
    if (definition === undefined) throw refuseIssues([unknownType]);
    return { definition, account: accepted(definition.parseAccount(body.region, body.credentials)) };
  }

  async function read(id: string): Promise<AccountRow> {
    const row = await store.getAccount(id);
    if (row === null) throw notFound('account');
    return row;
  }

  /** Credentials that were sent replace the stored ones; a new region alone goes with the stored ones. Null: neither changes. */
  function changedAccount(row: AccountRow, definition: DestinationDefinition, region: string | undefined, credentials: Record<string, unknown> | undefined): OpenAccount | null {
    if (credentials !== undefined) return accepted(definition.parseAccount(region ?? row.region, credentials));
    if (region === undefined) return null;
    const moved = accepted(definition.parseAccount(region, openAccount(secrets, row).credentials));
    return moved.region === row.region ? null : moved;
  }

  return {
    async createAccount({ body, signal }) {
      const { definition, account } = parse(body);
      await outsideCall(clock, signal, (limit) => definition.verifyAccount(account, settingsOf(definition), limit));
      const id = newId('acc');
      const now = clock.now();
      const written = await store.insertAccount({
        id,
        type: definition.type,
        name: body.name,
        region: account.region,
        sealed: sealAccount(secrets, id, account),
        factsJson: JSON.stringify(definition.describeCredentials(account)),
        rotatedAt: now,
        createdAt: now,
      });
      if (!written.ok) throw nameTaken('account');
      liveEvents.changed({ resource: 'account', id });
      return presentAccount(await read(id));
    },

    async testAccount({ body, signal }) {
      const { definition, account } = parse(body);
      return outsideCall(clock, signal, (limit) => definition.checkAccount(account, settingsOf(definition), limit));
    },

    async listAccounts({ query }) {
      return presentPage(await store.listAccounts({ limit: query.limit, cursor: query.cursor ?? null }, query.search ?? ''), presentAccount);
    },

    async getAccount({ params }) {
      return presentAccount(await read(params.id));
    },

    async updateAccount({ params, body, expectedVersion, signal }) {
      const row = await read(params.id);
      demandVersion(expectedVersion, row.version);
      const definition = definitionOf(registry, row.type);
      const account = changedAccount(row, definition, body.region, body.credentials);
      if (account !== null && account.region !== row.region && row.destinations.length > 0) {
        throw fieldError('region', 'account_in_use', `Destinations of this account use streams in ${row.region}. Connect another account for ${account.region}.`);
      }
      if (account !== null) await outsideCall(clock, signal, (limit) => definition.verifyAccount(account, settingsOf(definition), limit));
      const now = clock.now();
      const written = await store.updateAccount(
        row.id,
        {
          ...(body.name !== undefined && { name: body.name }),
          ...(account !== null && { region: account.region, sealed: sealAccount(secrets, row.id, account), factsJson: JSON.stringify(definition.describeCredentials(account)) }),
          ...(body.credentials !== undefined && { rotatedAt: now }),
        },
        now,
        expectedVersion,
      );
      if (!written.ok) {
        if (written.reason === 'name_taken') throw nameTaken('account');
        throw written.reason === 'version_stale' ? versionStale() : notFound('account');
      }
      const updated = await read(row.id);
      if (account !== null) await Promise.all(updated.destinations.map(({ id }) => supervisor.refresh(id)));
      liveEvents.changed({ resource: 'account', id: row.id });
      return presentAccount(updated);
    },

    async deleteAccount({ params, expectedVersion }) {
      if (expectedVersion !== null) demandVersion(expectedVersion, (await read(params.id)).version);
      const deleted = await store.deleteAccount(params.id);
      if (!deleted.ok) throw deleted.reason === 'not_found' ? notFound('account') : new ActivationError('account_in_use', 'Destinations use this account, so it was not deleted.');
      liveEvents.changed({ resource: 'account', id: params.id });
    },

    async listStreams({ params, query, signal }) {
      const row = await read(params.id);
      const definition = definitionOf(registry, row.type);
      return outsideCall(clock, signal, (limit) => definition.listStreams(openAccount(secrets, row), query.query ?? '', settingsOf(definition), limit));
    },
  };
}
