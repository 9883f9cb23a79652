import '@react-spectrum/s2/page.css';
import './styles/app.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { createQueryClient } from './queryClient.ts';
import { createRouter } from './routes.tsx';
import { applyTheme } from './shell/theme.ts';

applyTheme();

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element with the id root.');
const client = createQueryClient();
createRoot(root).render(
  <QueryClientProvider client={client}>
    <RouterProvider router={createRouter(client)} />
  </QueryClientProvider>,
);
