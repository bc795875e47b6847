/** Seconds since the load began, and megabytes at that moment. */
export interface Sample {
  readonly second: number;
  readonly megabytes: number;
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [760, 260, 60, 20, 40, 36];

/** A line: the server's memory over the minutes of load, and across it the most that it should hold. */
export function endurancePlot(samples: readonly Sample[], most: number): string {
  const last = Math.max(1, ...samples.map(({ second }) => second));
  const high = Math.max(most, ...samples.map(({ megabytes }) => megabytes)) * 1.1;
  const x = (second: number) => LEFT + (second / last) * (WIDTH - LEFT - RIGHT);
  const y = (megabytes: number) => HEIGHT - BOTTOM - (megabytes / high) * (HEIGHT - TOP - BOTTOM);
  const minutes = Array.from({ length: Math.floor(last / 60) + 1 }, (_, minute) => minute);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#212529">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${LEFT}" y="22" font-weight="600" font-size="13">The server's memory (RSS) under the realistic mix</text>
${[0, 100, 200, 300].filter((megabytes) => megabytes < high).map((megabytes) => `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(megabytes)}" y2="${y(megabytes)}" stroke="#dee2e6"/><text x="${LEFT - 6}" y="${y(megabytes) + 4}" text-anchor="end">${megabytes} MB</text>`).join('\n')}
${minutes.map((minute) => `<text x="${x(minute * 60)}" y="${HEIGHT - 14}" text-anchor="middle">${minute} min</text>`).join('\n')}
<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(most)}" y2="${y(most)}" stroke="#c92a2a" stroke-dasharray="4 4"/>
<polyline points="${samples.map(({ second, megabytes }) => `${x(second).toFixed(1)},${y(megabytes).toFixed(1)}`).join(' ')}" fill="none" stroke="#0b7285" stroke-width="2"/>
</svg>
`;
}
