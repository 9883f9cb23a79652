import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearchParams } from 'react-router';
import type { Session } from '../../shared/session.ts';
import { apiQuery } from '../api.ts';
import { nextAddress } from './nextAddress.ts';

/** Begins as the person who has just signed in: nothing of an earlier one stays, and the page they wanted opens. */
export function useEnter(): (session: Session) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  return async (session) => {
    client.clear();
    client.setQueryData(apiQuery('whoAmI').queryKey, session);
    await navigate(nextAddress(search.get('next')), { replace: true });
  };
}
