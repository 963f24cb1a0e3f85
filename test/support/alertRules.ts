/** The alert rules and the dashboard under `deploy/`, as far as tests look into them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './process.ts';
import { rulesFile } from './prometheus.ts';

export interface Alert {
  readonly name: string;
  readonly severity: string;
  readonly runbookUrl: string;
  readonly expression: string;
}

/** Reads the rules as they are written, without a parser of YAML: promtool checks that they are YAML. */
export const alerts: readonly Alert[] = readFileSync(rulesFile, 'utf8')
  .split(/^ {6}- alert: /m)
  .slice(1)
  .map((text) => {
    const field = (pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
    return {
      name: field(/^(\w+)/),
      severity: field(/^ +severity: (\w+)$/m),
      runbookUrl: field(/^ +runbook_url: (\S+)$/m),
      expression: field(/^ {8}expr: (?:\|\n)?([\s\S]*?)^ {8}\w+:/m),
    };
  });

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
  readonly panels: readonly Panel[];
}

export const dashboard = JSON.parse(
  readFileSync(join(projectRoot, 'deploy/grafana/dashboard.json'), 'utf8'),
) as Dashboard;

/** The queries of the dashboard. */
export const dashboardQueries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ title, expr })),
);

/** The words of PromQL that are no names. */
const words = new Set(['and', 'or', 'unless', 'by', 'on', 'bool']);

/** The names of the metrics in an expression of PromQL. */
export function metricsIn(expression: string): string[] {
  const bare = expression
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replace(/\b(by|on) \([^)]*\)/g, ' ');
  const names = [...bare.matchAll(/\b([a-z][a-z0-9_]*)\b(?!\s*\()/g)].map(([, name = '']) => name);
  return names.filter((name) => !words.has(name));
}
