/** Answers as bytes, checked before the SDK parses them: only the service's own documents confirm or refuse anything. */
import { type Ec2Action, serviceOf } from './actions.ts';
import { type RawAnswer, readBody } from './body.ts';
import type { ErrorDocument } from './classify.ts';

/** Something other than an answer of EC2 to this action, such as a proxy's page or half a document. */
class NotAnAnswer extends Error {
  /** The SDK retries if this is a retryable status. */
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId: string | undefined };
  /** The SDK also retries if this is set. */
  readonly $retryable: object | undefined;

  constructor({ statusCode, headers }: RawAnswer) {
    super('not an answer of EC2');
    this.$retryable = statusCode < 300 ? {} : undefined;
    this.$metadata = { httpStatusCode: statusCode, requestId: headers['x-amzn-requestid'] };
  }
}

/**
 * Reads the body, and checks that it is EC2's answer to this action.
 *
 * @returns the error document, or undefined for a result.
 * @throws NotAnAnswer; Ec2Failure `oversized`.
 */
export async function readAnswer(
  answer: RawAnswer,
  action: Ec2Action,
  maxBytes: number,
): Promise<ErrorDocument | undefined> {
  const body = await readBody(answer, maxBytes);
  const document = answer.statusCode >= 300 ? parseErrorDocument(body, action) : undefined;
  const isAnswer = answer.statusCode >= 300 ? document !== undefined : isResult(body, action);
  if (!isAnswer) throw new NotAnAnswer(answer);
  return document;
}

/** These answer with nothing but `<return>true</return>` (EC2 API reference), which the SDK drops. */
const confirmsByReturn: ReadonlySet<Ec2Action> = new Set(['CreateTags', 'DeleteTags']);

function isResult(body: Buffer, action: Ec2Action): boolean {
  const start = body.subarray(0, 1_024).toString();
  const end = body.subarray(-256).toString().trimEnd();
  const [, element] = /^\uFEFF?\s*(?:<\?xml[^>]*\?>)?\s*<(\w+)[\s>]/.exec(start) ?? [];
  if (element !== `${action}Response` || !end.endsWith(`</${action}Response>`)) return false;
  return !confirmsByReturn.has(action) || /<return>true<\/return>/.test(start);
}

/** One error with a code and a message, as EC2 writes it; longer documents are not EC2's. */
const errorDocument =
  /^\uFEFF?\s*(?:<\?xml[^>]*\?>)?\s*<Response>\s*<Errors>\s*<Error>\s*<Code>([A-Za-z][\w.-]{0,127})<\/Code>\s*(?:<Message>([^<]*)<\/Message>|<Message\/>)(?:\s*<(\w+)>[^<]*<\/\3>)*\s*<\/Error>\s*<\/Errors>\s*(?:<RequestID>[^<]*<\/RequestID>\s*)?<\/Response>\s*$/;
const maxDocumentBytes = 65_536;

/** The same as Elastic Load Balancing writes it (ELB API reference, "Common Errors"; AWS's Query protocol). */
const queryErrorDocument =
  /^\uFEFF?\s*(?:<\?xml[^>]*\?>)?\s*<ErrorResponse(?:\s[^>]*)?>\s*<Error>\s*(?:<Type>[^<]*<\/Type>\s*)?<Code>([A-Za-z][\w.-]{0,127})<\/Code>\s*(?:<Message>([^<]*)<\/Message>|<Message\/>)(?:\s*<(\w+)>[^<]*<\/\3>|\s*<\w+\/>)*\s*<\/Error>\s*(?:<RequestId>[^<]*<\/RequestId>\s*)?<\/ErrorResponse>\s*$/;

function parseErrorDocument(body: Buffer, action: Ec2Action): ErrorDocument | undefined {
  if (body.length > maxDocumentBytes) return undefined;
  const form = serviceOf(action) === 'ec2' ? errorDocument : queryErrorDocument;
  const [, code, message = ''] = form.exec(body.toString()) ?? [];
  return code === undefined ? undefined : { code, hasMessage: message.trim() !== '' };
}
