import { Button } from '@react-spectrum/s2/Button';
import type { QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Navigate, useParams, type Params } from 'react-router';
import { apiQuery } from '../api.ts';
import { NotFoundPage } from '../shell/NotFoundPage.tsx';
import { Page } from '../shell/Page.tsx';
import { useMay } from '../shell/session.ts';
import { AddressedTabs } from '../ui/AddressedTabs.tsx';
import { DialogHost } from '../ui/DialogHost.tsx';
import { pagesQuery } from '../ui/usePages.ts';
import { AlertsTab } from './AlertsTab.tsx';
import { LabelsTab } from './LabelsTab.tsx';
import { PoliciesTab } from './PoliciesTab.tsx';
import { PolicyDialog } from './PolicyDialog.tsx';

const tabs = [
  { id: 'policies', label: 'Policies', href: '/settings/policies' },
  { id: 'labels', label: 'Labels', href: '/settings/labels' },
  { id: 'alerts', label: 'Alerts', href: '/settings/alerts' },
] as const;

/**
 * What the tab shows first.
 * @public `client/routes.tsx` calls it.
 */
export function ask(client: QueryClient, { tab }: Params): void {
  if (tab === 'alerts') void client.prefetchQuery(apiQuery('listAlertRules'));
  if (tab === 'policies') void client.prefetchInfiniteQuery(pagesQuery('listPolicies'));
  if (tab === 'labels') void client.prefetchQuery(apiQuery('listFieldLabels'));
}

/** What holds for the whole installation. The tab stands in the address. */
export default function SettingsPage() {
  const { tab } = useParams();
  const mayChange = useMay('admin');
  const [isMaking, setMaking] = useState(false);
  const selected = tabs.find(({ id }) => id === tab)?.id;
  if (tab === undefined) return <Navigate to="/settings/policies" replace />;
  if (selected === undefined) return <NotFoundPage />;
  return (
    <Page
      title="Settings"
      actions={
        mayChange &&
        selected === 'policies' && (
          <Button variant="accent" onPress={() => setMaking(true)}>
            New policy
          </Button>
        )
      }
    >
      <AddressedTabs label="Settings" tabs={tabs} selected={selected}>
        {selected === 'policies' ? <PoliciesTab /> : selected === 'labels' ? <LabelsTab /> : <AlertsTab />}
      </AddressedTabs>
      <DialogHost onDismiss={() => setMaking(false)}>{isMaking && <PolicyDialog policy={null} onClose={() => setMaking(false)} />}</DialogHost>
    </Page>
  );
}
