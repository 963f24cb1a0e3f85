/** The limits of a request, and the parser of the setting that changes them. */
import * as z from 'zod';

/** The default limits, by name. docs/limits.md describes each one, and a test compares the two. */
export const limitDefaults = {
  bodyBytes: 262_144,
  tokens: 2_000,
  nameLength: 128,
  operations: 5,
  fragments: 50,
  nodeDirectives: 4,
  directives: 50,
  rootFields: 25,
  mutations: 10,
  depth: 12,
  fields: 1_000,
  aliases: 50,
  listInputs: 1_000,
  batch: 1_000,
  batchInputs: 3_000,
  pageSize: 1_000,
  predictedNodes: 20_000,
  errors: 5,
  answerBytes: 16_777_216,
  ec2Calls: 50,
  ec2AnswerBytes: 16_777_216,
  estateCalls: 300,
  estateMs: 30_000,
  readMs: 10_000,
  mutationMs: 20_000,
  cacheBytes: 33_554_432,
  active: 512,
  queued: 1_024,
  busyMs: 700,
  callerActive: 64,
  callerQueued: 128,
  callerPerSecond: 100,
  receivedBytes: 67_108_864,
  connections: 10_000,
  pipelined: 10,
  writeSeconds: 30,
  unsentBytes: 134_217_728,
};
export type Limits = Readonly<Record<keyof typeof limitDefaults, number>>;

/** Parses `name=value,name=value`; limits that are not named keep their default. */
export const limits = z
  .string()
  .transform((text, check): Limits => {
    const given: Record<string, number> = {};
    for (const entry of text.split(',').filter((part) => part !== '')) {
      const [, name = '', value = ''] = /^ *(\w+) *= *(\d{1,9}) *$/.exec(entry) ?? [];
      if (!Object.hasOwn(limitDefaults, name) || Number(value) < 1)
        check.addIssue(`${JSON.stringify(entry)} must be the name of a limit, =, and a whole number from 1`);
      given[name] = Number(value);
    }
    return { ...limitDefaults, ...given };
  })
  .default(limitDefaults);
