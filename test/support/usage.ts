/** What a request without limits uses of EC2. */
import { createUsage, type Ec2Usage, noCost } from '../../src/ec2/usage.ts';
import { noSpan } from '../../src/trace.ts';

export const createTestUsage = (signal = new AbortController().signal, caller = 'alice'): Ec2Usage =>
  createUsage({ callers: [caller], signal, cost: noCost(), span: noSpan });
