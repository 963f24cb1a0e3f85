/** The wire format: encodings, headers, documents, and input that no client sends. Embedded EC2 only. */
import { Agent, request } from 'node:http';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../support/emulator.ts';
import { demo } from '../support/emulatorClient.ts';
import { send, sendBytes, shapeOnly, type WireRequest } from '../support/emulatorWire.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ seed: 'demo' });
});

const post = (body: string | Buffer, more: WireRequest = {}) =>
  send(emulator.url, { headers: shapeOnly(), body, ...more });
const ids = (xml: string) => [...xml.matchAll(/<trafficMirrorSessionId>([^<]*)</g)].map(([, id]) => id);
const code = (xml: string) => /<Code>([^<]*)<\/Code>/.exec(xml)?.[1];
const describeSessions = 'Action=DescribeTrafficMirrorSessions&Version=2016-11-15';

describe('requests', () => {
  test('GET and POST, form body and query string are equivalent', async () => {
    const asked = `${describeSessions}&TrafficMirrorSessionId.1=${demo.session(3)}`;
    const answers = await Promise.all([
      post(asked),
      send(emulator.url, { method: 'GET', path: `/?${asked}`, headers: shapeOnly() }),
      post('', { path: `/?${asked}` }),
    ]);
    for (const { status, body } of answers) expect([status, ids(body)]).toEqual([200, [demo.session(3)]]);
  });

  test('parameters may be in any order, such as the alphabetical order of Go clients', async () => {
    const body =
      'Action=ModifyTrafficMirrorSession&RemoveField.1=description&SessionNumber=2&' +
      `TrafficMirrorSessionId=${demo.session(9)}&TrafficMirrorTargetId=${demo.target(2)}&Version=2016-11-15`;
    const answer = await post(body);
    expect(answer.body).toContain('<sessionNumber>2</sessionNumber>');
    expect(answer.body).not.toContain('<description>');
  });

  test.each(['API+traffic+to+the+IDS', 'API%20traffic%20to%20the%20IDS'])(
    'a space may be encoded as in %s',
    async (value) => {
      const answer = await post(`${describeSessions}&Filter.1.Name=description&Filter.1.Value.1=${value}`);
      expect(ids(answer.body)).toEqual([demo.session(1), demo.session(4)]);
    },
  );

  test('list members are in order of their number, whatever the gaps and the order sent', async () => {
    const body = `${describeSessions}&Filter.7.Value.2=2&Filter.7.Value.10=10&Filter.7.Name=session-number&Filter.2.Name=packet-length&Filter.2.Value.1=128&Filter.2.Value.3=8500`;
    expect(ids((await post(body)).body)).toEqual([demo.session(2), demo.session(6)]);
  });

  test('true and false may be in upper or lower case', async () => {
    expect((await post(`${describeSessions}&DryRun=False`)).status).toBe(200);
    expect((await post(`${describeSessions}&DryRun=TRUE`)).status).toBe(412);
  });

  test.each<[string, string, string, string]>([
    ['no action', 'Version=2016-11-15', 'MissingAction', 'The request must contain the parameter Action'],
    [
      'an action that EC2 has and the embedded EC2 has not',
      'Action=CreateVpc&Version=2016-11-15',
      'UnsupportedOperation',
      'EC2 has the action CreateVpc, but the embedded EC2 does not. docs/emulator.md lists the actions that it has.',
    ],
    [
      'a misspelt action',
      'Action=DescribeInstance&Version=2016-11-15',
      'InvalidAction',
      'The action DescribeInstance is not valid for this web service.',
    ],
    [
      'an action named like a property of objects',
      'Action=constructor&Version=2016-11-15',
      'InvalidAction',
      'The action constructor is not valid for this web service.',
    ],
    [
      'no version',
      'Action=DescribeTrafficMirrorSessions',
      'MissingParameter',
      'The request must contain the parameter Version',
    ],
    [
      'an old version',
      'Action=DescribeTrafficMirrorSessions&Version=2014-01-01',
      'NoSuchVersion',
      'The requested version (2014-01-01) of the service does not exist',
    ],
    [
      'an unknown parameter',
      `${describeSessions}&Colour=red`,
      'UnknownParameter',
      'The parameter Colour is not recognized',
    ],
    [
      'an unknown member of a structure',
      `${describeSessions}&Filter.1.Name=description&Filter.1.Colour=red`,
      'UnknownParameter',
      'The parameter Filter.1.Colour is not recognized',
    ],
    [
      'a member of a scalar',
      `${describeSessions}&MaxResults.1=5`,
      'UnknownParameter',
      'The parameter MaxResults.1 is not recognized',
    ],
    [
      'a scalar in place of a structure',
      `${describeSessions}&Filter.1=description`,
      'UnknownParameter',
      'The parameter Filter.1 is not recognized',
    ],
    [
      'an empty list of filters, as the SDK for Ruby sends it',
      `${describeSessions}&Filter=`,
      'InvalidParameterValue',
      "The filter 'null' is invalid",
    ],
    [
      'a list member without an index',
      `${describeSessions}&TrafficMirrorSessionId=tms-0a1b2c3d4e5f60001`,
      'UnknownParameter',
      'The parameter TrafficMirrorSessionId is not recognized',
    ],
    [
      'a list member with the index 0',
      `${describeSessions}&TrafficMirrorSessionId.0=tms-0a1b2c3d4e5f60001`,
      'UnknownParameter',
      'The parameter TrafficMirrorSessionId.0 is not recognized',
    ],
    [
      'a parameter given twice',
      `${describeSessions}&MaxResults=5&MaxResults=6`,
      'InvalidParameterCombination',
      'The parameter MaxResults may only be specified once',
    ],
    [
      'an invalid boolean',
      `${describeSessions}&DryRun=yes`,
      'InvalidParameterValue',
      'Value ( yes ) for parameter dryRun is invalid. Expecting true or false.',
    ],
    [
      'an invalid number',
      `${describeSessions}&MaxResults=1e3`,
      'InvalidParameterValue',
      'Value ( 1e3 ) for parameter maxResults is invalid. Expecting a whole number.',
    ],
    [
      'a filter without a name',
      `${describeSessions}&Filter.1.Value.1=x`,
      'MissingParameter',
      'The request must contain the parameter Filter.1.Name',
    ],
  ])('%s is rejected', async (_name, body, expected, message) => {
    const answer = await post(body);
    expect([answer.status, code(answer.body)]).toEqual([400, expected]);
    expect(answer.body).toContain(`<Message>${message}</Message>`);
  });

  test('only the root path and only GET and POST are served', async () => {
    expect((await post(describeSessions, { path: '/elsewhere' })).status).toBe(404);
    expect((await post(describeSessions, { method: 'PUT' })).status).toBe(405);
  });
});

