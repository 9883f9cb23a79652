import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { useQueryClient } from '@tanstack/react-query';
import Apps from '@react-spectrum/s2/icons/AppsAll';
import Contrast from '@react-spectrum/s2/icons/Contrast';
import Data from '@react-spectrum/s2/icons/Data';
import History from '@react-spectrum/s2/icons/History';
import Home from '@react-spectrum/s2/icons/Home';
import Key from '@react-spectrum/s2/icons/Key';
import Leave from '@react-spectrum/s2/icons/Leave';
import MenuHamburger from '@react-spectrum/s2/icons/MenuHamburger';
import Send from '@react-spectrum/s2/icons/Send';
import Settings from '@react-spectrum/s2/icons/Settings';
import UserGroup from '@react-spectrum/s2/icons/UserGroup';
import { focusRing, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useEffect, useState, type ComponentType } from 'react';
import { NavLink, useLocation, useNavigate } from 'react-router';
import { call } from '../api.ts';
import { Bell } from '../alerts/Bell.tsx';
import { Wordmark } from '../ui/Wordmark.tsx';
import { useMay, useSession } from './session.ts';
import { chooseColorScheme, useColorScheme } from './theme.ts';

interface Entry {
  readonly to: string;
  readonly label: string;
  readonly Icon: ComponentType;
}

const entries: Entry[] = [
  { to: '/', label: 'Overview', Icon: Home },
  { to: '/catalog', label: 'Catalog', Icon: Apps },
  { to: '/destinations', label: 'Destinations', Icon: Send },
  { to: '/segments', label: 'Segments', Icon: UserGroup },
  { to: '/accounts', label: 'Accounts', Icon: Key },
  { to: '/settings', label: 'Settings', Icon: Settings },
];
const auditEntry: Entry = { to: '/audit', label: 'Audit', Icon: History };
const demoEntry: Entry = { to: '/stream', label: 'Stream', Icon: Data };

const link = style({
  ...focusRing(),
  display: 'flex',
  alignItems: 'center',
  gap: { default: 12, sm: 0, lg: 12 },
  minHeight: 40,
  paddingX: 12,
  borderRadius: 'default',
  font: 'ui',
  fontWeight: { default: 'normal', isCurrent: 'bold' },
  backgroundColor: { default: 'transparent', ':hover': 'gray-200', isCurrent: 'gray-200' },
  textDecoration: 'none',
  outlineStyle: { default: 'none', ':focus-visible': 'solid' },
});

/** Hidden for the eye where only icons are shown; screen readers still read it. */
const wideLabel = style({ width: { default: 'auto', sm: 0, lg: 'auto' }, overflow: 'hidden', whiteSpace: 'nowrap' });

function EntryLink({ entry }: { entry: Entry }) {
  return (
    <NavLink to={entry.to} end={entry.to === '/'} title={entry.label} className={({ isActive }) => link({ isCurrent: isActive })}>
      <entry.Icon />
      <span className={wideLabel}>{entry.label}</span>
    </NavLink>
  );
}

function PersonalActions() {
  const scheme = useColorScheme();
  const other = scheme === 'dark' ? 'light' : 'dark';
  const { data: session } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isLeaving, setLeaving] = useState(false);
  const signOut = async (): Promise<void> => {
    setLeaving(true);
    // Whatever the server answers, nothing of this person stays on the page.
    await call('signOut').catch(() => undefined);
    await navigate('/sign-in', { replace: true });
    client.clear();
  };
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 4, marginTop: 'auto', paddingTop: 16, alignItems: 'start' })}>
      <span
        className={style({
          display: { default: 'block', sm: 'none', lg: 'block' },
          font: 'ui-sm',
          color: 'neutral-subdued',
          paddingX: 12,
          paddingBottom: 4,
          overflowWrap: 'anywhere',
        })}
      >
        <bdi>{session?.email ?? 'Signed in with a token'}</bdi>
      </span>
      <button type="button" title={`Switch to ${other} colours`} className={plainButton} onClick={() => chooseColorScheme(other)}>
        <Contrast />
        <span className={wideLabel}>{other === 'dark' ? 'Dark colours' : 'Light colours'}</span>
      </button>
      <button type="button" title="Sign out" disabled={isLeaving} className={plainButton} onClick={() => void signOut()}>
        <Leave />
        <span className={wideLabel}>Sign out</span>
      </button>
    </div>
  );
}

const plainButton = style({
  ...focusRing(),
  display: 'flex',
  alignItems: 'center',
  gap: { default: 12, sm: 0, lg: 12 },
  minHeight: 40,
  width: 'full',
  paddingX: 12,
  borderStyle: 'none',
  borderRadius: 'default',
  font: 'ui',
  textAlign: 'start',
  cursor: 'pointer',
  backgroundColor: { default: 'transparent', ':hover': 'gray-200' },
  outlineStyle: { default: 'none', ':focus-visible': 'solid' },
});

/** At the left; icons only below 1024 px, behind a button below 640 px. */
export function Navigation() {
  const { data: session } = useSession();
  const { pathname } = useLocation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [pathname]);
  const mayAudit = useMay('admin');
  const shown = [...entries, ...(mayAudit ? [auditEntry] : []), ...(session?.demo === true ? [demoEntry] : [])];
  return (
    <header
      data-screen-only
      className={style({
        display: 'flex',
        flexDirection: 'column',
        flexShrink: 0,
        boxSizing: 'border-box',
        width: { default: 'full', sm: 64, lg: 224 },
        height: { sm: 'screen' },
        // A window lower than all entries together, as one at 200 % zoom is, scrolls them by themselves.
        overflowY: { sm: 'auto' },
        position: 'sticky',
        top: 0,
        zIndex: 5,
        padding: { default: 8, sm: 8, lg: 12 },
        backgroundColor: 'layer-1',
      })}
    >
      <div
        className={style({
          display: 'flex',
          flexDirection: { default: 'row', sm: 'column', lg: 'row' },
          alignItems: 'center',
          gap: 4,
          justifyContent: { default: 'space-between', sm: 'center', lg: 'space-between' },
          minHeight: 40,
          flexShrink: 0,
          paddingX: { default: 8, lg: 12 },
          paddingBottom: { default: 0, sm: 16 },
        })}
      >
        <Wordmark isCollapsible />
        <span className={style({ marginStart: { default: 'auto', sm: 0 } })}>
          <Bell />
        </span>
        <span className={style({ display: { default: 'inline', sm: 'none' } })}>
          <ActionButton isQuiet aria-label="Menu" aria-expanded={isOpen} aria-controls="navigation" onPress={() => setOpen(!isOpen)}>
            <MenuHamburger />
          </ActionButton>
        </span>
      </div>
      <nav
        id="navigation"
        aria-label="Main"
        className={style({ display: { default: { default: 'none', isOpen: 'flex' }, sm: 'flex' }, flexDirection: 'column', flexGrow: 1, gap: 4 })({ isOpen })}
      >
        {shown.map((entry) => (
          <EntryLink key={entry.to} entry={entry} />
        ))}
        <PersonalActions />
      </nav>
    </header>
  );
}
