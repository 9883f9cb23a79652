import type { QueryClient } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { createBrowserRouter, Navigate, type LoaderFunction, type Params } from 'react-router';
import { apiQuery } from './api.ts';
import { NotFoundPage } from './shell/NotFoundPage.tsx';
import { RouteProblem } from './shell/RouteProblem.tsx';
import { Root } from './shell/Root.tsx';
import { Shell } from './shell/Shell.tsx';

/** What a page shows first, asked for before it is drawn. A list that the address narrows is left to the page. */
type Ask = (client: QueryClient, params: Params, search: URLSearchParams) => void;
type Load = () => Promise<{ readonly default: ComponentType; readonly ask?: Ask }>;

/** Every page and its address, and what is asked of the server while its code is being loaded. Nobody waits here: whatever shows the answer says that it waits, or what went wrong. */
export function createRouter(client: QueryClient): ReturnType<typeof createBrowserRouter> {
  const askWho: LoaderFunction = () => {
    void client.prefetchQuery(apiQuery('whoAmI'));
    return null;
  };
  /** A page that is loaded when somebody first goes there. `first`: what is asked for before its code is there, by a part of the address. */
  const page = (load: Load, first?: { readonly name: 'getDestination' | 'getSegment' | 'getRun'; readonly id: string }) => ({
    lazy: async () => ({ Component: (await load()).default }),
    loader: (({ params, request }) => {
      if (first !== undefined) void client.prefetchQuery(apiQuery(first.name, { params: { id: params[first.id] ?? '' } }));
      void load().then(
        ({ ask }) => ask?.(client, params, new URL(request.url).searchParams),
        () => undefined,
      );
      return null;
    }) satisfies LoaderFunction,
  });
  return createBrowserRouter([
    {
      Component: Root,
      ErrorBoundary: RouteProblem,
      HydrateFallback: () => null,
      children: [
        { path: '/sign-in', ...page(() => import('./signIn/SignInPage.tsx')) },
        { path: '/set-up', ...page(() => import('./signIn/SetUpPage.tsx')) },
        {
          Component: Shell,
          loader: askWho,
          // Once per page: another search or another page is no other person.
          shouldRevalidate: () => false,
          children: [
            {
              ErrorBoundary: RouteProblem,
              children: [
                { path: '/', ...page(() => import('./overview/OverviewPage.tsx')) },
                { path: '/catalog', ...page(() => import('./catalog/CatalogPage.tsx')) },
                { path: '/destinations', ...page(() => import('./destinations/DestinationsPage.tsx')) },
                { path: '/destinations/new', Component: () => <Navigate to="/destinations/new/authentication" replace /> },
                { path: '/destinations/new/authentication', ...page(() => import('./wizard/AuthenticationStep.tsx')) },
                { path: '/destinations/new/setup', ...page(() => import('./wizard/SetupStep.tsx')) },
                { path: '/destinations/new/activate', ...page(() => import('./wizard/ActivateStep.tsx')) },
                { path: '/destinations/:id/edit', ...page(() => import('./wizard/EditDestinationPage.tsx'), { name: 'getDestination', id: 'id' }) },
                { path: '/destinations/:id/activate', ...page(() => import('./wizard/EditActivationPage.tsx'), { name: 'getDestination', id: 'id' }) },
                { path: '/destinations/:id/runs/:runId', ...page(() => import('./runs/RunPage.tsx'), { name: 'getRun', id: 'runId' }) },
                { path: '/destinations/:id/:tab?', ...page(() => import('./destinations/DestinationPage.tsx'), { name: 'getDestination', id: 'id' }) },
                { path: '/segments', ...page(() => import('./segments/SegmentsPage.tsx')) },
                { path: '/segments/import', ...page(() => import('./imports/UploadPage.tsx')) },
                { path: '/segments/imports/:id', ...page(() => import('./imports/ImportPage.tsx')) },
                { path: '/segments/:id', ...page(() => import('./segments/SegmentPage.tsx'), { name: 'getSegment', id: 'id' }) },
                { path: '/accounts', ...page(() => import('./accounts/AccountsPage.tsx')) },
                { path: '/settings/:tab?', ...page(() => import('./settings/SettingsPage.tsx')) },
                { path: '/audit', ...page(() => import('./audit/AuditPage.tsx')) },
                { path: '/stream', ...page(() => import('./stream/StreamPage.tsx')) },
                { path: '*', Component: NotFoundPage },
              ],
            },
          ],
        },
      ],
    },
  ]);
}
