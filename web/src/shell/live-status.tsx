import { createContext, use } from 'react';
import type { LiveStatus } from '../api/live.ts';

export const LiveStatusContext = createContext<LiveStatus>('connecting');

/** Whether changes made elsewhere reach this page by themselves just now. */
export function useLiveStatus(): LiveStatus {
  return use(LiveStatusContext);
}
