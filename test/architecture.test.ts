import { globSync, readFileSync } from 'node:fs';
import { cruise, type IReporterOutput } from 'dependency-cruiser';
import { describe, expect, test } from 'vitest';
import { checkCycles, checkFloors, type Import } from './architecture/floors.ts';
import { checkSource, describeViolation, longestFile } from './architecture/sourceRules.ts';

const sources = globSync('{shared,server,client}/**/*.{ts,tsx}').map((path) => path.replaceAll('\\', '/'));

/** All imports between our own files, read by dependency-cruiser; types included. */
async function readImports(): Promise<{ moduleCount: number; imports: Import[]; unresolved: string[] }> {
  const result: IReporterOutput = await cruise(['shared', 'server', 'client'], { doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true });
  if (typeof result.output === 'string') throw new Error('dependency-cruiser answered with text instead of a graph.');
  const { modules } = result.output;
  const edges = modules.flatMap((module) => module.dependencies.map((dependency) => ({ from: module.source, dependency })));
  const own = edges.filter(({ from, dependency }) => !from.startsWith('node_modules') && /^(shared|server|client)\//.test(dependency.resolved) && /\.tsx?$/.test(from));
  return {
    moduleCount: modules.filter((module) => /^(shared|server|client)\//.test(module.source)).length,
    imports: own.map(({ from, dependency }) => ({ from, to: dependency.resolved, line: lineOfImport(from, dependency.module) })),
    unresolved: edges.filter(({ dependency }) => dependency.couldNotResolve && dependency.module.startsWith('.')).map(({ from, dependency }) => `${from} → ${dependency.module}`),
  };
}

function lineOfImport(file: string, module: string): number {
  return (
    readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(`'${module}'`)) + 1
  );
}

describe('the source', () => {
  test('keeps vendors, clocks, dice and settings in their places, and files short and well named', () => {
    expect(sources.length).toBeGreaterThan(50);
    const violations = sources.flatMap((file) => checkSource(file, readFileSync(file, 'utf8')));
    expect(violations.map(describeViolation).join('\n')).toBe('');
  });

  test('imports downwards only, and never in a ring', async () => {
    const { moduleCount, imports, unresolved } = await readImports();
    expect(moduleCount, 'dependency-cruiser saw no TypeScript: it needs the package typescript 6').toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(50);
    expect(unresolved).toEqual([]);
    expect([...checkFloors(imports), ...checkCycles(imports)].map(describeViolation).join('\n')).toBe('');
  });
});

describe('the checker itself', () => {
  const broken = (file: string, text: string): string[] => checkSource(file, text).map(({ line, what }) => `${line}: ${what}`);

  test.each([
    ['server/delivery/worker.ts', "import { KinesisClient } from 'x';", '1: Names the vendor outside of its folder.'],
    ['shared/text.ts', '// as kinesis does', '1: Names the vendor outside of its folder.'],
    ['server/delivery/worker.ts', "\nimport { thing } from '@aws-sdk/core';", '2: Imports @aws-sdk/core, which belongs to server/destinations/amazon-kinesis/.'],
    ['server/delivery/worker.ts', "import express from 'express';", '1: Imports express, which belongs to server/api/.'],
    ['server/delivery/worker.ts', "const sqlite = await import('node:sqlite');", '1: Imports node:sqlite, which belongs to server/store/sqlite/.'],
    ['server/delivery/worker.ts', "import { setTimeout as wait } from 'node:timers/promises';", '1: Uses setTimeout, which belongs to server/kit/clock.ts.'],
    ['server/delivery/worker.ts', 'const now = Date.now();', '1: Uses Date.now, which belongs to server/kit/clock.ts.'],
    ['server/delivery/worker.ts', 'const now = new Date();', '1: Uses Date.now, which belongs to server/kit/clock.ts.'],
    ['server/delivery/worker.ts', 'setTimeout(run, 5);', '1: Uses setTimeout, which belongs to server/kit/clock.ts.'],
    ['server/delivery/worker.ts', 'globalThis.setInterval(run, 5);', '1: Uses setInterval, which belongs to server/kit/clock.ts.'],
    ['server/kit/clock.ts', 'const n = Math.random();', '1: Uses Math.random, which belongs to server/kit/backoff.ts.'],
    ['server/main.ts', 'start(process.env);', '1: Uses process.env, which belongs to server/config.ts.'],
    ['server/delivery/all.ts', "export * from './worker.ts';\nexport { a } from './b.ts';", '1: The file only passes on what others export.'],
    ['server/kit/utils.ts', 'export const a = 1;', '1: The name "utils.ts" says nothing about its content.'],
    ['client/ui/formHelpers.ts', 'export const a = 1;', '1: The name "formHelpers.ts" says nothing about its content.'],
    ['server/api/page.tsx', 'export const a = 1;', '1: The server runs without a build step, and Node.js does not read .tsx.'],
    ['server/kit/ids.ts', 'export const a = 1; // TODO', '1: Leaves something undone.'],
    ['server/kit/ids.ts', 'export const a = 1;\n'.repeat(longestFile + 1), `${longestFile + 1}: The file is ${longestFile + 1} lines long.`],
  ])('%s: finds the fault in %j', (file, text, found) => {
    expect(broken(file, text)).toEqual([found]);
  });

  test.each([
    ['server/destinations/amazon-kinesis/client.ts', "import { KinesisClient } from '@aws-sdk/client-kinesis';"],
    ['server/store/sqlite/driver.ts', "import { DatabaseSync } from 'node:sqlite';"],
    ['server/api/app.ts', "import express from 'express';"],
    ['server/kit/clock.ts', 'export const now = () => Date.now();'],
    ['server/kit/backoff.ts', 'export const random = () => Math.random();'],
    ['server/config.ts', 'export const config = read(process.env);'],
    ['server/delivery/worker.ts', '/** Never setTimeout, never Date.now. */\nexport const at = new Date(clock.now()); export const text = "Math.random";'],
    ['server/api/body.ts', "import { setImmediate as nextTurn } from 'node:timers/promises';"],
    ['client/ui/Clock.tsx', 'export const age = () => Date.now();'],
    ['server/kit/ids.ts', 'export const a = 1;\n'.repeat(longestFile)],
  ])('%s: leaves %j alone', (file, text) => {
    expect(broken(file, text)).toEqual([]);
  });

  test.each([
    ['shared/page.ts', 'server/kit/ids.ts'],
    ['client/main.tsx', 'server/kit/ids.ts'],
    ['server/kit/ids.ts', 'server/publisher/publisher.ts'],
    ['server/publisher/publisher.ts', 'server/store/store.ts'],
    ['server/delivery/worker.ts', 'server/profiles/merge.ts'],
    ['server/delivery/worker.ts', 'server/store/sqlite/driver.ts'],
    ['server/delivery/worker.ts', 'server/destinations/amazon-kinesis/client.ts'],
    ['server/api/app.ts', 'server/main.ts'],
    ['server/elsewhere/new.ts', 'shared/page.ts'],
  ])('refuses %s → %s', (from, to) => {
    expect(checkFloors([{ from, to, line: 1 }])).toHaveLength(1);
  });

  test.each([
    ['server/kit/errors.ts', 'shared/errorCodes.ts'],
    ['server/delivery/worker.ts', 'server/publisher/publisher.ts'],
    ['server/api/app.ts', 'server/delivery/supervisor.ts'],
    ['server/main.ts', 'server/store/sqlite/driver.ts'],
    ['client/main.tsx', 'shared/api.ts'],
  ])('allows %s → %s', (from, to) => {
    expect(checkFloors([{ from, to, line: 1 }])).toEqual([]);
  });

  test('finds a ring however long, once, and no ring in a diamond', () => {
    const edges = (...pairs: string[]): Import[] => pairs.map((pair) => ({ from: pair[0] as string, to: pair[1] as string, line: 1 }));
    expect(checkCycles(edges('ab', 'bc', 'ca')).map(({ what }) => what)).toEqual(['Imports itself in a ring: a → b → c → a.']);
    expect(checkCycles(edges('aa'))).toHaveLength(1);
    expect(checkCycles(edges('ab', 'ac', 'bd', 'cd'))).toEqual([]);
  });

  test('prints file, line and cure', () => {
    const [violation] = checkSource('server/main.ts', '\nstart(process.env);');
    expect(violation && describeViolation(violation)).toBe(
      'server/main.ts:2 Uses process.env, which belongs to server/config.ts.\n    Cure: Add the setting to server/config.ts and hand it in.',
    );
  });
});
