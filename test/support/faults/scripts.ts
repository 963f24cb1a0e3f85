/** Scripts of faults that the table uses more than once. */
import type { Fault } from '../../../src/emulator/faults/faults.ts';

/** The SDK makes three attempts. */
export const always = (fault: Fault): Fault[] => [{ ...fault, times: 3 }];

/** More often than all attempts of the SDK and of reading back together. */
export const forEver = (fault: Fault): Fault[] => [{ ...fault, times: 1_000 }];

export const throttle: Fault = { error: { code: 'RequestLimitExceeded', status: 503 } };

/** An answer that is not EC2's, as a proxy gives it, without EC2's headers. */
const page = (status: string, type: string, body: string, more = '') =>
  `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\n${more}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;

const html = '<html><body><h1>proxy says no</h1></body></html>';

/** Answers of proxies, by kind. */
export const pages = {
  'a page of HTML': { raw: page('403 Forbidden', 'text/html', html) },
  'an empty page': { raw: page('403 Forbidden', 'text/html', '') },
  'a page of JSON': { raw: page('403 Forbidden', 'application/json', '{"message":"proxy says no"}') },
  'a page of plain text': { raw: page('400 Bad Request', 'text/plain', 'proxy says no') },
  'XML without a code': { raw: page('403 Forbidden', 'text/xml', '<Response>proxy says no</Response>') },
  'a page too large': { raw: page('413 Payload Too Large', 'text/html', html) },
} satisfies Record<string, Fault>;

export const badGateway: Fault = { raw: page('502 Bad Gateway', 'text/html', html) };
export const redirect: Fault = {
  raw: page('301 Moved Permanently', 'text/html', html, 'location: http://127.0.0.1:9/\r\n'),
};
export const emptyOk: Fault = { raw: page('200 OK', 'text/xml', '') };
export const htmlOk: Fault = { raw: page('200 OK', 'text/html', html) };
export const jsonOk: Fault = { raw: page('200 OK', 'application/json', '{"message":"proxy says yes"}') };

/** The same answer, but EC2 does not execute the action. */
export const notCarriedOut = (fault: Fault): Fault => ({ ...fault, error: { code: 'InternalError' } });

/** What each action answers, without the element that names the resource, or naming another one. */
const inner: Readonly<Record<string, (id: string) => string>> = {
  DescribeTrafficMirrorFilterRules: () =>
    '<trafficMirrorFilterRuleSet><item><ruleNumber>1</ruleNumber></item></trafficMirrorFilterRuleSet>',
  DescribeTrafficMirrorTargets: () =>
    '<trafficMirrorTargetSet><item><description>x</description></item></trafficMirrorTargetSet>',
  CreateTrafficMirrorFilter: () => '<trafficMirrorFilter><description>x</description></trafficMirrorFilter>',
  CreateTrafficMirrorTarget: () => '<trafficMirrorTarget><description>x</description></trafficMirrorTarget>',
  ModifyTrafficMirrorSession: (id) =>
    `<trafficMirrorSession>${id}<packetLength>333</packetLength></trafficMirrorSession>`,
  DeleteTrafficMirrorSession: (id) => id,
};

const document = (action: string, content: string) =>
  `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${content}</${action}Response>`;

export const withoutId = (action: string): Fault[] => [{ body: document(action, inner[action]?.('') ?? '') }];

/** @param id of the session that the answer is about. */
export const aboutAnother =
  (id: string) =>
  (action: string): Fault[] => [
    {
      error: { code: 'InternalError' },
      status: 200,
      body: document(action, inner[action]?.(`<trafficMirrorSessionId>${id}</trafficMirrorSessionId>`) ?? ''),
    },
  ];

/** A list that always has the same token for the next page. */
export const sameToken = (action: string): Fault[] =>
  forEver({ body: document(action, '<trafficMirrorTargetSet/><nextToken>again</nextToken>') });

export const deepXml: Fault = { body: `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}` };

/** Ten levels of ten entities each, as in "billion laughs". */
export const entityBomb: Fault = {
  body: `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">${Array.from({ length: 10 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join('')}]><a>&e10;</a>`,
};

/** A valid answer, padded to 50 MB. */
export const huge = (action: string): Fault[] => [
  { body: document(action, `${inner[action]?.('') ?? ''}<!--${' '.repeat(50_000_000)}-->`) },
];
