import * as ec2 from '@aws-sdk/client-ec2';
import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { ec2Enums } from '../../src/api/enums.ts';
import { sessionFields } from '../../src/ec2/sessions.ts';
import { sdl } from '../../src/generated/sdl.ts';

/** The SDK's constants hold every value that EC2 had when the SDK was generated. */
const ofSdk: Record<keyof typeof ec2Enums, Record<string, string>> = {
  TrafficMirrorSessionField: ec2.TrafficMirrorSessionField,
  TrafficMirrorTargetType: ec2.TrafficMirrorTargetType,
  TrafficMirrorFilterRuleField: ec2.TrafficMirrorFilterRuleField,
  TrafficMirrorDirection: ec2.TrafficDirection,
  TrafficMirrorRuleAction: ec2.TrafficMirrorRuleAction,
  TrafficMirrorNetworkService: ec2.TrafficMirrorNetworkService,
};

test.each(Object.entries(ec2Enums))('%s holds exactly the values of EC2', (name, table) => {
  const words = Object.values(table).filter((word) => word !== 'UNKNOWN');
  expect(words.toSorted()).toEqual(Object.values(ofSdk[name as keyof typeof ec2Enums]).toSorted());
});

test.each(Object.entries(ec2Enums))(
  '%s in the schema has a row for every value, and its description gives the word',
  (name, table) => {
    const definition = Object.values(sdl)
      .flatMap((text) => parse(text).definitions)
      .find((node) => node.kind === 'EnumTypeDefinition' && node.name.value === name);
    const values = definition?.kind === 'EnumTypeDefinition' ? (definition.values ?? []) : [];
    expect(values.map((value) => value.name.value)).toEqual(Object.keys(table));
    for (const value of values) {
      const word = Object.entries(table).find(([key]) => key === value.name.value)?.[1];
      if (word !== 'UNKNOWN') expect(value.description?.value).toMatch(new RegExp(`^EC2 \`${word}\`[.:]`));
    }
  },
);

test('every field that can be removed resets a property of its own', () => {
  expect(Object.keys(sessionFields).toSorted()).toEqual(
    Object.values(ec2Enums.TrafficMirrorSessionField).toSorted(),
  );
  expect(new Set(Object.values(sessionFields)).size).toBe(3);
});
