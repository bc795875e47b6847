import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/**
 * What a page shows, kept in its address: a reload, a link that is passed on and the way back all show the same again. A change takes
 * the place of the address before, so that one step back leaves the page. Both functions have to be the same at each call.
 */
export function useAddress<Shown>(read: (address: URLSearchParams) => Shown, write: (shown: Shown) => URLSearchParams): readonly [Shown, (shown: Shown) => void] {
  const [address, setAddress] = useSearchParams();
  const shown = useMemo(() => read(address), [read, address]);
  const show = useCallback((next: Shown) => setAddress(write(next), { replace: true }), [write, setAddress]);
  return [shown, show];
}

/** An address that says what is there: null and empty texts are left out. */
export function addressOf(said: Readonly<Record<string, string | null>>): URLSearchParams {
  return new URLSearchParams(Object.entries(said).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]])));
}
