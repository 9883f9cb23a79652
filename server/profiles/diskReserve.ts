import type { Clock } from '../kit/clock.ts';
import { ActivationError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { Ingest } from './ingest.ts';

/** What is known of the disk stays true for this long, milliseconds. */
const lookEveryMs = 250;
/** Upstream should try again after this. */
const retryAfterSeconds = 5;
const mebibyte = 1024 * 1024;

/** Free space: on the disk, and inside the data file, which is written again before the file grows. Bytes. */
export interface FreeSpace {
  readonly onDisk: number;
  readonly inFile: number;
}

/**
 * PURE. Whether profiles may be taken, `reserve` in bytes. Space inside the file counts, since that is where what was
 * removed comes back; but the log of the database needs the disk itself, so a quarter of the reserve has to be there.
 */
export function hasRoom({ onDisk, inFile }: FreeSpace, reserve: number): boolean {
  return onDisk + inFile >= reserve && onDisk >= reserve / 4;
}

/**
 * The same ingest, which takes nothing while the disk has less than a reserve: what is left belongs to delivery, whose
 * outcomes have to be stored, and which makes room. A request that has begun may use half of the reserve, so that it
 * need not be sent again. Where the space cannot be read nothing is refused; a full disk is refused by the store.
 */
export function withDiskReserve(
  ingest: Ingest,
  dependencies: { readonly reserveBytes: number; readonly readSpace: () => Promise<FreeSpace>; readonly clock: Clock; readonly log: Log },
): Ingest {
  const { reserveBytes, readSpace, clock, log } = dependencies;
  if (reserveBytes === 0) return ingest;
  let known: { readonly until: number; readonly space: Promise<FreeSpace | null> } | null = null;
  let isShort = false;

  async function look(): Promise<FreeSpace | null> {
    try {
      const space = await readSpace();
      const wasShort = isShort;
      isShort = !hasRoom(space, reserveBytes);
      const fields = { freeMiB: Math.floor(space.onDisk / mebibyte), reusableMiB: Math.floor(space.inFile / mebibyte), reserveMiB: reserveBytes / mebibyte };
      if (isShort && !wasShort) log.error(fields, 'the disk of the data folder is nearly full: profiles are refused until there is space, delivery goes on');
      if (!isShort && wasShort) log.info(fields, 'the disk of the data folder has space again: profiles are taken');
      return space;
    } catch (error) {
      log.warn({ error }, 'the free space of the data folder could not be read');
      return null;
    }
  }

  return {
    async accept(lines, options) {
      if (known === null || clock.monotonic() >= known.until) known = { until: clock.monotonic() + lookEveryMs, space: look() };
      const space = await known.space;
      if (space !== null && !hasRoom(space, options?.continuing === true ? reserveBytes / 2 : reserveBytes))
        throw new ActivationError(
          'defect',
          `The disk of the data folder is nearly full: less than ${reserveBytes / mebibyte} MiB are left. These profiles were not stored; send them again once somebody freed some space.`,
          { retryAfterSeconds },
        );
      return ingest.accept(lines, options);
    },
  };
}
