/** The SDK's protocols of EC2 and Elastic Load Balancing, with a faster reader for answers in plain XML. */
import { AwsEc2QueryProtocol, AwsQueryProtocol } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import { ownTurn } from '../longWork.ts';
import type { Ec2Action, Service } from './actions.ts';
import { createReader, type ReadDocument } from './xmlReaders.ts';

/** What a client of the SDK takes as `protocol`. */
export type Protocols = Readonly<Record<Service, typeof AwsQueryProtocol>>;

/** The SDK's own. */
export const sdkProtocols: Protocols = { ec2: AwsEc2QueryProtocol, elasticloadbalancing: AwsQueryProtocol };

/** Is told of every answer. @param isPlain whether the SDK did not have to read it. */
export type OnRead = (action: Ec2Action, isPlain: boolean) => void;

/** @param onRead default: nobody is told. */
export const createProtocols = (onRead: OnRead = () => {}, from = sdkProtocols): Protocols => ({
  ec2: withReader(from.ec2, onRead),
  elasticloadbalancing: withReader(from.elasticloadbalancing, onRead),
});

/** A longer answer takes some milliseconds to read, and those of several lists often arrive together. */
const longBytes = 65_536;

type Deserialize = AwsQueryProtocol['deserializeResponse'];

/**
 * Reads results in plain XML in about a sixth of the SDK's time. Errors, empty bodies and everything unusual are left to the SDK. It is not the
 * `protected` deserializer that is replaced, but what `ClientProtocol` promises.
 */
function withReader(Sdk: typeof AwsQueryProtocol, onRead: OnRead) {
  /** Clients share them. They keep nothing of what they read. */
  const readers = new Map<string, ReadDocument>();
  return class extends Sdk {
    override async deserializeResponse<Output extends Awaited<ReturnType<Deserialize>>>(
      ...args: Parameters<Deserialize>
    ): Promise<Output> {
      const [operation, , response] = args;
      const { statusCode, body } = response;
      if (statusCode >= 300 || (body instanceof Uint8Array && body.length === 0))
        return super.deserializeResponse(...args);
      if (body instanceof Uint8Array && body.length > longBytes) await ownTurn();
      const output = this.#read(operation, body);
      onRead(operation.name as Ec2Action, output !== undefined);
      if (output !== undefined) return { ...output, $metadata: this.deserializeMetadata(response) } as Output;
      return super.deserializeResponse(...args);
    }

    /** @returns undefined when it is not plain XML; whatever else is wrong with it, the SDK says. */
    #read(operation: Parameters<Deserialize>[0], body: unknown): object | undefined {
      if (!(body instanceof Uint8Array)) return undefined;
      try {
        const { buffer, byteOffset, byteLength } = body;
        const text = Buffer.from(buffer, byteOffset, byteLength).toString();
        const { deserializer } = this;
        return this.#readerOf(operation)(text, (schema, value) => deserializer.readSchema(schema, value));
      } catch {
        return undefined;
      }
    }

    #readerOf({ name, output }: Parameters<Deserialize>[0]): ReadDocument {
      const known = readers.get(name);
      if (known !== undefined) return known;
      const result = this.useNestedResult() ? `${name}Result` : undefined;
      const made = createReader(`${name}Response`, NormalizedSchema.of(output), result);
      readers.set(name, made);
      return made;
    }
  };
}
