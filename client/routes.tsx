import type { QueryClient } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { createBrowserRouter, Navigate, type LoaderFunction } from 'react-router';
import { apiQuery } from './api.ts';
import { NotFoundPage } from './shell/NotFoundPage.tsx';
import { RouteProblem } from './shell/RouteProblem.tsx';
import { Root } from './shell/Root.tsx';
import { Shell } from './shell/Shell.tsx';

/** A page that is loaded when somebody first goes there. */
const lazily = (load: () => Promise<{ default: ComponentType }>) => async () => ({ Component: (await load()).default });

/** Every page and its address, and what is asked of the server while its code is being loaded. Nobody waits here: whatever shows the answer says that it waits, or what went wrong. */
export function createRouter(client: QueryClient): ReturnType<typeof createBrowserRouter> {
  const askWho: LoaderFunction = () => {
    void client.prefetchQuery(apiQuery('whoAmI'));
    return null;
  };
  const askFor =
    (name: 'getDestination' | 'getSegment' | 'getRun', parameter = 'id'): LoaderFunction =>
    ({ params }) => {
      void client.prefetchQuery(apiQuery(name, { params: { id: params[parameter] ?? '' } }));
      return null;
    };
  return createBrowserRouter([
    {
      Component: Root,
      ErrorBoundary: RouteProblem,
      HydrateFallback: () => null,
      children: [
        { path: '/sign-in', lazy: lazily(() => import('./signIn/SignInPage.tsx')) },
        { path: '/set-up', lazy: lazily(() => import('./signIn/SetUpPage.tsx')) },
        {
          Component: Shell,
          loader: askWho,
          // Once per page: another search or another page is no other person.
          shouldRevalidate: () => false,
          children: [
            {
              ErrorBoundary: RouteProblem,
              children: [
                { path: '/', lazy: lazily(() => import('./overview/OverviewPage.tsx')) },
                { path: '/catalog', lazy: lazily(() => import('./catalog/CatalogPage.tsx')) },
                { path: '/destinations', lazy: lazily(() => import('./destinations/DestinationsPage.tsx')) },
                { path: '/destinations/new', Component: () => <Navigate to="/destinations/new/authentication" replace /> },
                { path: '/destinations/new/authentication', lazy: lazily(() => import('./wizard/AuthenticationStep.tsx')) },
                { path: '/destinations/new/setup', lazy: lazily(() => import('./wizard/SetupStep.tsx')) },
                { path: '/destinations/new/activate', lazy: lazily(() => import('./wizard/ActivateStep.tsx')) },
                { path: '/destinations/:id/edit', loader: askFor('getDestination'), lazy: lazily(() => import('./wizard/EditDestinationPage.tsx')) },
                { path: '/destinations/:id/activate', loader: askFor('getDestination'), lazy: lazily(() => import('./wizard/EditActivationPage.tsx')) },
                { path: '/destinations/:id/runs/:runId', loader: askFor('getRun', 'runId'), lazy: lazily(() => import('./runs/RunPage.tsx')) },
                { path: '/destinations/:id/:tab?', loader: askFor('getDestination'), lazy: lazily(() => import('./destinations/DestinationPage.tsx')) },
                { path: '/segments', lazy: lazily(() => import('./segments/SegmentsPage.tsx')) },
                { path: '/segments/import', lazy: lazily(() => import('./imports/UploadPage.tsx')) },
                { path: '/segments/imports/:id', lazy: lazily(() => import('./imports/ImportPage.tsx')) },
                { path: '/segments/:id', loader: askFor('getSegment'), lazy: lazily(() => import('./segments/SegmentPage.tsx')) },
                { path: '/accounts', lazy: lazily(() => import('./accounts/AccountsPage.tsx')) },
                { path: '/settings/:tab?', lazy: lazily(() => import('./settings/SettingsPage.tsx')) },
                { path: '/audit', lazy: lazily(() => import('./audit/AuditPage.tsx')) },
                { path: '/stream', lazy: lazily(() => import('./stream/StreamPage.tsx')) },
                { path: '*', Component: NotFoundPage },
              ],
            },
          ],
        },
      ],
    },
  ]);
}
