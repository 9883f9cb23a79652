import type { ImportState } from '../../shared/import.ts';
import type { Clock } from '../kit/clock.ts';
import { toActivationError, type ActivationError } from '../kit/errors.ts';
import { newId } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { Ingest } from '../profiles/ingest.ts';
import type { ImportChange, ImportRow } from '../store/importStore.ts';
import type { Store } from '../store/store.ts';
import { applyRows } from './applyRows.ts';
import { checkRows } from './checkRows.ts';
import { exitMissing } from './exitMissing.ts';
import { ClaimLost, type ImportFiles } from './importFiles.ts';
import { progressAt, type ImportJob, type LiveProgress } from './importJob.ts';
import { settingsOf } from './settings.ts';
import { tellProgress, type ImportProgressNow } from './sharedProgress.ts';

/** Wait before the store is asked again after it failed, milliseconds. */
const restartMs = 5_000;
/** Where other processes queue imports, too, it is looked for some this often, milliseconds. */
const lookEveryMs = 5_000;
/** An import under way is claimed anew this often, milliseconds: a claim holds for several times as long. */
const claimEveryMs = 5_000;
/** Other processes are told this often how far it is, milliseconds. */
const tellEveryMs = 1_000;

export interface RunnerDependencies {
  readonly store: Store;
  readonly ingest: Ingest;
  readonly files: ImportFiles;
  /** Other processes share the store, and queue imports in it. */
  readonly areOthers: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** An import is in another state now, or a segment was made. */
  readonly onChanged: (resource: 'import' | 'segment', id: string) => void;
}

/** Works on one import after the other, for as long as the server runs. What is done so far is in the store, so that the next start goes on with it. */
export class ImportRunner {
  readonly #deps: RunnerDependencies;
  /** As the store knows it: another one with every start. */
  readonly #id = newId('wrk');
  readonly #stopping = new AbortController();
  #wake: () => void = () => undefined;
  #loop: Promise<void> = Promise.resolve();
  #current: { readonly id: string; readonly halt: AbortController; readonly ended: Promise<void> } | null = null;
  #live: { readonly id: string; readonly progress: LiveProgress } | null = null;

