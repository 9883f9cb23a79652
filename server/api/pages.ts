import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { type RequestHandler, type Router } from 'express';
import { HttpRefusal } from './httpRefusal.ts';

/** Content codings the build leaves beside a file, best first, and what its name ends with then. */
const endings = { br: '.br', gzip: '.gz' } as const;

/** Names the compressed form of an asset in place of it, to whoever takes it so. */
function compressed(folder: string): RequestHandler {
  return (request, response, next) => {
    response.vary('Accept-Encoding');
    const coding = (['br', 'gzip'] as const).find((name) => request.acceptsEncodings(name) !== false);
    const name = /^\/([\w-][\w.-]*\.(?:js|css))$/.exec(request.path)?.[1];
    if (coding !== undefined && name !== undefined && existsSync(path.join(folder, name + endings[coding]))) {
      response.type(path.extname(name)).set('Content-Encoding', coding);
      request.url = `/${name}${endings[coding]}`;
    }
    next();
  };
}

/**
 * The built pages. Files under `assets` carry a hash of their content in their name and are kept for a year; the page
 * itself is asked for every time, so that a new version is seen at once.
 */
export function pagesRouter(folder: string): Router {
  const router = express.Router();
  const assets = path.join(folder, 'assets');
  router.use('/assets', compressed(assets), express.static(assets, { immutable: true, maxAge: '1y', index: false, redirect: false }));
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
