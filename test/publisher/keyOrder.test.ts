import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeyOrder, type Ordered } from '../../server/publisher/keyOrder.ts';

interface Item extends Ordered {
  readonly number: number;
}

const keys = fc.constantFrom('a', 'b', 'c', 'd');

describe('KeyOrder', () => {
  test('no item overtakes another under any of its keys, nobody waits without cause, and everybody gets through', () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(keys, { minLength: 1, maxLength: 2 }), { maxLength: 80 }), fc.infiniteStream(fc.nat()), (lines, choices) => {
        const items = lines.map((itemKeys, number): Item => ({ number, keys: itemKeys, blockers: 0 }));
        const waiting = [...items];
        const out: Item[] = [];
        const order = new KeyOrder<Item>((item) => out.push(item));
        const settled = new Set<Item>();
        const choice = choices[Symbol.iterator]();
        while (settled.size < items.length) {
          const add = waiting.length > 0 && (out.length === 0 || (choice.next().value as number) % 2 === 0);
          if (add) order.add(waiting.shift() as Item);
          const underWay = out.flatMap((item) => item.keys);
          expect(new Set(underWay).size).toBe(underWay.length);
          const added = items.slice(0, items.length - waiting.length);
          for (const item of out) {
            for (const earlier of added) if (earlier.number < item.number && !settled.has(earlier)) expect(earlier.keys.some((key) => item.keys.includes(key))).toBe(false);
          }
          if (!add) {
            const [item] = out.splice((choice.next().value as number) % out.length, 1) as [Item];
            order.settle(item);
            settled.add(item);
          }
        }
      }),
    );
  });

  test('refuses to settle an item that is not first in its line', () => {
    const order = new KeyOrder<Item>(() => undefined);
    const first: Item = { number: 1, keys: ['a'], blockers: 0 };
    const second: Item = { number: 2, keys: ['a'], blockers: 0 };
    order.add(first);
    order.add(second);
    expect(() => order.settle(second)).toThrow('not first');
  });
});
