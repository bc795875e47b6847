import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver } from '@mantine/core';

/** Colours and sizes. Every pair of text and ground here has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3). */
export const theme = createTheme({
  primaryColor: 'cyan',
  primaryShade: { light: 9, dark: 4 },
  autoContrast: true,
  variantColorResolver(input) {
    const colors = defaultVariantColorsResolver(input);
    // Mantine looks at the light scheme alone to choose between black and white; in the dark one what is filled is light.
    return input.variant === 'filled' && !input.color?.includes('.') ? { ...colors, color: 'var(--visita-on-filled)' } : colors;
  },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    // A title in the colour of its alert is too faint for some colours; the icon and the border have it.
    Alert: { styles: { label: { color: 'var(--mantine-color-text)' } } },
    // Within the header that it belongs to, not beside all landmarks; and a menu has items in it, nothing else that takes the focus.
    Menu: { defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } },
    // The head of a dialog is no banner of the page, as a <header> outside of everything would be.
    Modal: { defaultProps: { attributes: { header: { role: 'presentation' } } } },
  },
});

/** Mantine's own grey for secondary text is too faint on white. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-dimmed': '#495057', '--mantine-color-error': '#c92a2a', '--mantine-color-placeholder': '#5c636a', '--visita-ground': '#f6f8f9', '--visita-on-filled': '#ffffff' },
  dark: { '--mantine-color-dimmed': '#b4bac1', '--mantine-color-error': '#ffa8a8', '--mantine-color-placeholder': '#a6adb4', '--visita-ground': '#1a1b1e', '--visita-on-filled': '#101113' },
});