describe('responses', () => {
  test('headers: request id, type, length, date', async () => {
    const { headers, body } = await post(describeSessions);
    expect(headers).toMatchObject({
      'x-amzn-requestid': /<requestId>(.*?)<\/requestId>/.exec(body)?.[1],
      'content-type': 'text/xml;charset=UTF-8',
      'content-length': String(Buffer.byteLength(body)),
    });
    expect(Math.abs(Date.parse(headers.date ?? '') - Date.now())).toBeLessThan(5000);
  });

  test('an error document, character by character', async () => {
    const { headers, body } = await post(`${describeSessions}&TrafficMirrorSessionId.1=%3Ctms%26`);
    expect(body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>InvalidParameterValue</Code>' +
        '<Message>Invalid id: &quot;&lt;tms&amp;&quot; (expecting &quot;tms-...&quot;)</Message></Error></Errors>' +
        `<RequestID>${headers['x-amzn-requestid']}</RequestID></Response>`,
    );
  });

  test('every request has an id of its own', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(describeSessions)));
    expect(new Set(answers.map(({ headers }) => headers['x-amzn-requestid'])).size).toBe(20);
  });

  test('a connection serves many requests', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<unknown>();
    for (let i = 0; i < 5; i++) {
      await new Promise<void>((resolve, reject) => {
        const sent = request(emulator.url, { method: 'POST', agent, headers: shapeOnly() }, (answer) => {
          sockets.add(answer.socket);
          answer.resume().on('end', resolve);
        });
        sent.on('error', reject).end(describeSessions);
      });
    }
    agent.destroy();
    expect(sockets.size).toBe(1);
  });

  test('the request log has action, parameters and caller', async () => {
    emulator.resetCalls();
    await post(`${describeSessions}&MaxResults=7`, { headers: shapeOnly('eu-west-1') });
    expect(emulator.requests).toEqual([
      {
        action: 'DescribeTrafficMirrorSessions',
        params: { MaxResults: '7' },
        accountId: '123456789012',
        region: 'eu-west-1',
      },
    ]);
    expect([...emulator.calls]).toEqual([['DescribeTrafficMirrorSessions', 1]]);
  });
});

