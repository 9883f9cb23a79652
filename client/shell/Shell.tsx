import { ProgressCircle } from '@react-spectrum/s2/ProgressCircle';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useEffect, useState } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { ApiProblem, onSignedOut } from '../api.ts';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { signInAddress } from '../signIn/nextAddress.ts';
import { useLiveEvents } from './live.ts';
import { Navigation } from './Navigation.tsx';
import { useSession } from './session.ts';

const skipLink = style({
  position: 'absolute',
  insetStart: 8,
  top: 8,
  zIndex: 10,
  paddingX: 16,
  paddingY: 8,
  borderRadius: 'default',
  backgroundColor: 'base',
  boxShadow: 'elevated',
  font: 'ui',
  translateY: { default: '[-200%]', ':focus': 0 },
});

function Frame() {
  useLiveEvents();
  return (
    <div className={style({ display: 'flex', flexDirection: { default: 'column', sm: 'row' }, minHeight: 'screen' })}>
      <a href="#content" data-screen-only className={skipLink}>
        Skip to content
      </a>
      <Navigation />
      <main
        id="content"
        tabIndex={-1}
        className={style({ flexGrow: 1, minWidth: 0, paddingX: { default: 16, md: 32 }, paddingY: { default: 16, md: 24 }, outlineStyle: 'none', boxSizing: 'border-box' })}
      >
        <div className={style({ maxWidth: 2_560 })}>
          <Outlet />
        </div>
      </main>
    </div>
  );
}

/** Navigation and content for whoever is signed in; everybody else is led to the sign-in page and back. */
export function Shell() {
  const session = useSession();
  const location = useLocation();
  const [signedOut, setSignedOut] = useState(false);
  useEffect(() => onSignedOut(() => setSignedOut(true)), []);
  const refused = session.error instanceof ApiProblem && session.error.problem.status === 401;
  if (signedOut || refused) return <Navigate to={signInAddress(location)} replace />;
  // Who was signed in a minute ago stays on the page while the server cannot be asked again.
  if (session.isError && session.data === undefined) {
    return (
      <main className={style({ padding: 32, maxWidth: 640, marginX: 'auto' })}>
        <ProblemNotice error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  if (session.isPending) {
    return (
      <main className={style({ display: 'flex', justifyContent: 'center', padding: 80 })}>
        <ProgressCircle aria-label="Loading Tributary" isIndeterminate />
      </main>
    );
  }
  return <Frame />;
}
