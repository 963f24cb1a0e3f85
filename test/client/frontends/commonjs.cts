/** A frontend that is a CommonJS module and uses no library. */
import client = require('traffic-mirror-client');
import caches = require('traffic-mirror-client/caches');
import documents = require('traffic-mirror-client/documents');

declare const process: { readonly argv: readonly string[] };

async function main(): Promise<void> {
  const { url } = JSON.parse(process.argv[2] ?? '');
  const send = client.createClient({ url, byId: true });
  const { trafficMirrorSessions } = await send(client.ListSessionsDocument, { first: 2 });
  const missing = await send(client.GetSessionDocument, { id: 'nonsense' }).catch((error: unknown) => error);
  console.log(
    JSON.stringify({
      nodes: trafficMirrorSessions?.nodes.length,
      isNode: documents.ListSessionsDocument.kind,
      identified: caches.keys.NetworkInterface?.({ region: 'us-east-1', networkInterfaceId: 'eni-1' }),
      isError: missing instanceof client.RequestError,
    }),
  );
}
void main();
