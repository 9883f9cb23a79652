import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';
import { localOr } from './health.ts';
import type { Authentication } from './auth.ts';
import { createOpenApi } from './openapi.ts';
import { refuseMethod } from './router.ts';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Tributary API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css">
  </head>
  <body>
    <div id="reference"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

/** A file of our own, since the pages may run no script that stands in them. */
const startScript = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#reference', deepLinking: true, validatorUrl: null });\n`;

/** The reference and a page to read it; every file comes from this server. For people who are signed in, and for this machine. */
export function docsRouter(options: { authentication: Authentication; version: string }): Router {
  const router = express.Router({ caseSensitive: true });
  const reference = JSON.stringify(createOpenApi(options.version));
  const readers = localOr('viewer', options.authentication);
  const files = path.dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

  router.get('/api/openapi.json', readers, (_request, response) => void response.type('application/json').send(reference));
  router.get('/api/docs', readers, (_request, response) => void response.type('html').send(page));
  router.get('/api/docs/start.js', (_request, response) => void response.type('text/javascript').send(startScript));
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
    router.get(`/api/docs/${file}`, (_request, response) => response.sendFile(file, { root: files, cacheControl: false }));
  }
  for (const address of ['/api/openapi.json', '/api/docs']) router.all(address, refuseMethod(['GET']));
  return router;
}
