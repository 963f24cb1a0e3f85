/** A filter and its rules, in the order in which they are tried. */
import type { Filter } from './estate.ts';
import { Tags } from './SourceNode.tsx';

type Rule = Filter['ingressRules'][number];

/** IANA's names of the usual protocols. */
const protocols: Readonly<Record<number, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6' };

export function FilterPanel({ filter, uses }: { filter: Filter; uses: number }) {
  const { trafficMirrorFilterId, description, networkServices, ingressRules, egressRules } = filter;
  const isEmpty = ingressRules.length + egressRules.length + networkServices.length === 0;
  return (
    <>
      <p className="id">{trafficMirrorFilterId}</p>
      {description && <p>{description}</p>}
      <Tags of={filter} />
      <p>Used by {uses} of the sessions.</p>
      {isEmpty && <p className="mark">⚠ It has no rules, so it mirrors nothing.</p>}
      {networkServices.includes('AMAZON_DNS') && <p>Amazon DNS is mirrored in both directions.</p>}
      <Rules title="Inbound" rules={ingressRules} />
      <Rules title="Outbound" rules={egressRules} />
    </>
  );
}

function Rules({ title, rules }: { title: string; rules: readonly Rule[] }) {
  if (rules.length === 0) return <p>{title}: no rules, so no such traffic is mirrored.</p>;
  return (
    <table>
      <caption>{title}: the first rule that matches decides</caption>
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
