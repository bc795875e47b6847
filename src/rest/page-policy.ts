/** What a page may not ask the browser for: none of it is needed to book a visit. */
export const PERMISSIONS_POLICY = ['camera', 'display-capture', 'geolocation', 'microphone', 'midi', 'payment', 'publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking']
  .map((feature) => `${feature}=()`)
  .join(', ');

/**
 * The Content-Security-Policy of a page with this nonce: scripts of this server alone, no inline ones; inline styles with the
 * nonce, since components write theirs as they appear; nothing from elsewhere but, where people sign in there, `supabaseUrl`.
 */
export function pagePolicy(supabaseUrl: string | null): (nonce: string) => string {
  const others = supabaseUrl === null ? '' : ` ${new URL(supabaseUrl).origin}`;
  return (nonce) =>
    [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src 'self'${others}`,
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "object-src 'none'",
    ].join('; ');
}
