/** The actions of AWS Organizations that read accounts, as its API reference describes them. Who may call them is not checked. */
import type { WireObject } from '../wire/xml.ts';
import { invalidInput, parentNotFound } from './errors.ts';
import {
  type Organization,
  type OrganizationAccount,
  type OrganizationalUnit,
  rootId,
} from './organization.ts';

export interface OrganizationsCall {
  readonly parameters: ReadonlyMap<string, string>;
  readonly organization: Organization;
}

/** The most that a page may have (API reference). */
const maxPage = 20;
/** The first account is taken for that of the management. */
const organizationArn = ({ accounts: [first] }: Organization, rest: string) =>
  `arn:aws:organizations::${first?.id ?? '000000000000'}:${rest}`;

function ListAccounts({ parameters, organization }: OrganizationsCall): WireObject {
  return page('Accounts', organization.accounts.map(toAccount(organization)), parameters);
}

function ListAccountsForParent({ parameters, organization }: OrganizationsCall): WireObject {
  const below = isBelow(parameters, organization);
  return page('Accounts', organization.accounts.filter(below).map(toAccount(organization)), parameters);
}

function ListOrganizationalUnitsForParent({ parameters, organization }: OrganizationsCall): WireObject {
  const units = (organization.units ?? []).filter(isBelow(parameters, organization));
  const toUnit = ({ id }: OrganizationalUnit) => ({
    Id: id,
    Arn: organizationArn(organization, `ou/o-organization/${id}`),
    Name: id,
  });
  return page('OrganizationalUnits', units.map(toUnit), parameters);
}

/** Every action that the emulator implements. */
export const organizationsActions: Readonly<Record<string, (call: OrganizationsCall) => WireObject>> = {
  ListAccounts,
  ListAccountsForParent,
  ListOrganizationalUnitsForParent,
};

/** Whether something is directly below the parent of the request. */
function isBelow(parameters: ReadonlyMap<string, string>, { units = [] }: Organization) {
  const wanted = parameters.get('ParentId') ?? '';
  if (wanted !== rootId && !units.some(({ id }) => id === wanted)) throw parentNotFound();
  return ({ parentId = rootId }: { readonly parentId?: string | undefined }) => parentId === wanted;
}

/** Without Status, which was to be retired on 9 September 2026 (documentation of client-organizations 3.1169). */
const toAccount =
  (organization: Organization) =>
  ({ id, state = 'ACTIVE' }: OrganizationAccount): WireObject => ({
    Id: id,
    Arn: organizationArn(organization, `account/o-organization/${id}`),
    Name: `account ${id}`,
    Email: `${id}@example.com`,
    State: state,
    JoinedMethod: 'CREATED',
    JoinedTimestamp: 1_772_409_600,
  });

function page(name: string, all: readonly WireObject[], parameters: ReadonlyMap<string, string>): WireObject {
  const size = parameters.get('MaxResults') ?? String(maxPage);
  if (!/^\d{1,2}$/.test(size) || Number(size) < 1 || Number(size) > maxPage)
    throw invalidInput(`MaxResults must be from 1 to ${maxPage}.`);
  const token = parameters.get('NextToken');
  const start = token === undefined ? 0 : startOf(token);
  const end = start + Number(size);
  return {
    [name]: all.slice(start, end),
    NextToken: end < all.length ? Buffer.from(`from ${end}`).toString('base64url') : undefined,
  };
}

function startOf(token: string): number {
  const [, start] = /^from (\d{1,6})$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (start === undefined) throw invalidInput('The NextToken is not valid.');
  return Number(start);
}
