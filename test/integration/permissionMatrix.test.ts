/** Permissions: every root field and entity, in every form of operation, with every kind of token. */
import { beforeAll, describe, expect, test } from '@jest/globals';

import { createPermissionTable } from '../../src/access/permissions.ts';
import { permissions as allPermissions } from '../../src/caller.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { documentOf, entityKeys, forms, type Root, roots, schema, typeOf } from '../support/matrix.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/tokens.ts';

let tokens: TokenIssuer;
let gateway: TestGateway;
beforeAll(async () => {
  tokens = await startTokenIssuer();
  gateway = await startTestGateway({ env: tokens.env });
});

const table = createPermissionTable(schema);
const alternativesOf = (root: Root) => table.get(`${typeOf(root)}.${root.field.replace(/\(.*/, '')}`) ?? [];

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly data: unknown;
}

/** Who says only who the caller is needs a token and no permission. */
const forEverybody: ReadonlySet<string> = new Set(['trafficMirrorCaller']);

let cells = 0;
async function ask(root: Root, form: string, token: string | undefined): Promise<Answer> {
  cells++;
  const query = documentOf(root, form);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const search = new URLSearchParams({ query, variables: JSON.stringify(root.variables) });
  const response =
    form === 'GET'
      ? await fetch(`${gateway.url}/graphql?${search}`, { headers })
      : await fetch(`${gateway.url}/graphql`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ query, variables: root.variables }),
        });
  const text = await response.text();
  const body = text.startsWith('{') ? JSON.parse(text) : {};
  return { status: response.status, code: body.errors?.[0]?.extensions.code, data: body.data };
}

/** The expected refusal of a wrong token. A mutation through GET is refused with any token. */
const denials: Record<
  string,
  {
    status: number;
    /** @param any all that are in some alternative. */
    token: (needed: readonly string[], any: readonly string[]) => Promise<string> | undefined;
  }
> = {
  'no token': { status: 401, token: () => undefined },
  'an expired token': { status: 401, token: (needed) => tokens.token(needed.join(' '), { exp: 1 }) },
  'a token for others': { status: 401, token: (needed) => tokens.token(needed.join(' '), { aud: 'other' }) },
  'a token without scopes': { status: 403, token: () => tokens.token('') },
  'a token with every other scope': {
    status: 403,
    token: (_, any) => tokens.token([...allPermissions].filter((scope) => !any.includes(scope)).join(' ')),
  },
};
const codes: Record<number, string> = { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN' };
const ways = [...forms, 'GET'];

describe.each(roots)('$operation $name', (root) => {
  const alternatives = alternativesOf(root);
  const [needed = []] = alternatives;

  test('has a rule', () => {
    expect(needed.length > 0).toBe(!forEverybody.has(root.name));
    expect(allPermissions).toEqual(expect.arrayContaining(alternatives.flat()));
  });

  test.each(ways)('as %s is refused without the right token, and without an EC2 call', async (form) => {
    gateway.emulator.resetCalls();
    for (const [name, { status, token }] of Object.entries(denials)) {
      if (status === 403 && forEverybody.has(root.name)) continue;
      const answer = await ask(root, form, await token(needed, alternatives.flat()));
      const isWrongMethod = form === 'GET' && root.operation === 'mutation' && status === 403;
      const expected = isWrongMethod ? { status: 405 } : { status, code: codes[status] };
      expect([name, answer]).toEqual([name, expect.objectContaining({ ...expected, data: undefined })]);
    }
    expect(gateway.ec2Calls()).toEqual({});
  });

  test.each(ways)('as %s is allowed with the right token', async (form) => {
    for (const each of [needed, ...alternatives.slice(1)]) {
      const { status, code, data } = await ask(root, form, await tokens.token(each.join(' ')));
      if (form === 'GET' && root.operation === 'mutation') return expect(status).toBe(405);
      expect([status, code]).toEqual([200, undefined]);
      const said = JSON.stringify(data);
      // Readers may make a plan, and it says which permission the change needs.
      if (root.name.startsWith('plan')) expect(said).toContain('needs the permission traffic-mirror:');
      else expect(said).not.toMatch(/"UNAUTHORIZED"|"FORBIDDEN/);
    }
  });
});

test('a mutation of several fields is refused as a whole if one of them is not allowed', async () => {
  gateway.emulator.resetCalls();
  const query = `mutation {
    modifyTrafficMirrorSession(input: { trafficMirrorSessionId: "tms-0a1b2c3d4e5f60001", packetLength: 1 }) { warnings }
    deleteTrafficMirrorSession(input: { trafficMirrorSessionId: "tms-0a1b2c3d4e5f60002" }) { awsRequestId }
  }`;
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await tokens.token('traffic-mirror:session:write')}`,
    },
    body: JSON.stringify({ query }),
  });
  expect(response.status).toBe(403);
  expect(gateway.ec2Calls()).toEqual({});
});

test('every field and every key of the schema was requested', () => {
  const fields = [schema.getQueryType(), schema.getMutationType()].map(
    (type) => Object.keys(type?.getFields() ?? {}).length,
  );
  // `_entities` is requested once per key; `__schema` and `__type` are in no type.
  const rows = fields.reduce((sum, count) => sum + count) - 1 + entityKeys.length + 2;
  expect(entityKeys.map(([type]) => type)).toEqual(
    expect.arrayContaining(['NetworkInterface', 'TrafficMirrorSession']),
  );
  const withoutRule =
    Object.values(denials).filter(({ status }) => status === 403).length * forEverybody.size;
  // A mutation through GET is refused before its permissions matter.
  const further = roots.flatMap((root) => alternativesOf(root).slice(1)).length * forms.length;
  expect(cells).toBe(ways.length * (rows * (Object.keys(denials).length + 1) - withoutRule) + further);
});
