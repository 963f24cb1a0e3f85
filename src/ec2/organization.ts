/** AWS Organizations: lists the accounts of an organization. A program of its own in `dist/`, which is loaded only if the accounts file asks for it. */
import {
  type Account,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { noSpan } from '../trace.ts';
import type { Ec2ClientOptions } from './clients.ts';
import { Ec2Failure } from './failure.ts';
import { assumeRole, createStsClient } from './sts.ts';

interface Listing {
  /** The role that may list the accounts. Undefined: the gateway's own credentials may. */
  readonly roleArn: string | undefined;
  /** Roots and organizational units, with all below them. Undefined: the whole organization. */
  readonly parents: readonly string[] | undefined;
  /** A Region of the partition, whose STS is asked. */
  readonly region: string;
  /** Undefined: the public endpoint of Organizations, which is one for each partition. */
  readonly endpoint: string | undefined;
  /** Undefined: the public endpoint of STS. */
  readonly stsEndpoint: string | undefined;
  readonly credentials: Ec2ClientOptions['credentials'];
  readonly signal: AbortSignal;
}

/** The time limit of each call, retries included. */
const timeoutMs = 20_000;
/** No organization has as many pages, so an answer that never ends is not read for ever. */
const maxPages = 2_000;

/** @returns the IDs of all active accounts. @throws Error, whose message has nothing of AWS's answer but its code. */
export async function listAccounts(listing: Listing): Promise<string[]> {
  const { region, endpoint, stsEndpoint, credentials, roleArn } = listing;
  const sts = createStsClient({ region, endpoint: stsEndpoint, credentials });
  const assume = roleArn === undefined ? undefined : assumeRole(() => sts, toAssumption(roleArn));
  const role = assume === undefined ? credentials : () => assume(() => noSpan);
  const client = new OrganizationsClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(role === undefined ? {} : { credentials: role }),
  });
  try {
    const accounts = await read(client, listing);
    return [...new Set(accounts.flatMap(({ Id, State }) => (State === 'ACTIVE' && Id ? [Id] : [])))].sort();
  } catch (error) {
    throw new Error(toAdvice(error as NodeJS.ErrnoException));
  } finally {
    client.destroy();
    sts.destroy();
  }
}

function toAdvice(error: NodeJS.ErrnoException): string {
  // Its role could not be assumed.
  if (error instanceof Ec2Failure) return error.message;
  return `its accounts cannot be listed (${error.code ?? error.name}); check that AWS Organizations can be reached, and that the policy deploy/iam/discovery.json is attached`;
}

function read(client: OrganizationsClient, { parents, signal }: Listing): Promise<Account[]> {
  const options = () => ({ abortSignal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
  const all = () =>
    readPages(async (NextToken) => {
      const { Accounts, NextToken: next } = await client.send(
        new ListAccountsCommand({ NextToken }),
        options(),
      );
      return { items: Accounts, next };
    });
  const below = async (ParentId: string): Promise<Account[]> => {
    const own = await readPages(async (NextToken) => {
      const command = new ListAccountsForParentCommand({ ParentId, NextToken });
      const { Accounts, NextToken: next } = await client.send(command, options());
      return { items: Accounts, next };
    });
    const units = await readPages(async (NextToken) => {
      const command = new ListOrganizationalUnitsForParentCommand({ ParentId, NextToken });
      const { OrganizationalUnits, NextToken: next } = await client.send(command, options());
      return { items: OrganizationalUnits, next };
    });
    // One after the other: Organizations allows only a few calls per second.
    for (const { Id = '' } of units) own.push(...(await below(Id)));
    return own;
  };
  return parents === undefined ? all() : eachInTurn(parents, below);
}

async function eachInTurn<Item>(
  ids: readonly string[],
  readOne: (id: string) => Promise<Item[]>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (const id of ids) items.push(...(await readOne(id)));
  return items;
}

/** A page may be empty and have a next one (Organizations API reference, ListAccounts). */
async function readPages<Item>(
  readPage: (token: string | undefined) => Promise<{ items: Item[] | undefined; next: string | undefined }>,
): Promise<Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const { items = [], next } = await readPage(token);
    all.push(...items);
    if (next === undefined || next === '') return all;
    token = next;
  }
  throw Object.assign(new Error('too many pages'), { name: 'TooManyPages' });
}

const actions = ['ListAccounts', 'ListAccountsForParent', 'ListOrganizationalUnitsForParent'];

/** The session may do nothing but list accounts, whatever the role allows. */
const toAssumption = (roleArn: string) => ({
  accountId: roleArn.split(':')[4] ?? '',
  roleArn,
  externalId: undefined,
  callerName: 'traffic-mirror-gateway',
  policy: () =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: actions.map((action) => `organizations:${action}`), Resource: '*' },
      ],
    }),
  onAssumed: () => {},
});
