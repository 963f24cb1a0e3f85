/** Findings in words. Pure. */
import type { TrafficMirrorAssumption, TrafficMirrorFindingSeverity } from '../../generated/web/graphql.ts';
import type { ShownFinding, Unchecked } from './findings.ts';
import { groupBy } from './groupBy.ts';
import { count, list } from './words.ts';

type Severity = TrafficMirrorFindingSeverity;

/** Most severe first. */
const severities: Readonly<Record<Severity, { readonly word: string; readonly meaning: string }>> = {
  BROKEN: { word: 'broken', meaning: 'copies do not arrive' },
  WASTE: { word: 'waste', meaning: 'costs money or attention, and mirrors nothing' },
  RISK: { word: 'risk', meaning: 'copies may be lost, be ambiguous, or reach somebody they should not' },
  NOTICE: { word: 'notice', meaning: 'good to know' },
};

export const severityWord = (severity: Severity) => severities[severity].word;
export const severityMeaning = (severity: Severity) => severities[severity].meaning;

/** For example `1 broken, 2 waste`. */
export function countsOf(found: readonly ShownFinding[]): string {
  const bySeverity = groupBy(found, ({ severity }) => severity);
  return (Object.keys(severities) as Severity[])
    .map((severity) => [bySeverity.get(severity)?.length ?? 0, severityWord(severity)] as const)
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number.toLocaleString('en')} ${word}`)
    .join(', ');
}

export const assumptionTexts: Readonly<Record<TrafficMirrorAssumption, string>> = {
  REJECT_FALLS_THROUGH: 'A packet that a session rejects is still offered to the next session.',
  INBOUND_WAS_ADMITTED: 'The security groups and network ACL of the source let the inbound packet in.',
  LENGTH_COUNTS_ETHERNET: 'The packet length counts the Ethernet header of the packet.',
  RECEIVER_MTU_9001: 'The receiving interface has an MTU of 9001.',
  ONLY_AMAZON_NTP: "NTP with servers other than Amazon's is mirrored like other traffic.",
  NOT_A_FRAGMENT: 'The packet is not a later fragment.',
  GROUP_REFERENCE_ADMITS: 'A rule that names a security group admits mirrored copies of its members.',
  ACL_APPLIES_TO_COPIES: 'The network ACL of the receiver applies to mirrored copies as to other packets.',
  TRANSIT_GATEWAY_ROUTES: 'The route tables of the transit gateway connect the two VPCs.',
};

/** For example `4 rules could not be checked`. */
export const uncheckedCount = (unchecked: readonly Unchecked[]) =>
  `${count(new Set(unchecked.map(({ code }) => code)).size, 'rule')} could not be checked`;

/** Why rules could not be checked: one sentence for each reason, with the rules and what to allow. */
export function uncheckedReasons(unchecked: readonly Unchecked[]): { reason: string; rules: string }[] {
  return [...groupBy(unchecked, ({ message }) => message).values()].map((alike) => {
    const [{ message = '', iamAction = null, requiredPermission = null } = {}] = alike;
    const missing = [iamAction, requiredPermission].filter(
      (name) => name !== null && !message.includes(name),
    );
    return {
      reason: missing.length > 0 ? `${message} Missing: ${list(missing.map(String))}.` : message,
      rules: list(alike.map(ruleText)),
    };
  });
}

const ruleText = ({ code, subjectCount, isCutShort }: Unchecked) =>
  `${code} (${isCutShort ? 'at least ' : ''}${subjectCount.toLocaleString('en')})`;
