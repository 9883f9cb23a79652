import react from '@vitejs/plugin-react';
import macros from 'unplugin-parcel-macros';
import { defineConfig, type Plugin } from 'vite';

/** The component library loads its fonts from the internet. They are replaced by the fonts in `client/styles/fonts.css`; nothing is ever fetched from elsewhere. */
const offlineFonts: Plugin = {
  name: 'offline-fonts',
  enforce: 'pre',
  load(id) {
    if (/@react-spectrum\/s2\/.*\/Fonts\.mjs$/.test(id)) return 'export function Fonts() { return null }';
    if (/@react-spectrum\/s2\/.*font-faces\.css$/.test(id)) return '';
    return undefined;
  },
};

/** The pages speak English: the component library's texts in thirty other languages stay out of the bundle. */
const englishOnly: Plugin = {
  name: 'english-only',
  enforce: 'pre',
  load(id) {
    return /\/(?:react-aria|react-stately|s2)\/.*\/intl\/(?:.*\/)?(?!en-US)[a-z]{2}-[A-Z]{2}\.mjs$/.test(id) ? 'export default {}' : undefined;
  },
};

/** The chart library and what only it needs; loaded where a chart is shown. */
const chartLibrary =
  /[\\/]node_modules[\\/](?:recharts|reselect|@reduxjs|react-redux|redux|immer|es-toolkit|decimal\.js-light|victory-vendor|d3-[a-z-]+|internmap|eventemitter3)[\\/]/;

/** What several pages share is fetched while the frame is, not once the frame has run and asks for a page. */
const sharedAtOnce: Plugin = {
  name: 'shared-at-once',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle = {} }) =>
      Object.values(bundle).flatMap(({ fileName }) =>
        fileName.startsWith('assets/controls-') ? [{ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${fileName}` }, injectTo: 'head' as const }] : [],
      ),
  },
};

export default defineConfig({
  root: 'client',
  plugins: [offlineFonts, englishOnly, sharedAtOnce, macros.vite(), react()],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    cssMinify: 'lightningcss',
    // One style sheet: the atomic rules of the macros depend on the order of their cascade layers.
    cssCodeSplit: false,
    // Nothing inline: the content security policy allows scripts, styles and fonts from this server only.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // A page is three files: what all have, what several have, and its own. Left to itself the bundler makes a file of
          // every set of modules that some pages share, up to eighty for one page, and opening that many takes longer than
          // reading what one page does not need. What a chart needs stays apart.
          groups: [
            { name: 'frame', tags: ['$initial'] },
            { name: 'controls', test: (id) => !chartLibrary.test(id), minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});
