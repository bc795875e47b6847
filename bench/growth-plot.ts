import type { Grown } from './growth-measure.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [780, 420, 60, 250, 44, 40];
const COLORS = ['#0b7285', '#c92a2a', '#2b8a3e', '#862e9c', '#e67700', '#364fc7', '#a61e4d', '#5c940d', '#495057', '#087f5b'];

/** Lines: the p50 of each kind by the number of slots, both axes logarithmic, so that a flat line is one that does not grow. */
export function growthPlot(grown: readonly Grown[]): string {
  const all = grown.flatMap(({ kinds }) => kinds.map(({ grown: { p50 } }) => p50));
  const [low, high] = [Math.floor(Math.log10(Math.min(...all))), Math.ceil(Math.log10(Math.max(...all)))];
  const sizes = grown.map(({ slots }) => Math.log10(slots));
  const [first, last] = [Math.min(...sizes), Math.max(...sizes)];
  const x = (slots: number) => LEFT + ((Math.log10(slots) - first) / Math.max(1, last - first)) * (WIDTH - LEFT - RIGHT);
  const y = (ms: number) => HEIGHT - BOTTOM - ((Math.log10(ms) - low) / Math.max(1, high - low)) * (HEIGHT - TOP - BOTTOM);
  const ticks = Array.from({ length: high - low + 1 }, (_, n) => 10 ** (low + n));
  const lines = (grown[0]?.kinds ?? []).map(({ kind }, nth) => {
    const points = grown.map(({ slots, kinds }) => ({ at: x(slots), p50: kinds.find((each) => each.kind === kind)?.grown.p50 ?? 0 }));
    const color = COLORS[nth % COLORS.length] ?? '#000';
    const label = `${kind} ${points.at(-1)?.p50.toFixed(2)} ms`;
    return `<polyline points="${points.map(({ at, p50 }) => `${at},${y(p50)}`).join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>
<line x1="${WIDTH - RIGHT + 14}" x2="${WIDTH - RIGHT + 28}" y1="${TOP + 10 + nth * 20}" y2="${TOP + 10 + nth * 20}" stroke="${color}" stroke-width="3"/>
<text x="${WIDTH - RIGHT + 34}" y="${TOP + 14 + nth * 20}">${label}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#212529">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${LEFT}" y="24" font-weight="600" font-size="13">p50 by the number of slots, at eight connections (at the right: with the most slots)</text>
${ticks.map((ms) => `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(ms)}" y2="${y(ms)}" stroke="#dee2e6"/><text x="${LEFT - 6}" y="${y(ms) + 4}" text-anchor="end">${ms} ms</text>`).join('\n')}
${grown.map(({ slots }) => `<text x="${x(slots)}" y="${HEIGHT - 16}" text-anchor="middle">${slots.toLocaleString('en')}</text>`).join('\n')}
${lines.join('\n')}
</svg>
`;
}
