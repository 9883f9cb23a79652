import { describe, expect, test } from 'vitest';
import { createOpenApi } from '../../server/api/openapi.ts';
import { routes } from '../../shared/api.ts';
import type { Route } from '../../shared/route.ts';

const document = JSON.parse(JSON.stringify(createOpenApi('1.2.3')));
const operationOf = ({ method, path }: Route) => document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];

describe('the reference', () => {
  test('is OpenAPI 3.1 with a version', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info.version).toBe('1.2.3');
  });

  test.each(Object.entries<Route>(routes))('%s is in it, with its body, answers and problems', (name, route) => {
    const operation = operationOf(route);
    expect(operation.operationId).toBe(name);
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining([String(route.status), '400', '401', '403', '422', '500']));
    expect(operation.responses['422'].content['application/problem+json'].schema.$ref).toBe('#/components/schemas/Problem');
    expect(operation.security).toEqual(route.access === 'public' ? [] : [{ session: [] }, { token: [] }]);
    if (route.body || name === 'ingestProfiles') expect(operation.requestBody.content).toBeDefined();
    if (route.response) expect(operation.responses[String(route.status)].content['application/json'].schema).toBeDefined();
    const inPath = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1]);
    const declared = (operation.parameters ?? []).filter((parameter: { in: string }) => parameter.in === 'path');
    expect(declared.map((parameter: { name: string; required: boolean }) => parameter.required && parameter.name)).toEqual(inPath);
  });

  test('holds nothing but the routes, and every reference leads somewhere', () => {
    const operations = Object.values<object>(document.paths).flatMap((path) => Object.keys(path));
    expect(operations).toHaveLength(Object.keys(routes).length);
    for (const [, place] of JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)) {
      const target = (place as string)
        .slice(1)
        .split('/')
        .reduce((node, key) => node?.[key], document);
      expect([place, target]).not.toEqual([place, undefined]);
    }
  });
});
