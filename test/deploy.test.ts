import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { PROJECT } from './process.fixture.ts';
import { startVisita, type TestVisita } from './visita.fixture.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}
interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const read = (path: string) => readFileSync(`${PROJECT}${path}`, 'utf8');
const alerts = (parse(read('deploy/prometheus/alerts.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(({ rules }) => rules);
const dashboard = JSON.parse(read('deploy/grafana/visita.json')) as { panels: Panel[] };
const expressions = [
  ...alerts.map(({ alert, expr }) => ({ where: `alert ${alert}`, expr })),
  ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ where: `panel ${title}`, expr }))),
];

/** Functions, aggregations and words of PromQL that look like a metric. */
const WORDS = new Set(['sum', 'max', 'min', 'by', 'rate', 'increase', 'and', 'or', 'histogram_quantile', 'topk', 'time', 'absent', 'unless']);

/** The metrics that an expression asks for, each with the labels that it names for it or groups by. */
function askedFor(expr: string): { metrics: string[]; labels: string[]; values: [string, string][] } {
  const matchers = [...expr.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/g)];
  const groups = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(',').map((label) => label.trim()));
  const bare = expr.replaceAll(/\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)/g, ' ');
  return {
    metrics: [...bare.matchAll(/[a-z_:][a-z0-9_:]*/g)].map(([word]) => word).filter((word) => !WORDS.has(word)),
    labels: [...groups, ...matchers.map(([, label = '']) => label)],
    values: matchers.map(([, label = '', value = '']) => [label, value]),
  };
}

describe('what watches over Visita', () => {
  let visita: TestVisita;
  let families: Set<string>;
  let labels: Set<string>;
  before(async () => {
    visita = await startVisita();
    await visita.api.call('GET', '/health/live');
    const text = await (await fetch(`${visita.server.url}/metrics`)).text();
    families = new Set([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type]) => (type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name])));
    // A counter without a count has no labels to show yet.
    labels = new Set(['instance', 'job', 'task', 'outcome', 'reason', ...[...text.matchAll(/[{,](\w+)="/g)].map(([, label = '']) => label)]);
  });
  after(() => visita.stop());

  test('asks for metrics that there are, by labels that there are', () => {
    assert.ok(expressions.length > 40);
    for (const { where, expr } of expressions) {
      const asked = askedFor(expr);
      assert.ok(asked.metrics.length > 0, `${where}: ${expr}`);
      // Prometheus itself says whether it reached a process.
      assert.deepEqual(asked.metrics.filter((name) => name !== 'up' && !families.has(name)), [], where);
      assert.deepEqual(asked.labels.filter((label) => !labels.has(label)), [], where);
    }
  });

  test('asks for outcomes, reasons and tasks that the product knows', () => {
    const source = ['src/rest/request-watch.ts', 'src/rest/event-stream.ts', 'src/rest/event-streams.ts', 'src/sqs/message-handler.ts', 'src/notification/delivery.ts', 'src/notification/outbox-worker.ts', 'src/prometheus/jobs.ts'].map(read).join('');
    const named = expressions.flatMap(({ expr }) => askedFor(expr).values).filter(([label]) => ['outcome', 'reason', 'task'].includes(label));
    assert.ok(named.length > 5);
    for (const [label, value] of named.flatMap(([name, alternatives]) => alternatives.split('|').map((one) => [name, one] as const))) {
      assert.ok(source.includes(`'${value}'`), `${label}="${value}"`);
    }
  });

  test('all of it is asked of the job that the example of a configuration names, since other services have metrics of the same names', () => {
    const { scrape_configs } = parse(read('deploy/prometheus/prometheus.yaml')) as { scrape_configs: { job_name: string }[] };
    const [{ job_name: job } = { job_name: '' }] = scrape_configs;
    for (const { where, expr } of expressions) {
      const { metrics } = askedFor(expr);
      assert.equal(expr.split(`{job="${job}"`).length - 1, metrics.length, `${where}: ${expr}`);
    }
  });

  test('fires when it should, by promtool', (t) => {
    const folder = `${PROJECT}deploy/prometheus`;
    const { error, status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'alerts.test.yaml'], { cwd: folder, encoding: 'utf8' });
    if (error !== undefined && 'code' in error && error.code === 'ENOENT') {
      t.skip('promtool (Debian: prometheus) is not installed here: the alerts were not tried');
      return;
    }
    assert.ifError(error);
    assert.equal(status, 0, `${stdout}${stderr}`);
  });

  test('a name that is not there would be noticed', () => {
    assert.deepEqual(askedFor('sum by (le) (rate(nothing_total{why="x"}[5m])) > 0.5 and up == 0'), { metrics: ['nothing_total', 'up'], labels: ['le', 'why'], values: [['why', 'x']] });
    assert.equal(families.has('nothing_total'), false);
  });

  test('each alert has a name of its own, says what it means, and stands in docs/operations.md with what to do', () => {
    const operations = read('docs/operations.md');
    assert.equal(new Set(alerts.map(({ alert }) => alert)).size, alerts.length);
    for (const { alert, labels: { severity }, annotations: { summary } } of alerts) {
      assert.match(severity, /^(page|ticket)$/);
      assert.ok(summary.length > 10);
      assert.match(operations, new RegExp(`^\\| \`${alert}\` \\| \\S.{20,} \\|$`, 'm'), alert);
    }
    const described = [...operations.matchAll(/^\| `(Visita\w+)` \|/gm)].map(([, name]) => name);
    assert.deepEqual(described.filter((name) => !alerts.some(({ alert }) => alert === name)), [], 'described, but there is no such alert');
  });
});
