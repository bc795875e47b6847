import type { Measured } from './measure.ts';

const WIDTH = 760;
const ROW = 34;
const LEFT = 190;
const RIGHT = 190;

/** Bars: what was answered a second, each with its p50 and p99, and lines across them: the driver's own rate and the published design's. */
export function plot({ scenarios, ceilings, published }: Measured): string {
  const most = Math.max(...scenarios.map(({ perSecond }) => perSecond), ...Object.values(ceilings), ...Object.values(published), 1);
  const scale = (WIDTH - LEFT - RIGHT) / most;
  const rows = scenarios.map(({ name, perSecond, p50, p99 }, index) => {
    const y = 40 + index * ROW;
    const marks = [
      { rate: ceilings[name], color: '#c92a2a' },
      { rate: published[name], color: '#e67700' },
    ].flatMap(({ rate, color }) => (rate === undefined ? [] : [{ rate, color }]));
    const lines = marks.map(
      ({ rate, color }) => `<line x1="${LEFT + rate * scale}" x2="${LEFT + rate * scale}" y1="${y - 3}" y2="${y + 23}" stroke="${color}" stroke-width="2"/>`,
    );
    return `<text x="${LEFT - 8}" y="${y + 15}" text-anchor="end">${name}</text>
<rect x="${LEFT}" y="${y}" width="${Math.max(1, perSecond * scale)}" height="20" rx="3" fill="#0b7285"/>${lines.join('')}
<text x="${LEFT + Math.max(perSecond, ...marks.map(({ rate }) => rate)) * scale + 6}" y="${y + 15}">${perSecond.toLocaleString('en')}/s · ${p50.toFixed(1)} / ${p99.toFixed(1)} ms</text>`;
  });
  const height = 60 + scenarios.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#212529">
<rect width="100%" height="100%" fill="#fff"/>
<text x="12" y="24" font-weight="600">Answered a second · p50 / p99 (red: the driver by itself, orange: the published design)</text>
${rows.join('\n')}
</svg>
`;
}
