import { useCallback, useEffect } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { UrlChanges, type UrlChange } from './urlChanges.ts';

/** Of all fields together: there is one address. */
const changes = new UrlChanges();

/** The parameters of the address, and what changes some of them and leaves the others. */
export function useUrlParameters(): readonly [parameters: URLSearchParams, change: (values: UrlChange) => void] {
  const [parameters, setParameters] = useSearchParams();
  const { key } = useLocation();
  useEffect(() => changes.arrive(key), [key]);
  const change = useCallback((values: UrlChange) => setParameters(changes.apply(key, parameters, values), { replace: true }), [key, parameters, setParameters]);
  return [parameters, change];
}
