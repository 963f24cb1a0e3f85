/** The example of several accounts: the program with the accounts file, and the query that the documentation shows. */
import { describe, expect, test } from '@jest/globals';
import { documentAt } from '../support/documents.ts';
import { startProgram } from '../support/process.ts';

const first = '123456789012';
const second = '210987654321';

interface Sessions {
  trafficMirrorSessions: {
    nodes: { trafficMirrorSessionId: string; ownerId: string; target: { ownerId: string } | null }[];
    scopeErrors: unknown[];
  };
}

describe('the demo in several accounts', () => {
  test('each account and Region has its own estate, and the second account mirrors to a target of the first', async () => {
    const { url } = await startProgram({ AWS_ACCOUNTS_FILE: 'examples/accounts/accounts.json' }).ready();
    const query = documentAt('docs/accounts.md').blocks.find(({ language }) => language === 'graphql')?.text;
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    // The shape of the query.
    const { data, errors } = (await response.json()) as { data: Sessions; errors?: unknown };
    expect(errors).toBeUndefined();
    const { nodes, scopeErrors } = data.trafficMirrorSessions;
    expect(scopeErrors).toEqual([]);
    // Ten in each of three estates, and the one that crosses accounts, which both of them list.
    expect(nodes).toHaveLength(32);
    expect(new Set(nodes.map((one) => one.trafficMirrorSessionId)).size).toBe(31);
    const owners = nodes.map((one) => `${one.ownerId} to ${one.target?.ownerId}`);
    expect(new Set(owners)).toEqual(
      new Set([`${first} to ${first}`, `${second} to ${second}`, `${second} to ${first}`]),
    );
  });
});
