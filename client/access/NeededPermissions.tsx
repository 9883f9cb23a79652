import { Disclosure, DisclosurePanel, DisclosureTitle } from '@react-spectrum/s2/Disclosure';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccessTexts as Texts } from '../../shared/access.ts';
import { call } from '../api.ts';
import type { RouteBody } from '../../shared/api.ts';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { useSettled } from '../ui/useSettled.ts';
import { AccessTexts } from './AccessTexts.tsx';

/**
 * What has to be granted for what is filled in so far, asked once it stays as it is for a moment. Until the answer is there
 * is none: the texts for another stream look the same at a glance, and must not be copied. The same question always has the same answer.
 */
export function useAccessTexts(type: string, request: RouteBody<'describeAccess'>, enabled = true) {
  const question = JSON.stringify(request);
  const settled = useSettled(question, settlingMs);
  const { data, error } = useQuery({
    queryKey: ['describeAccess', type, question],
    queryFn: ({ signal }) => call('describeAccess', { params: { type }, body: request, signal }),
    enabled: enabled && settled === question,
    staleTime: Infinity,
  });
  return { data, error };
}

/** Nobody waits for it, and who types a name asks once. */
const settlingMs = 400;

/** The permissions an account needs, folded away: what for, and as text for whoever grants them. */
export function NeededPermissions({ type, request }: { type: string; request: RouteBody<'describeAccess'> }) {
  const [isOpen, setOpen] = useState(false);
  const texts = useAccessTexts(type, request, isOpen);
  return (
    <Disclosure isQuiet isExpanded={isOpen} onExpandedChange={setOpen}>
      <DisclosureTitle level={2}>Permissions your AWS administrator has to grant</DisclosureTitle>
      <DisclosurePanel>
        {texts.data !== undefined ? <Permissions texts={texts.data} /> : texts.error !== null ? <ProblemNotice error={texts.error} /> : <Loading what="the permissions" />}
      </DisclosurePanel>
    </Disclosure>
  );
}

function Permissions({ texts: { grants, permissions, missing } }: { texts: Texts }) {
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 16, font: 'body-sm' })}>
      <dl className={style({ margin: 0, display: 'flex', flexDirection: 'column', gap: 8 })}>
        {grants.map(({ action, on, why }) => (
          <div key={action}>
            <dt className={style({ font: 'code-sm', overflowWrap: 'anywhere' })}>{action}</dt>
            <dd className={style({ margin: 0, color: 'neutral-subdued', overflowWrap: 'anywhere' })}>
              {`${why.charAt(0).toUpperCase()}${why.slice(1)}. On ${on === '*' ? 'all streams' : on}.`}
            </dd>
          </div>
        ))}
      </dl>
      <AccessTexts label="Permissions" texts={permissions} missing={missing} />
    </div>
  );
}
