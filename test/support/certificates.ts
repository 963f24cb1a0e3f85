/** Certificates of an own authority, made with openssl, for a server on 127.0.0.1. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from './cleanUp.ts';

/** Paths of PEM files. */
export interface Certificates {
  readonly caFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Makes an authority and a certificate that it signed. They are valid for a day. */
export function makeCertificates(): Certificates {
  const folder = newFolder();
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const [caFile, caKey] = [path('ca.pem'), path('ca.key')];
  openssl('req', '-x509', ...newKey, '-keyout', caKey, '-out', caFile, '-days', '1', '-subj', '/CN=test CA');
  const [certificateFile, keyFile] = [path('server.pem'), path('server.key')];
  const [request, extensions] = [path('request.pem'), path('extensions')];
  openssl('req', ...newKey, '-keyout', keyFile, '-out', request, '-subj', '/CN=127.0.0.1');
  writeFileSync(extensions, 'subjectAltName=IP:127.0.0.1\n');
  const signs = ['-CA', caFile, '-CAkey', caKey, '-CAcreateserial', '-days', '1', '-extfile', extensions];
  openssl('x509', '-req', '-in', request, '-out', certificateFile, ...signs);
  return { caFile, certificateFile, keyFile };
}
