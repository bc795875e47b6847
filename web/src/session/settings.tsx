import { createContext, use } from 'react';
import type { components } from '../../../src/rest/contract.gen.ts';

/** What the server says of itself before anybody signs in. */
export type Settings = components['schemas']['DashboardSettings'];

export const SettingsContext = createContext<Settings | null>(null);

export function useSettings(): Settings {
  const settings = use(SettingsContext);
  if (settings === null) {
    throw new Error('useSettings needs a SettingsContext above it');
  }
  return settings;
}
