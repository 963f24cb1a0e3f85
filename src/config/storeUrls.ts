/** The addresses of the store, which several replicas share: parses `REDIS_URL`. */
import * as z from 'zod';

/** Where Redis listens. */
export interface StoreAddress {
  readonly host: string;
  readonly port: number;
}

/** What `REDIS_URL` says. */
export interface StoreUrls {
  /** One, or the seeds of Sentinel or Cluster. */
  readonly addresses: readonly [StoreAddress, ...StoreAddress[]];
  readonly isEncrypted: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
}

const expected =
  'must be redis:// or rediss:// URLs with commas between them, for example rediss://redis.example.com:6379/0, which differ in host and port only; a percent sign in a password is written as %25';

/** Several URLs must agree in everything but host and port, because what is sent to one is sent to all. */
export const storeUrls = z.string().transform((text, check): StoreUrls => {
  const parsed = text.split(',').map((part) => parseUrl(part.trim()));
  const [first] = parsed;
  const common = (each: ParsedUrl | undefined) => each && JSON.stringify({ ...each, address: undefined });
  if (first === undefined || parsed.some((each) => common(each) !== common(first))) {
    check.addIssue(expected);
    return z.NEVER;
  }
  const { address, ...rest } = first;
  const others = parsed.slice(1).flatMap((each) => (each === undefined ? [] : [each.address]));
  return { ...rest, addresses: [address, ...others] };
});

type ParsedUrl = Omit<StoreUrls, 'addresses'> & { readonly address: StoreAddress };

/** @returns undefined if it is not the URL of a Redis. */
function parseUrl(text: string): ParsedUrl | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const [, database] = /^\/?(\d{0,2})$/.exec(pathname) ?? [];
  if (!/^rediss?:$/.test(protocol) || hostname === '' || search !== '' || hash !== '') return undefined;
  if (database === undefined || port === '0') return undefined;
  const [user, secret] = [decode(username), decode(password)];
  if (user === undefined || secret === undefined) return undefined;
  return {
    // The brackets of an IPv6 address belong to the URL.
    address: { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6_379) },
    isEncrypted: protocol === 'rediss:',
    username: user === '' ? undefined : user,
    password: secret === '' ? undefined : secret,
    database: Number(database || 0),
  };
}

/** @returns undefined if a percent sign does not begin a code, which is easily forgotten in passwords. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