describe('hostile input gets a 4xx or a closed connection, and the next request is answered', () => {
  const many = (count: number, item: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => item(i)).join('&');

  test.each<[string, string | Buffer, number, string | undefined]>([
    [
      '100,000 parameters',
      `${describeSessions}&${many(100_000, (i) => `A${i}=1`)}`,
      400,
      'MalformedQueryString',
    ],
    ['100,000 ampersands', '&'.repeat(100_000), 400, 'MalformedQueryString'],
    ['a parameter without a name', '=x', 400, 'MalformedQueryString'],
    [
      '1,000 filters',
      `${describeSessions}&${many(1000, (i) => `Filter.${i + 1}.Name=description`)}`,
      400,
      'FilterLimitExceeded',
    ],
    [
      '10,000 filters',
      `${describeSessions}&${many(10_000, (i) => `Filter.${i + 1}.Name=description`)}`,
      400,
      'MalformedQueryString',
    ],
    [
      'a name of 100,000 dots',
      `${describeSessions}&Filter${'.1'.repeat(100_000)}=1`,
      400,
      'MalformedQueryString',
    ],
    ['__proto__ as a parameter', `${describeSessions}&__proto__=1`, 400, 'UnknownParameter'],
    ['__proto__ as a parent', `${describeSessions}&__proto__.DryRun=true`, 400, 'UnknownParameter'],
    [
      '__proto__ as a filter',
      `${describeSessions}&Filter.1.Name=__proto__&Filter.1.Value.1=x`,
      400,
      'InvalidParameterValue',
    ],
    [
      'constructor as a filter',
      `${describeSessions}&Filter.1.Name=constructor`,
      400,
      'InvalidParameterValue',
    ],
    ['a huge list index', `${describeSessions}&TrafficMirrorSessionId.9999999999=x`, 400, 'UnknownParameter'],
    ['a huge number', `${describeSessions}&MaxResults=${'9'.repeat(1000)}`, 400, 'InvalidParameterValue'],
    [
      'invalid UTF-8',
      Buffer.from([...Buffer.from(`${describeSessions}&A=`), 0xff, 0xfe]),
      400,
      'MalformedQueryString',
    ],
    ['percent-encoded invalid UTF-8', `${describeSessions}&A=%ff%fe`, 400, 'MalformedQueryString'],
    ['a broken percent-encoding', `${describeSessions}&A=%zz`, 400, 'MalformedQueryString'],
    ['a control character', `${describeSessions}&Filter.1.Name=%00`, 400, 'InvalidCharacter'],
    [
      'a filter value of 2,000 stars',
      `${describeSessions}&Filter.1.Name=description&Filter.1.Value.1=${'*a'.repeat(1000)}`,
      400,
      'InvalidParameterValue',
    ],
    ['a body of 10 MB', Buffer.alloc(10_000_000, 'a'), 413, undefined],
  ])('%s', async (_name, body, status, expected) => {
    const answer = await post(body).catch((error: NodeJS.ErrnoException) => error.code);
    if (typeof answer === 'object') expect([answer.status, code(answer.body)]).toEqual([status, expected]);
    // The connection may close while the client is still sending the oversized body.
    else expect([['EPIPE', 'ECONNRESET'], status]).toEqual([expect.arrayContaining([answer]), 413]);
    expect((await post(describeSessions)).status).toBe(200);
  });

  test('a filter with 200 patterns of many stars is answered', async () => {
    const values = many(200, (i) => `Filter.1.Value.${i + 1}=${'*a'.repeat(20)}b`);
    expect((await post(`${describeSessions}&Filter.1.Name=description&${values}`)).status).toBe(200);
  });

  test('headers of more than 16 KB are answered with 431', async () => {
    const answer = await post(describeSessions, {
      headers: { ...shapeOnly(), 'x-long': 'x'.repeat(20_000) },
    });
    expect(answer.status).toBe(431);
  });

  test.each<[string, string | Buffer]>([
    ['bytes that are not HTTP', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256))],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex')],
    ['two content lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    [
      'a content length together with chunked encoding',
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a bad chunk', 'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
  ])('%s', async (_name, bytes) => {
    expect(await sendBytes(emulator.url, bytes)).toMatch(/^(HTTP\/1\.1 400 Bad Request\r\n|$)/);
    expect((await post(describeSessions)).status).toBe(200);
  });

  test.each<[string, string]>([
    ['a credential without a scope', 'AWS4-HMAC-SHA256 Credential=AKID, SignedHeaders=host, Signature=00'],
    ['another scheme', 'Bearer token'],
    ['nothing', ''],
    ['100 KB of commas', `AWS4-HMAC-SHA256 ${','.repeat(10_000)}`],
  ])('an Authorization header with %s is rejected', async (_name, authorization) => {
    const answer = await post(describeSessions, { headers: { ...shapeOnly(), authorization } });
    expect([answer.status, code(answer.body)]).toEqual([400, 'IncompleteSignature']);
  });
});
