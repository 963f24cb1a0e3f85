/** The rules of one direction of a filter, in evaluation order, and what happens to packets that none of them takes. */
import type { Finding } from './findings.ts';
import { SeverityWord } from './Mark.tsx';
import type { Direction, Rule } from './rules.ts';
import { directionWords, portsText, protocolText } from './ruleWords.ts';
import { useScene } from './scene.ts';

export function RuleTable({
  filterId,
  direction,
  rules,
  findings,
}: {
  filterId: string;
  direction: Direction;
  rules: readonly Rule[];
  /** Those of the filter and its rules. */
  findings: readonly Finding[];
}) {
  const { choose, chosen } = useScene();
  const word = directionWords[direction];
  const newRule = `${filterId}:${direction}`;
  return (
    <section aria-label={`${word} rules`} className="rules">
      <h3>{word} rules</h3>
      <div className="scrolls">
        <table>
          <caption>The first rule that matches a packet decides.</caption>
          <thead>
            <tr>
              {['No.', 'Action', 'Protocol', 'Source', 'Destination', 'Description', 'Change'].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <RuleRow
                key={rule.trafficMirrorFilterRuleId}
                rule={rule}
                word={word}
                findings={findings.filter(({ subjectId }) => subjectId === rule.trafficMirrorFilterRuleId)}
                isChosen={chosen?.id === rule.trafficMirrorFilterRuleId}
                onChange={() => choose({ kind: 'rule', id: rule.trafficMirrorFilterRuleId })}
              />
            ))}
            <tr className="rest">
              <td>*</td>
              <td>reject</td>
              <td colSpan={5}>
                {rules.length === 0
                  ? `There are no ${word.toLowerCase()} rules, so no ${word.toLowerCase()} packet is mirrored.`
                  : 'What no rule takes is not mirrored.'}
              </td>
            </tr>
          </tbody>
        </table>
      </div>
      <button type="button" onClick={() => choose({ kind: 'rule', id: newRule })}>
        Add an {word.toLowerCase()} rule
      </button>
    </section>
  );
}

function RuleRow({
  rule,
  word,
  findings,
  isChosen,
  onChange,
}: {
  rule: Rule;
  word: string;
  findings: readonly Finding[];
  isChosen: boolean;
  onChange: () => void;
}) {
  const { ruleNumber, ruleAction, protocol, description } = rule;
  return (
    <tr className={`${isChosen ? 'chosen' : ''} ${findings.length > 0 ? 'marked' : ''}`}>
      <td>{ruleNumber}</td>
      <td>{ruleAction?.toLowerCase()}</td>
      <td>{protocol === null ? 'all' : protocolText(protocol)}</td>
      <td>
        {rule.sourceCidrBlock} <Ports range={rule.sourcePortRange} protocol={protocol} />
      </td>
      <td>
        {rule.destinationCidrBlock} <Ports range={rule.destinationPortRange} protocol={protocol} />
      </td>
      <td className="wraps">
        {description}
        {findings.map((finding) => (
          <p key={finding.id}>
            <SeverityWord of={finding} title={finding.remedy} /> {finding.message}
          </p>
        ))}
      </td>
      <td>
        <button
          type="button"
          aria-label={`Change ${word.toLowerCase()} rule ${ruleNumber}`}
          onClick={onChange}
        >
          Change
        </button>
      </td>
    </tr>
  );
}

/** Only TCP and UDP, by their IANA numbers, have ports. */
function Ports({ range, protocol }: { range: Rule['sourcePortRange']; protocol: number | null }) {
  if (range === null) return protocol === 6 || protocol === 17 ? <small>all ports</small> : null;
  return (
    <small>
      {range.fromPort === range.toPort ? 'port' : 'ports'} {portsText(range)}
    </small>
  );
}
