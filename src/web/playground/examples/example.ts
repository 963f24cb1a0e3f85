/** What an example of the playground is, and what several of them share. */

export interface Example {
  /** Begins with a comment that says what it does. */
  readonly query: string;
  readonly variables?: object;
  /** Whether the first visit opens it in a tab. */
  readonly isOpen?: boolean;
}

export interface ExampleGroup {
  readonly title: string;
  readonly examples: readonly Example[];
}

export const errors = 'userErrors { code field message }';

export const planned = `changes { field before after }
    warnings
    findings { added { message } resolved { message } }
    dryRun { verdict }
    ${errors}`;

/** The default, but GraphiQL's check of variables reports it as required. */
export const forReal = { dryRun: false };
/** Deletes only ask whether they are allowed, so that they can be run again. */
export const onlyAsked = { dryRun: true };

/** The tags of what examples create. */
export const tags = [
  { key: 'env', value: 'staging' },
  { key: 'team', value: 'platform' },
];

/** The input of a rule, for the filter of the demo data that has none. */
export const newRule = {
  trafficMirrorFilterId: 'tmf-0c3d4e5f6a7b80004',
  trafficDirection: 'INGRESS',
  ruleNumber: 100,
  ruleAction: 'ACCEPT',
  protocol: 6,
  destinationPortRange: { fromPort: 443, toPort: 443 },
  sourceCidrBlock: '0.0.0.0/0',
  destinationCidrBlock: '0.0.0.0/0',
};

/** The input of a session on an interface of the demo data that has none. */
export const newSession = {
  networkInterfaceId: 'eni-0e5f6a7b8c9d00010',
  trafficMirrorTargetId: 'tmt-0b2c3d4e5f6a70004',
  trafficMirrorFilterId: 'tmf-0c3d4e5f6a7b80004',
  sessionNumber: 1,
  description: 'Created in the playground',
  tags,
};
