/** Which store the settings name, and how the thread that delivers reaches it. */
import path from 'node:path';
import type { Config } from './config.ts';
import type { ActivationError } from './kit/errors.ts';
import type { Announcements } from './store/announcements.ts';
import type { ImportParts } from './store/importParts.ts';
import { connectPostgresStore, openAnnouncements, openImportParts, openPostgresStore } from './store/postgres/postgresStore.ts';
import { connectSqliteStore, openSqliteStore, type StoreLine as SqliteLine } from './store/sqlite/sqliteStore.ts';
import type { Store } from './store/store.ts';

/** What another thread needs to speak to the store. */
export type StoreLine = { readonly sqlite: SqliteLine } | { readonly postgres: string };

/** Connections to PostgreSQL of the thread that serves requests, and of the one that delivers. */
const servingConnections = 10;
const deliveringConnections = 8;

export interface OpenedStore {
  readonly store: Store;
  /** To the other processes that share it; null: it is this one's alone. */
  readonly announcements: Announcements | null;
  /** Files of people, for all processes that share it; null: they are on the disk of this one. */
  readonly importParts: ImportParts | null;
  /** Resolves when the store ended by itself, after which every call is refused. */
  readonly died: Promise<ActivationError>;
  /** `transfer`: what moves to the other thread with it. */
  openLine(): { readonly line: StoreLine; readonly transfer: readonly MessagePort[] };
}

type MessagePort = SqliteLine['port'];

/** Opens what the settings name. Rejects with an `ActivationError` that says in a sentence why that cannot be. */
export async function openStore({ databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<OpenedStore> {
  if (databaseUrl !== null) {
    const store = await openPostgresStore({ url: databaseUrl, poolSize: servingConnections });
    return {
      store,
      announcements: openAnnouncements(databaseUrl),
      importParts: openImportParts(databaseUrl),
      died: new Promise(() => undefined),
      openLine: () => ({ line: { postgres: databaseUrl.href }, transfer: [] }),
    };
  }
  const store = await openSqliteStore({ file: path.join(dataDir, 'tributary.db') });
  return {
    store,
    announcements: null,
    importParts: null,
    died: store.died,
    openLine() {
      const line = store.openLine();
      return { line: { sqlite: line }, transfer: [line.port] };
    },
  };
}

/** The store as a further thread has it. `catchUp` resolves once what the store had answered before has had its effect here. */
export function connectStore(line: StoreLine): Pick<OpenedStore, 'store' | 'announcements'> & { catchUp(): Promise<void> } {
  if ('sqlite' in line) {
    const { catchUp, ...store } = connectSqliteStore(line.sqlite);
    return { store, announcements: null, catchUp };
  }
  const url = new URL(line.postgres);
  // Every statement sees what was committed before it: there is nothing to catch up with.
  return { store: connectPostgresStore({ url, poolSize: deliveringConnections }), announcements: openAnnouncements(url), catchUp: async () => undefined };
}
