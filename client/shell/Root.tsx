import { Provider } from '@react-spectrum/s2/Provider';
import { ToastContainer } from '@react-spectrum/s2/Toast';
import { Outlet, useHref, useNavigate } from 'react-router';
import { useColorScheme } from './theme.ts';

/** What every page stands in: colours, texts in English, links that stay in the page. */
export function Root() {
  const navigate = useNavigate();
  return (
    <Provider colorScheme={useColorScheme()} background="base" locale="en-US" router={{ navigate: (path) => void navigate(path), useHref: (href) => useHref(href) }}>
      <Outlet />
      <ToastContainer placement="bottom" />
    </Provider>
  );
}
