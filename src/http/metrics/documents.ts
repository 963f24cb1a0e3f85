/** The metrics of documents: those of the manifests, and the deprecated elements that operations use. */
import { createBoundedNames } from '../boundedNames.ts';
import { type Instruments, labelled } from './instruments.ts';

interface TrustedReading {
  readonly valid: number;
  readonly invalid: number;
  readonly isStale: boolean;
}

/** How many names of clients are told apart. */
const maxClients = 50;

export function documentMetrics({ counter, show, showEach }: Instruments) {
  const deprecated = counter(
    'deprecated_uses_total',
    'Operations that used a deprecated element of the schema, by the name of the client.',
    ['element', 'client'],
  );
  const toClient = createBoundedNames(maxClients);
  return {
    usedDeprecated: (element: string, client: string | undefined) =>
      deprecated.inc({ element, client: client === undefined ? 'none' : toClient(client) }),

    watchTrustedDocuments(read: () => TrustedReading): void {
      showEach(
        'trusted_documents',
        'Documents of the manifests, by whether they are valid for the schema.',
        ['state'],
        () => {
          const { valid, invalid } = read();
          return labelled('state', Object.entries({ valid, invalid }));
        },
      );
      show(
        'trusted_documents_stale',
        '1 while the manifests have changed and cannot be used, so that the documents of before stay; otherwise 0.',
        () => Number(read().isStale),
      );
    },
  };
}
