import { statfs } from 'node:fs/promises';

/** Bytes this user may still write to the disk a folder is on. Rejects when the system does not say. */
export async function freeDiskBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
