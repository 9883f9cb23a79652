import { Disclosure, DisclosurePanel, DisclosureTitle } from '@react-spectrum/s2/Disclosure';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccessTexts as Texts } from '../../shared/access.ts';
import { call } from '../api.ts';
import type { RouteBody } from '../../shared/api.ts';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { AccessTexts } from './AccessTexts.tsx';

/** What has to be granted for what is filled in so far. The same question always has the same answer. */
export function useAccessTexts(type: string, request: RouteBody<'describeAccess'>, enabled = true) {
  return useQuery({
    queryKey: ['describeAccess', type, request],
    queryFn: ({ signal }) => call('describeAccess', { params: { type }, body: request, signal }),
    enabled,
    staleTime: Infinity,
    placeholderData: (before) => before,
  });
}

/** The permissions an account needs, folded away: what for, and as text for whoever grants them. */
export function NeededPermissions({ type, request }: { type: string; request: RouteBody<'describeAccess'> }) {
  const [isOpen, setOpen] = useState(false);
  const texts = useAccessTexts(type, request, isOpen);
  return (
    <Disclosure isQuiet isExpanded={isOpen} onExpandedChange={setOpen}>
      <DisclosureTitle level={2}>Permissions your AWS administrator has to grant</DisclosureTitle>
      <DisclosurePanel>
        {texts.data !== undefined ? <Permissions texts={texts.data} /> : texts.isError ? <ProblemNotice error={texts.error} /> : <Loading what="the permissions" />}
      </DisclosurePanel>
    </Disclosure>
  );
}

function Permissions({ texts: { grants, permissions, missing } }: { texts: Texts }) {
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 16, font: 'body-sm' })}>
      <dl className={style({ margin: 0, display: 'flex', flexDirection: 'column', gap: 8 })}>
        {grants.map(({ action, why }) => (
          <div key={action}>
            <dt className={style({ font: 'code-sm', overflowWrap: 'anywhere' })}>{action}</dt>
            <dd className={style({ margin: 0, color: 'neutral-subdued' })}>{why}</dd>
          </div>
        ))}
      </dl>
      <AccessTexts label="Permissions" texts={permissions} />
      {missing.length > 0 && (
        <p className={style({ margin: 0 })}>
          Replace by hand:{' '}
          {missing.map(({ mark, what }, index) => (
            <span key={mark}>
              {index > 0 && '; '}
              <code className={style({ font: 'code-sm' })}>{mark}</code> is {what}
            </span>
          ))}
          .
        </p>
      )}
    </div>
  );
}
