import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { destinationTypeSchema } from '../../shared/destination.ts';
import { schemaOfFields } from '../../shared/fieldSpec.ts';
import { loadDestinationTypes } from '../../server/destinations/registry.ts';

const toyTypes = path.join(import.meta.dirname, 'toyTypes');
const scratch = mkdtempSync(path.join(tmpdir(), 'destination-types-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('every folder with an index.ts is a destination type: a second one needs no change anywhere else', async () => {
  const toys = await loadDestinationTypes(toyTypes);
  expect(toys.all().map(({ type }) => type)).toEqual(['toy-log']);
  const toy = toys.get('toy-log');
  const client = toy?.createClient({ region: '', credentials: {} }, { name: 's', arn: null, createdAt: null, maxRecordBytes: 1 }, {}, 'json');
  expect(await client?.send([{ data: Buffer.from('{}'), partitionKey: 'k' }], new AbortController().signal)).toEqual([{ ok: true, shardId: 'only', sequenceNumber: '1' }]);
});

test('the shipped types load, are found by type, and an unknown one is undefined', async () => {
  const registry = await loadDestinationTypes();
  expect(registry.get('amazon-kinesis')?.label).toBe('Amazon Kinesis');
  expect(registry.get('toy-log')).toBeUndefined();
  expect(registry.get('__proto__')).toBeUndefined();
});

test('the start is refused when a folder holds no definition, or two declare the same type', async () => {
  mkdirSync(path.join(scratch, 'empty', 'odd'), { recursive: true });
  writeFileSync(path.join(scratch, 'empty', 'odd', 'index.ts'), 'export default {};\n');
  await expect(loadDestinationTypes(path.join(scratch, 'empty'))).rejects.toThrow('no destination definition');
  const twice = "export default { type: 'same', label: 'Same' };\n";
  for (const folder of ['a', 'b']) {
    mkdirSync(path.join(scratch, 'twice', folder), { recursive: true });
    writeFileSync(path.join(scratch, 'twice', folder, 'index.ts'), twice);
  }
  await expect(loadDestinationTypes(path.join(scratch, 'twice'))).rejects.toThrow('declare the type "same"');
  cpSync(path.join(scratch, 'twice', 'a'), path.join(scratch, 'once', 'a'), { recursive: true });
  expect((await loadDestinationTypes(path.join(scratch, 'once'))).all()).toHaveLength(1);
});

test('every type can be shown in the catalog, and its patterns compile', async () => {
  for (const definition of (await loadDestinationTypes()).all()) {
    const card = { ...definition, accountFields: definition.accountMethods };
    expect(destinationTypeSchema.safeParse(card).error).toBeUndefined();
    for (const fields of [...definition.accountMethods.map((method) => method.fields), definition.destinationFields]) {
      for (const rule of fields.flatMap((field) => field.rules)) expect(() => new RegExp(rule.pattern, 'u')).not.toThrow();
      expect(schemaOfFields(fields).safeParse(Object.fromEntries(fields.map(({ name }) => [name, ''])))).toHaveProperty('success', false);
    }
    expect(definition.operatorSettings).toBeInstanceOf(z.ZodObject);
  }
});
