import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { parseAnswers } from '../fuzz/wire.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { startTestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

async function send(url: string, ...requests: string[]) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  cleanUp(() => socket.destroy());
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk;
  });
  socket.write(requests.join(''));
  await until(() => parseAnswers(Buffer.from(text, 'latin1')).answers.length === requests.length);
  return { text, ...parseAnswers(Buffer.from(text, 'latin1')) };
}

const post =
  'POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 26\r\n\r\n{"query":"{ __typename }"}';
const page = 'GET /map HTTP/1.1\r\nhost: 127.0.0.1\r\nexpect: 100-continue\r\n\r\n';

test('a page that is asked for behind another request, with `expect: 100-continue`, arrives whole', async () => {
  const { url } = await startTestGateway();
  const { answers, rest } = await send(url, post, page);
  const [, { body = '' } = {}] = answers;
  expect(body).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  expect(rest).toBe('');
});

test('a client that waits for 100 Continue gets it before the answer', async () => {
  const { url } = await startTestGateway();
  const { text } = await send(url, post.replace('content-type', 'expect: 100-continue\r\ncontent-type'));
  expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
});
