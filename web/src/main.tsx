import '@mantine/core/styles.css';
import './shell/base.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { cssVariables, theme } from './shell/theme.ts';
import { Start } from './start.tsx';

const root = document.getElementById('root');
if (root === null) {
  throw new Error('index.html has no #root');
}
// The server lets only styles with this mark in (Content-Security-Policy).
const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
// Where the part that keeps the page still behind a dialog (react-remove-scroll in Mantine) looks for it.
Object.assign(globalThis, { __webpack_nonce__: nonce });

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      {/* What somebody types into a filter stands in the address, and must be seen at once. */}
      <BrowserRouter useTransitions={false}>
        <Start />
      </BrowserRouter>
    </MantineProvider>
  </StrictMode>,
);