  constructor(dependencies: RunnerDependencies) {
    this.#deps = dependencies;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Something was queued. */
  wake(): void {
    this.#wake();
  }

  /** Null: this one is not being worked on here. */
  progressOf(id: string): ImportProgressNow | null {
    return this.#live?.id === id ? progressAt(this.#live.progress, this.#deps.clock.monotonic()) : null;
  }

  /** Stops work on an import, whose state says so already; resolves once nothing of it is under way. */
  async halt(id: string): Promise<void> {
    if (this.#current?.id !== id) return;
    this.#current.halt.abort();
    await this.#current.ended;
  }

  /** Stops where it is; resolves once nothing is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { store, areOthers, clock, log } = this.#deps;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      try {
        const row = await store.nextImport(this.#id);
        // It may be queued in another process, which cannot wake this one.
        if (row === null) await (areOthers ? Promise.race([woken, clock.sleep(lookEveryMs, signal)]) : woken);
        else if (await store.claimImport(row.id, this.#id)) await this.#workOn(row);
      } catch (error) {
        log.warn({ error }, 'The imports could not be looked at; they are looked at again in a moment');
        await clock.sleep(restartMs, signal);
      }
    }
  }

  async #workOn(row: ImportRow): Promise<void> {
    const halt = new AbortController();
    const signal = AbortSignal.any([halt.signal, this.#stopping.signal]);
    const stopClaiming = this.#keepClaiming(row.id, halt);
    const stopTelling = this.#keepTelling(row.id);
    const ended = this.#steps(row, signal).catch(async (thrown: unknown) => {
      if (signal.aborted || thrown instanceof ClaimLost) return;
      const error = toActivationError(thrown);
      // What passes by itself is no failure of the import: it is done again.
      if (error.retryAfterSeconds !== undefined) throw error;
      await this.#fail(row.id, error, {});
    });
    this.#current = { id: row.id, halt, ended: ended.catch(() => undefined) };
    try {
      await ended;
    } finally {
      stopClaiming();
      stopTelling();
      this.#current = null;
      this.#live = null;
      await this.#deps.files.release(row.id);
    }
  }

  /** Halts where another process has it, or somebody ended it there. */
  #keepClaiming(id: string, halt: AbortController): () => void {
    const { store, clock, log } = this.#deps;
    const claim = async (): Promise<void> => {
      if (!(await store.claimImport(id, this.#id))) halt.abort();
    };
    return clock.every(
      claimEveryMs,
      () => void claim().catch((error: unknown) => log.warn({ importId: id, error }, 'An import could not be claimed; it is tried again in a moment')),
    );
  }

  /** Where others show it, too, they are told how far it is. */
  #keepTelling(id: string): () => void {
    const { areOthers, clock, log } = this.#deps;
    if (!areOthers) return () => undefined;
    const tell = async (): Promise<void> => {
      const progress = this.progressOf(id);
      if (progress !== null) await tellProgress(this.#deps, id, progress);
    };
    return clock.every(
      tellEveryMs,
      () => void tell().catch((error: unknown) => log.warn({ importId: id, error }, 'How far an import is could not be told; it is told again in a moment')),
    );
  }

  /** From wherever it is to its end. Each step reads the row anew; whoever moved it meanwhile has the last word. */
  async #steps(queued: ImportRow, signal: AbortSignal): Promise<void> {
    const { id } = queued;
    if (queued.rows === null && !(await this.#check(queued, signal))) return;
    const checked = await this.#read(id);
    if (checked.done < (checked.rows ?? 0)) {
      if (!(await this.#move(id, ['queued', 'checking', 'importing'], 'importing', {}))) return;
      await applyRows(this.#jobOf(checked, signal));
    }
    const { mode, segment } = settingsOf(checked);
    if (mode === 'replace' && segment !== null) {
      const members = checked.lookedAt + ((await this.#deps.store.getSegment(segment.id))?.size ?? 0);
      if (!(await this.#move(id, ['queued', 'importing', 'exiting'], 'exiting', { members }))) return;
      await exitMissing(this.#jobOf(await this.#read(id), signal), segment.id);
    }
    // Whoever sees that it is completed knows that the file is gone; from here on nothing reads it, whatever happens.
    if (!(await this.#deps.store.claimImport(id, this.#id))) return;
    await this.#deps.files.release(id);
    await this.#deps.files.removeFile(id);
    await this.#move(id, ['queued', 'importing', 'exiting'], 'completed', { endedAt: this.#deps.clock.now(), hasFile: false });
  }

  /** False: it is not to be imported. Only a file that passed makes a segment. */
  async #check(row: ImportRow, signal: AbortSignal): Promise<boolean> {
    if (!(await this.#move(row.id, ['queued', 'checking'], 'checking', {}))) return false;
    const job = this.#jobOf(row, signal);
    const { rows, rejected, reportBytes, errors, problem } = await checkRows(job);
    const found = { rejected, reportBytes, errorsJson: JSON.stringify(errors) };
    if (problem !== null) {
      await this.#fail(row.id, problem, found);
      return false;
    }
    const { segment } = job.settings;
    const segmentAt = segment === null ? null : await this.#segmentOf(segment);
    return this.#move(row.id, ['checking'], 'importing', { rows, segmentAt, ...found });
  }

  /** Makes the segment if there is none; when it was made. */
  async #segmentOf({ id, name = id }: { readonly id: string; readonly name?: string | undefined }): Promise<number> {
    const { store, clock, onChanged } = this.#deps;
    const known = await store.getSegment(id);
    if (known !== null) return known.createdAt;
    const at = clock.now();
    await store.putSegment({ id, name, at, expectedVersion: null });
    onChanged('segment', id);
    return at;
  }

  #jobOf(row: ImportRow, signal: AbortSignal): ImportJob {
    const { store, ingest, files, clock } = this.#deps;
    const begin: ImportJob['begin'] = ({ unit, done, total }) => {
      const progress: LiveProgress = { unit, done, total, waiting: null, from: done, since: clock.monotonic() };
      this.#live = { id: row.id, progress };
      return progress;
    };
    const append: ImportJob['append'] = async (writes, checkpoint) => {
      const appended = await store.appendImported(writes, checkpoint, this.#id);
      if (appended !== 'claim_lost') return appended;
      this.#current?.halt.abort();
      throw signal.reason as Error;
    };
    const source = files.source(row);
    const openReport: ImportJob['openReport'] = (bytes) => files.openReport(row.id, bytes, this.#id);
    return { row, settings: settingsOf(row), startedAt: row.startedAt ?? clock.now(), store, append, ingest, source, openReport, clock, signal, begin };
  }

  async #read(id: string): Promise<ImportRow> {
    const row = await this.#deps.store.getImport(id);
    if (row === null) throw new Error('An import under way is gone.');
    return row;
  }

  async #move(id: string, from: readonly ImportState[], to: ImportState, change: ImportChange): Promise<boolean> {
    const isMoved = await this.#deps.store.moveImport(id, from, to, change);
    if (isMoved) this.#deps.onChanged('import', id);
    return isMoved;
  }

  async #fail(id: string, error: ActivationError, change: ImportChange): Promise<void> {
    const { clock, log } = this.#deps;
    if (error.code === 'defect') log.error({ importId: id, error: error.cause ?? error }, 'An import failed because of a defect');
    const problemJson = JSON.stringify({ code: error.code, message: error.message, remedy: error.entry.remedy });
    await this.#move(id, ['queued', 'checking', 'importing', 'exiting'], 'failed', { ...change, problemJson, endedAt: clock.now() });
  }
}
