/** Nothing that callers write reaches a trace, whatever they write it into; neither do tokens, nor what EC2 says about it. */
import { expect, test } from '@jest/globals';
import { permissions } from '../../src/caller.ts';
import { filterId, newRule, newSession, ruleId, sessionId } from '../support/demo.ts';
import { documentAt } from '../support/documents.ts';
import { type MutationName, mutationNames } from '../support/mutations.ts';
import { startTokenIssuer } from '../support/tokens.ts';
import { startTraced } from '../support/traced.ts';

const canary = 'swordfish';

/** In every place of a request. */
const headers = {
  'x-request-id': `${canary}-request-id`,
  'user-agent': canary,
  referer: `https://example.com/${canary}`,
  cookie: `session=${canary}`,
  'apollographql-client-name': canary,
  'apollographql-client-version': canary,
  'x-apollo-operation-name': canary,
  'x-forwarded-for': canary,
  baggage: `user=${canary}`,
  tracestate: `vendor=${canary},ot=${canary}:1;th:${canary}`,
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};

const texts = {
  description: canary,
  tags: [{ key: canary, value: canary }],
  idempotencyKey: `${canary}-key`,
};

/** Inputs that are right, and whose texts are canaries. */
const inputs: Readonly<Record<MutationName, object>> = {
  createTrafficMirrorSession: { ...newSession, ...texts },
  modifyTrafficMirrorSession: { trafficMirrorSessionId: sessionId(1), description: canary },
  deleteTrafficMirrorSession: { trafficMirrorSessionId: sessionId(2), ifVersion: canary },
  createTrafficMirrorTarget: { networkInterfaceId: `eni-${canary}`, ...texts },
  deleteTrafficMirrorTarget: { trafficMirrorTargetId: `tmt-${canary}` },
  createTrafficMirrorFilter: texts,
  modifyTrafficMirrorFilterNetworkServices: {
    trafficMirrorFilterId: filterId(1),
    addNetworkServices: [canary],
  },
  deleteTrafficMirrorFilter: { trafficMirrorFilterId: filterId(9) },
  createTrafficMirrorFilterRule: { ...newRule, description: canary, idempotencyKey: `${canary}-key` },
  modifyTrafficMirrorFilterRule: { trafficMirrorFilterRuleId: ruleId, description: canary },
  deleteTrafficMirrorFilterRule: { trafficMirrorFilterRuleId: `tmfr-${canary}` },
  tagTrafficMirrorResources: { ids: [canary], set: [{ key: canary, value: canary }] },
};

const mutationOf = (name: MutationName) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { message } } }`;
};

/** Documents with the canary in what is no operation's name, valid and not. */
const documents = [
  `# ${canary}\n{ ${canary}: trafficMirrorSessions(first: 1) { nodes { arn } } }`,
  `{ trafficMirrorSession(id: "${canary}") { arn } }`,
  `query ($${canary}: ID!) { trafficMirrorSession(id: $${canary}) { arn } }`,
  `{ trafficMirrorSessions(first: 1, after: "${canary}") { nodes { arn } } }`,
  `{ trafficMirrorSessions(first: 5, filter: { descriptions: ["${canary}"], tags: [{ key: "${canary}", values: ["${canary}"] }] }) { nodes { arn } } }`,
  `{ trafficMirrorFilters(first: 5, scope: { regions: ["${canary}"] }) { nodes { arn } } }`,
  `{ ...${canary} } fragment ${canary} on Query { __typename }`,
  `{ ${canary} }`,
  `{ __typename @${canary} }`,
  `{ ${canary}`,
];

test('canaries in every input, description, tag, header and token are in no span', async () => {
  const tokens = await startTokenIssuer();
  const { collector, ended, gateway, post } = await startTraced({ env: tokens.env });
  const token = await tokens.token(permissions.join(' '), {
    sub: `${canary}@example.com`,
    client_id: canary,
    jti: canary,
  });
  const all = { ...headers, authorization: `Bearer ${token}` };
  for (const query of documents) await post(query, all, { [canary]: canary });
  for (const name of mutationNames) await post(mutationOf(name), all, { input: inputs[name] });
  for (const name of mutationNames) await post(mutationOf(name), all, { input: { [canary]: canary } });
  await fetch(`${gateway.url}/graphql?query={__typename}&operationName=${canary}&${canary}=1`, {
    headers: all,
  });
  await post(documents[0] ?? '', { ...all, authorization: `Bearer ${canary}` });
  // EC2's own errors quote what they are about.
  const error = { code: `Invalid.${canary}`, message: `${canary} is not valid`, status: 400 };
  gateway.emulator.faults('CreateTrafficMirrorFilter', [{ error }]);
  await post(mutationOf('createTrafficMirrorFilter'), all, { input: { description: canary } });
  const spans = await ended();
  expect(spans.length).toBeGreaterThan(documents.length + 2 * mutationNames.length);
  expect(new Set(spans.map(({ name }) => name)).size).toBeGreaterThan(8);
  const documented = new Set(documentAt('docs/tracing.md').code);
  const said = spans.flatMap(({ attributes, events }) => [
    ...Object.keys(attributes),
    ...events.flatMap((event) => [event.name, ...Object.keys(event.attributes)]),
  ]);
  expect([...new Set(said)].filter((name) => !documented.has(name))).toEqual([]);
  expect(collector.text()).not.toMatch(/swordfish/i);
  for (const part of token.split('.')) expect(collector.text()).not.toContain(part);
  const ids = [sessionId(1), sessionId(2), filterId(1), ruleId, String(Object.values(newSession)[0])];
  for (const id of ids) expect(collector.text()).not.toContain(id);
});
