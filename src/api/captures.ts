/** Reads captures: the list, and one by its id. */
import { describeAll } from '../ec2/reads/describe.ts';
import { type Ec2Scope, nameOf } from '../ec2/scope.ts';
import { sessionKind } from '../ec2/sessions.ts';
import type { Ec2Usage } from '../ec2/usage.ts';
import type { QueryTrafficMirrorCapturesArgs } from '../generated/types.ts';
import { type Capture, capturesAmong } from '../policies/captures.ts';
import { boundOf, type Connection, type ListArguments, startOf } from './connections.ts';
import type { GatewayContext } from './context.ts';
import { connectRead, type Key } from './readConnections.ts';
import { readScopes } from './readScopes.ts';
import { chooseScopes } from './scoping.ts';

export type CaptureConnection = Connection<Capture>;

/** A page of `trafficMirrorCaptures`. @throws GraphQLError for an invalid argument. Ec2Failure. */
export async function listCaptures(
  context: GatewayContext,
  { scope: asked, ...page }: QueryTrafficMirrorCapturesArgs & ListArguments,
): Promise<CaptureConnection> {
  const scopes = chooseScopes(context.scopes, asked);
  const bound = boundOf('trafficMirrorCaptures', asked, scopes, []);
  // What is wrong with the page must be known before anything is read.
  startOf(context, page, bound);
  const read = () => readScopes(scopes, (scope) => readCaptures(scope, context.usage));
  return connectRead(context, { bound, read, keyOf }, page);
}

/** Those whose end cannot be read come first. */
const keyOf = ({ expiresAt, id, scope }: Capture): Key => [expiresAt ?? '', id, nameOf(scope)];

/** All captures of a scope, of whichever caller. EC2 documents no filter for tags of sessions, so all sessions are read. @throws Ec2Failure. */
async function readCaptures(scope: Ec2Scope, usage: Ec2Usage): Promise<Capture[]> {
  return capturesAmong(scope, await describeAll(scope, sessionKind, [], usage), Date.now());
}

/** @returns undefined when no session has its tags. @throws Ec2Failure. */
export async function readCapture(
  scope: Ec2Scope,
  id: string,
  usage: Ec2Usage,
): Promise<Capture | undefined> {
  return (await readCaptures(scope, usage)).find((capture) => capture.id === id);
}
