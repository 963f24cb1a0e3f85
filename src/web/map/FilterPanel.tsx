/** Shows a filter and its rules, in evaluation order. */
import { FindingList } from './FindingList.tsx';
import type { Finding } from './findings.ts';
import type { Filter } from './lists.ts';
import { Tags } from './Tags.tsx';
import { count } from './words.ts';

type Rule = Filter['ingressRules'][number];

/** Common protocols by IANA protocol number. */
const protocols: Readonly<Record<number, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6' };

/** @param areUsesKnown whether all sessions have been read. */
export function FilterPanel({
  filter,
  findings,
  uses,
  areUsesKnown,
}: {
  filter: Filter;
  findings: readonly Finding[];
  uses: number;
  areUsesKnown: boolean;
}) {
  const { trafficMirrorFilterId, description, networkServices, ingressRules, egressRules } = filter;
  return (
    <>
      <p className="id">{trafficMirrorFilterId}</p>
      {description && <p>{description}</p>}
      <Tags of={filter} />
      <p>
        Used by {areUsesKnown ? '' : 'at least '}
        {count(uses, 'session')}.
      </p>
      <FindingList findings={findings} />
      {networkServices.includes('AMAZON_DNS') && <p>Amazon DNS traffic is mirrored in both directions.</p>}
      <Rules title="Inbound" rules={ingressRules} />
      <Rules title="Outbound" rules={egressRules} />
    </>
  );
}

function Rules({ title, rules }: { title: string; rules: readonly Rule[] }) {
  if (rules.length === 0)
    return (
      <p>
        {title} rules: none, so no {title.toLowerCase()} traffic matches.
      </p>
    );
  return (
    <table>
      <caption>{title} rules: the first match decides</caption>
      <thead>
        <tr>
          <th scope="col">No.</th>
          <th scope="col">Action</th>
          <th scope="col">Traffic</th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.trafficMirrorFilterRuleId}>
            <td>{rule.ruleNumber}</td>
            <td>{rule.ruleAction?.toLowerCase()}</td>
            <td>
              {protocolOf(rule)} {rule.sourceCidrBlock}
              {ports(rule.sourcePortRange)} → {rule.destinationCidrBlock}
              {ports(rule.destinationPortRange)}
              {rule.description && <small>{rule.description}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function protocolOf({ protocol }: Rule): string {
  return protocol === null ? 'all' : (protocols[protocol] ?? `protocol ${protocol}`);
}

function ports(range: Rule['sourcePortRange']): string {
  if (range === null) return '';
  return range.fromPort === range.toPort ? `:${range.fromPort}` : `:${range.fromPort}–${range.toPort}`;
}
