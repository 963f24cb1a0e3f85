/** The Regions of the partition data that the AWS SDK brings along. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

interface Partition {
  readonly id: string;
  readonly outputs: { readonly dnsSuffix: string };
  readonly regions: Readonly<Record<string, object>>;
}

/** The SDK exports no list, so this reads its file, which is one constant in JSON. */
function readPartitions(): readonly Partition[] {
  const clientEc2 = createRequire(import.meta.url).resolve('@aws-sdk/client-ec2');
  const core = dirname(createRequire(clientEc2).resolve('@aws-sdk/core/package.json'));
  const file = join(core, 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js');
  const [, json] = /^export const partitionsInfo = (\{.*\});\s*$/s.exec(readFileSync(file, 'utf8')) ?? [];
  if (json === undefined) throw new Error(`${file} has another form than expected: read it in another way`);
  return (JSON.parse(json) as { partitions: Partition[] }).partitions;
}

/** Partitions whose Regions the embedded EC2 has: commercial, China and GovCloud. */
const ids = ['aws', 'aws-cn', 'aws-us-gov'];

/** The Regions by partition, without the pseudo-Regions of global services, such as `aws-global`. */
export const sdkPartitions = readPartitions()
  .filter(({ id }) => ids.includes(id))
  .map(({ id, outputs, regions }) => ({
    id,
    dnsSuffix: outputs.dnsSuffix,
    regions: Object.keys(regions).filter((name) => !name.endsWith('-global')),
  }));
