/** Every alert has its section in the runbook and its row in the documents, and the dashboard is one that Grafana can import. */
import { describe, expect, test } from '@jest/globals';
import { alerts, dashboard, dashboardQueries, metricsIn } from '../support/alertRules.ts';
import { documentAt } from '../support/documents.ts';

const runbook = documentAt('docs/runbook.md').text;
const sections = runbook.split(/^## /m).slice(1);

describe('alerts', () => {
  test('have all that Alertmanager and people need', () => {
    expect(alerts.length).toBe(21);
    for (const alert of alerts) {
      expect(alert).toEqual({
        name: expect.stringMatching(/^[A-Z]\w+$/),
        severity: expect.stringMatching(/^(page|ticket)$/),
        runbookUrl: expect.stringMatching(/^https:\/\/git\.example\.com\/\S+\/docs\/runbook\.md#/),
        expression: expect.stringMatching(/\w/),
      });
      expect(metricsIn(alert.expression).length).toBeGreaterThan(0);
    }
  });

  test('lead to a section of the runbook, in their order, and there is no other section', () => {
    const anchors = alerts.map(({ runbookUrl }) => runbookUrl.split('#')[1]);
    expect(anchors).toEqual(sections.map((section) => section.split('\n')[0]?.toLowerCase()));
  });

  test('are listed with their severity', () => {
    const [, section = ''] = documentAt('docs/observability.md').text.split(/^## Alerts$/m);
    const rows = [...section.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(([, name, severity]) => [
      name,
      severity,
    ]);
    expect(rows).toEqual(alerts.map(({ name, severity }) => [name, severity]));
  });
});

test.each(sections.map((section) => [section.split('\n')[0], section] as const))(
  'the runbook says of %s what it means, where to look, what to do, and whom to wake',
  (_, section) => {
    const parts = [...section.matchAll(/^\*\*(Means|First look|Do|Wake)\b/gm)].map(([, part]) => part);
    expect(parts).toEqual(['Means', 'First look', 'Do', 'Wake']);
  },
);

describe('the dashboard', () => {
  test('has panels that do not overlap, each with a query and the data source that is chosen', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { type, gridPos, targets = [], datasource } of panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken).not.toContain(`${x} ${y}`);
          taken.add(`${x} ${y}`);
        }
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      if (type === 'row') continue;
      expect(targets.length).toBeGreaterThan(0);
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana
      expect(datasource?.uid).toBe('${datasource}');
    }
  });

  test('uses only variables that it has, or Grafana', () => {
    const known = [...dashboard.templating.list.map(({ name }) => name), '__rate_interval'];
    const used = dashboardQueries.flatMap(({ expr }) =>
      [...expr.matchAll(/\$(\w+)/g)].map(([, name]) => name),
    );
    expect([...new Set(used)].filter((name = '') => !known.includes(name))).toEqual([]);
    expect(used).toContain('job');
  });
});
