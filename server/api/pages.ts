import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { type Router } from 'express';
import { HttpRefusal } from './httpRefusal.ts';

/**
 * The built pages. Files under `assets` carry a hash of their content in their name and are kept for a year; the page
 * itself is asked for every time, so that a new version is seen at once.
 */
export function pagesRouter(folder: string): Router {
  const router = express.Router();
  router.use('/assets', express.static(path.join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false, redirect: false }));
  router.use(express.static(folder, { index: false, redirect: false, maxAge: 0 }));
  router.use((request, response, next) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    const elsewhere = /^\/(?:api|assets)(?:\/|$)/.test(request.path);
    // An id in a page's address may hold a dot; a browser says that it wants a page, and asks for a missing image as an image.
    const isPage = !request.path.includes('.') || (request.headers.accept?.includes('text/html') ?? false);
    if (!reads || elsewhere || !isPage) return next();
    if (!existsSync(path.join(folder, 'index.html')))
      throw new HttpRefusal(404, 'not_found', 'The pages are not built yet. Run "npm run build", or start the server with "npm start".');
    response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: folder, cacheControl: false });
  });
  return router;
}
