import { ActionButton, NotificationBadge } from '@react-spectrum/s2/ActionButton';
import { DialogTrigger } from '@react-spectrum/s2/Dialog';
import BellIcon from '@react-spectrum/s2/icons/Bell';
import { Popover } from '@react-spectrum/s2/Popover';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useEffect, useState } from 'react';
import { useLocation } from 'react-router';
import { useApi } from '../api.ts';
import { formatPlural } from '../ui/format.ts';
import { QueryState } from '../ui/QueryState.tsx';
import { BellPanel } from './BellPanel.tsx';

const hidden = style({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' });
/** Mutes run out and ages grow without anybody telling the page. */
const readEveryMs = 60_000;

/** Says how many alerts are unread and opens the list of those that fire and of those that ended lately. */
export function Bell() {
  const bell = useApi('getAlertBell', { refetchInterval: readEveryMs });
  const { pathname } = useLocation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [pathname]);
  const unread = bell.data?.unread ?? 0;
  const firing = bell.data?.firing.length ?? 0;
  const said = bell.data === undefined ? 'Alerts' : `Alerts: ${firing} firing, ${unread} unread`;
  return (
    <>
      <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
        <ActionButton isQuiet aria-label={said}>
          <BellIcon />
          {unread > 0 && <NotificationBadge value={unread} />}
        </ActionButton>
        <Popover aria-label="Alerts" placement="bottom start" hideArrow styles={style({ width: { default: '[calc(100vw - 32px)]', sm: 448 } })}>
          <QueryState query={bell} what="alerts">
            {(data) => <BellPanel bell={data} />}
          </QueryState>
        </Popover>
      </DialogTrigger>
      {/* Spoken when the number changes, wherever the focus is. */}
      <span role="status" className={hidden}>
        {unread > 0 && `${formatPlural(unread, 'unread alert')}`}
      </span>
    </>
  );
}
