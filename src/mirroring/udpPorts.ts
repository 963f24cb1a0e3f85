/** What rules of security groups and network ACLs say of protocols and ports, as far as UDP is concerned. */

/** A protocol, `-1` for all, and its ports, where undefined stands for all. */
export interface Ports {
  readonly protocol: string | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
}

const udp = ['udp', '17', '-1'];

/**
 * Whether they include UDP to a port. Ports of -1 or undefined stand for all. With all protocols, ports do not count (EC2 API
 * reference, IpPermission and NetworkAclEntry).
 */
export function isForPort({ protocol = '', from = -1, to = -1 }: Ports, port: number): boolean {
  if (!udp.includes(protocol)) return false;
  return protocol === '-1' || from < 0 || (from <= port && port <= to);
}

/** For people, for example `udp 4789`. */
export function portsText({ protocol, from = -1, to = -1 }: Ports): string {
  const name = protocol === '-1' ? 'all' : protocol;
  return from < 0 ? `${name}` : `${name} ${from === to ? to : `${from}-${to}`}`;
}
