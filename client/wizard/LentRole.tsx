import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQuery, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../api.ts';
import { AccessTexts } from '../access/AccessTexts.tsx';
import { useAccessTexts } from '../access/NeededPermissions.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';

/** Whom the role has to trust, and with which external id; asked for once the region is known. */
export function useExternalId(type: string, draftId: string | null, region: string | null) {
  return useQuery({
    queryKey: ['createExternalId', type, draftId, region],
    queryFn: ({ signal }) => call('createExternalId', { body: { type, region: region ?? '' }, signal }),
    enabled: region !== null,
    // Each answer names another id, and the person may have copied this one already.
    staleTime: Infinity,
    gcTime: Infinity,
    refetchOnWindowFocus: false,
    placeholderData: (before) => before,
  });
}

/** An account has it now: the next one gets another. */
export const forgetExternalId = (client: QueryClient): void => client.removeQueries({ queryKey: ['createExternalId'] });

export type ExternalIdQuery = ReturnType<typeof useExternalId>;

export interface LentRoleProps {
  readonly query: ExternalIdQuery;
  readonly type: string;
  /** Null while it is not known. */
  readonly region: string | null;
  /** The one the draft holds already: it may stand in a trust policy by now. */
  readonly kept: string | undefined;
  readonly onExternalId: (externalId: string) => void;
}

/** What an administrator in AWS needs to know to lend this server a role. */
export function LentRole({ query, type, region, kept, onExternalId }: LentRoleProps) {
  const externalId = kept ?? query.data?.externalId;
  const principalArn = query.data?.server?.principalArn;
  const trust = useAccessTexts(
    type,
    { region: region ?? '', method: 'assume_role', ...(principalArn !== undefined && externalId !== undefined && { trust: { principalArn, externalId } }) },
    region !== null && principalArn !== undefined && externalId !== undefined,
  );
  useEffect(() => {
    if (kept === undefined && externalId !== undefined) onExternalId(externalId);
  }, [kept, externalId, onExternalId]);
  if (query.isError) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (region === null && externalId === undefined) return <Hint>Pick the region first. Then you see here what the role has to trust.</Hint>;
  if (query.data === undefined || externalId === undefined) return <Loading what="who this server is in AWS" />;
  const { server, problem } = query.data;
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}>
      {server === null && (
        <InlineAlert variant="notice">
          <Heading level={2}>No role can be lent to this server yet</Heading>
          <Content>{problem ?? 'This server has no identity of its own.'} Until then, use an access key.</Content>
        </InlineAlert>
      )}
      <Fact label="External id" text={externalId} note="Made for this account alone. The role must ask for it; Tributary checks that it does." />
      {server !== null && <Fact label="Trusted principal" text={server.principalArn} note="Who this server is in AWS. The trust policy of the role names it." />}
      {trust.data !== undefined && trust.data.trust !== null && <AccessTexts label="Trust policy" texts={trust.data.trust} />}
    </div>
  );
}

function Hint({ children }: { children: string }) {
  return <p className={style({ font: 'body-sm', color: 'neutral-subdued', margin: 0 })}>{children}</p>;
}

function Fact({ label, text, note }: { label: string; text: string; note: string }) {
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 4 })}>
      <div className={style({ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 8 })}>
        <span className={style({ font: 'ui', color: 'neutral-subdued' })}>{label}</span>
        <CopyButton text={text} label={`Copy ${label.toLowerCase()}`} />
      </div>
      <code className={style({ font: 'code-sm', overflowWrap: 'anywhere' })}>{text}</code>
      <Hint>{note}</Hint>
    </div>
  );
}
