/** Peer (e): an HTTP server that does nothing, to show the upper bound set by the load generator and Node's HTTP. */
import { createServer } from 'node:http';
import { serveParent } from './child.ts';

const answer = JSON.stringify({ data: { nothing: null } });
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  });
});
server.listen(0, '127.0.0.1', () => serveParent({ url: `http://127.0.0.1:${server.address().port}` }));
