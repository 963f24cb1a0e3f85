/** All examples of the playground by subject. All run on the demo data unchanged, and can be run again. */
import { bulk } from './examples/bulk.ts';
import { captures } from './examples/captures.ts';
import type { Example, ExampleGroup } from './examples/example.ts';
import { ids } from './examples/ids.ts';
import { objects } from './examples/objects.ts';
import { plans } from './examples/plans.ts';
import { policyExamples } from './examples/policies.ts';
import { questions } from './examples/questions.ts';
import { reads } from './examples/reads.ts';
import { sessions } from './examples/sessions.ts';
import { tagExamples } from './examples/tags.ts';

export const groups: readonly ExampleGroup[] = [
  { title: 'Read', examples: [...reads, ...ids] },
  { title: 'Find out', examples: questions },
  { title: 'Plan a change', examples: plans },
  { title: 'Change a session', examples: sessions },
  { title: 'Many sessions at once', examples: bulk },
  { title: 'Capture for a while', examples: captures },
  { title: 'Make policies true', examples: policyExamples },
  { title: 'Targets, filters and tags', examples: [...objects, ...tagExamples] },
];

export const examples = groups.flatMap((group) => group.examples);

export const nameOf = ({ query }: Example) => /^(?:query|mutation) (\w+)/m.exec(query)?.[1] ?? query;

/** What the comment above the operation says of it. */
export const purposeOf = ({ query }: Example) =>
  [...query.matchAll(/^# (.*)$/gm)].map(([, line]) => line).join(' ');

/** As GraphiQL and links to it want it. */
export const toTab = ({ query, variables }: Example) => ({
  query,
  variables: variables === undefined ? '' : JSON.stringify(variables, null, 2),
});

/** The tabs of the first visit. The first one is a query: what a visitor runs first changes nothing. */
export const tabs = examples.filter(({ isOpen }) => isOpen).map(toTab);
