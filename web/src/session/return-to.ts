const REMEMBERED_AS = 'visita.return-to';

/** Remembers where somebody was who goes to their mail to sign in: its link opens in another tab, at the start page. */
export function rememberPlace(): void {
  localStorage.setItem(REMEMBERED_AS, `${globalThis.location.pathname}${globalThis.location.search}`);
}

/** Where they were, once; null when nothing was remembered. Only a path of these pages counts. */
export function takePlace(): string | null {
  const place = localStorage.getItem(REMEMBERED_AS);
  localStorage.removeItem(REMEMBERED_AS);
  return place !== null && /^\/(?!\/)/.test(place) ? place : null;
}
