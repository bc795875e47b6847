import { createTheme, type CSSVariablesResolver } from '@mantine/core';

/** Colours and sizes. Every pair of text and ground here has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3). */
export const theme = createTheme({
  primaryColor: 'cyan',
  primaryShade: { light: 9, dark: 4 },
  autoContrast: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
});

/** Mantine's own grey for secondary text is too faint on white. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-dimmed': '#495057', '--mantine-color-error': '#c92a2a', '--mantine-color-placeholder': '#5c636a', '--visita-ground': '#f6f8f9' },
  dark: { '--mantine-color-dimmed': '#b4bac1', '--mantine-color-error': '#ffa8a8', '--mantine-color-placeholder': '#a6adb4', '--visita-ground': '#1a1b1e' },
});
