import type { AccountInput } from '../../../shared/account.ts';
import type { Page } from '../../../shared/page.ts';
import type { Issue } from '../../../shared/problem.ts';
import type { CredentialFacts, DestinationDefinition, OpenAccount, Parsed } from '../../destinations/definition.ts';
import { ActivationError, fieldError, toActivationError } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import type { AccountRow } from '../../store/rows.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { newExternalId, withExternalId } from '../externalId.ts';
import { outsideCall } from '../outsideCall.ts';
import { presentAccount, presentPage } from '../present.ts';
import { demandVersion, nameTaken, notFound, versionStale } from '../refusals.ts';
import { accountCheck, definitionOf, openAccount, sealAccount } from '../../destinations/storedAccount.ts';
import { refuseIssues } from '../validate.ts';

type Dependencies = Pick<ApiDependencies, 'config' | 'store' | 'registry' | 'secrets' | 'supervisor' | 'clock' | 'liveEvents'>;
type AccountRoutes = Pick<Handlers, 'createAccount' | 'testAccount' | 'createExternalId' | 'listAccounts' | 'getAccount' | 'updateAccount' | 'deleteAccount' | 'listStreams'>;

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

/** Whoever names a role and no external id learns which one the role has to ask for. */
function withNewExternalId(error: ActivationError, externalId: string | null): ActivationError {
  if (error.code !== 'role_not_assumable' || externalId === null) return error;
  const message = `${error.message} Its trust policy needs the external id ${externalId}; then create the account with it as credentials.externalId.`;
  return fieldError('credentials.roleArn', error.code, message);
}

export function accountRoutes(dependencies: Dependencies): AccountRoutes {
  const { config, store, registry, secrets, supervisor, clock, liveEvents } = dependencies;
  const settingsOf = (definition: DestinationDefinition): unknown => config.operatorSettings[definition.type];

  function parse(body: AccountInput): { definition: DestinationDefinition; account: OpenAccount } {
    const definition = registry.get(body.type);
    if (definition === undefined) throw refuseIssues([unknownType]);
    return { definition, account: accepted(definition.parseAccount(body.region, withExternalId(secrets, definition, body.credentials, null))) };
  }

  async function read(id: string): Promise<AccountRow> {
    const row = await store.getAccount(id);
    if (row === null) throw notFound('account');
    return row;
  }

  /** Credentials that were sent replace the stored ones; a new region alone goes with the stored ones. Null: neither changes. */
  function changedAccount(row: AccountRow, definition: DestinationDefinition, region: string | undefined, credentials: Record<string, unknown> | undefined): OpenAccount | null {
    const { externalId = null } = JSON.parse(row.factsJson) as CredentialFacts;
    if (credentials !== undefined) return accepted(definition.parseAccount(region ?? row.region, withExternalId(secrets, definition, credentials, externalId)));
    if (region === undefined) return null;
    const moved = accepted(definition.parseAccount(region, openAccount(secrets, row).credentials));
    return moved.region === row.region ? null : moved;
  }

  /** One external id, one account: else ending the one would not end the other. */
  async function demandUnusedExternalId(externalId: string | null): Promise<void> {
    if (externalId === null) return;
    let cursor: string | null = null;
    do {
      const page: Page<AccountRow> = await store.listAccounts({ limit: 500, cursor }, '');
      if (page.items.some((row) => (JSON.parse(row.factsJson) as CredentialFacts).externalId === externalId)) {
        throw fieldError(
          'credentials.externalId',
          'request_invalid',
          'Another account has this external id already. Ask for a new one, and put it into the trust policy of the role.',
        );
      }
      cursor = page.nextCursor;
    } while (cursor !== null);
  }

  return {
    async createExternalId({ body }) {
      const definition = registry.get(body.type);
      if (definition === undefined) throw refuseIssues([unknownType]);
      const externalId = newExternalId(secrets);
      if (definition.serverIdentity === undefined) return { externalId, server: null, problem: null };
      try {
        return { externalId, server: await definition.serverIdentity(body.region, settingsOf(definition)), problem: null };
      } catch (thrown) {
        const error = toActivationError(thrown);
        if (error.code === 'region_invalid') throw error;
        return { externalId, server: null, problem: error.message };
      }
    },

    async createAccount({ body, signal }) {
      const { definition, account } = parse(body);
      const facts = definition.describeCredentials(account);
      await demandUnusedExternalId(facts.externalId ?? null);
      await outsideCall(clock, signal, (limit) => definition.verifyAccount(account, settingsOf(definition), limit)).catch((thrown: unknown) => {
        throw body.credentials['externalId'] === facts.externalId ? thrown : withNewExternalId(toActivationError(thrown), facts.externalId ?? null);
      });
      const id = newId('acc');
      const now = clock.now();
      const sealed = sealAccount(secrets, id, account);
      const written = await store.insertAccount({
        id,
        type: definition.type,
        name: body.name,
        region: account.region,
        sealed,
        factsJson: JSON.stringify(facts),
        rotatedAt: now,
        createdAt: now,
      });
      if (!written.ok) throw nameTaken('account');
      await store.noteAccountCheck(id, sealed, JSON.stringify(accountCheck(null, now)));
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
      if (account !== null) await store.noteAccountCheck(row.id, updated.sealed, JSON.stringify(accountCheck(null, now)));
      if (account !== null) await Promise.all(updated.destinations.map(({ id }) => supervisor.refresh(id)));
      liveEvents.changed({ resource: 'account', id: row.id });
      return presentAccount(await read(row.id));
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
