import { Tab, TabList, TabPanel, Tabs } from '@react-spectrum/s2/Tabs';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useCallback, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useNavigate } from 'react-router';

export interface AddressedTab {
  readonly id: string;
  readonly label: string;
  /** Where the tab is. */
  readonly href: string;
}

/**
 * Tabs of which each has an address; `children` is what the selected one shows.
 * The library makes its panels anew when they no longer fit the window and when they fit again. What a panel shows therefore
 * lives in an element of ours that moves from panel to panel: turning a phone must not close a question or forget what is picked.
 */
export function AddressedTabs({ label, tabs, selected, children }: { label: string; tabs: readonly AddressedTab[]; selected: string; children: ReactNode }) {
  const navigate = useNavigate();
  const [content] = useState(() => document.createElement('div'));
  const show = useCallback((panel: HTMLDivElement | null) => panel?.append(content), [content]);
  return (
    <>
      <Tabs aria-label={label} selectedKey={selected} onSelectionChange={(key) => void navigate(tabs.find(({ id }) => id === key)?.href ?? '', { replace: true })}>
        <TabList>
          {tabs.map((tab) => (
            <Tab key={tab.id} id={tab.id}>
              {tab.label}
            </Tab>
          ))}
        </TabList>
        {tabs.map((tab) => (
          <TabPanel key={tab.id} id={tab.id}>
            <div ref={show} className={style({ paddingTop: 16 })} />
          </TabPanel>
        ))}
      </Tabs>
      {createPortal(children, content)}
    </>
  );
}
