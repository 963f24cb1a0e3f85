import { describe, expect, test } from '@jest/globals';
import { firstFilterForm, toNewFilter, withRule } from '../../../src/web/map/newFilter.ts';
import { firstTargetForm, toNewTarget } from '../../../src/web/map/newTarget.ts';
import { firstRuleForm, type Rule, toNewRule, toRuleChange, toRuleForm } from '../../../src/web/map/rules.ts';
import { ruleText, toPorts, toProtocol } from '../../../src/web/map/ruleWords.ts';

const scope = { accountId: '123456789012', region: 'us-east-1' };
const rule: Rule = {
  id: 'global-1',
  trafficMirrorFilterRuleId: 'tmfr-1',
  trafficDirection: 'INGRESS',
  ruleNumber: 10,
  ruleAction: 'ACCEPT',
  protocol: 6,
  sourceCidrBlock: '0.0.0.0/0',
  sourcePortRange: null,
  destinationCidrBlock: '10.0.0.0/8',
  destinationPortRange: { fromPort: 8000, toPort: 8080 },
  description: 'web',
  version: 'v1',
};
const change = (edits: object) => toRuleChange(rule, scope, { ...toRuleForm(rule), ...edits });

describe('the form of a filter rule', () => {
  test('has protocols by name and ports as a range', () => {
    expect(toRuleForm(rule)).toMatchObject({
      protocol: 'TCP',
      sourcePortRange: '',
      destinationPortRange: '8000-8080',
    });
  });

  test.each([
    ['tcp', 6],
    ['ICMPv6', 58],
    ['0', 0],
    ['255', 255],
    ['256', undefined],
    ['web', undefined],
    ['-1', undefined],
  ])('understands the protocol %s', (text, number) => {
    expect(toProtocol(text)).toBe(number);
  });

  test.each([
    ['443', { fromPort: 443, toPort: 443 }],
    ['8000 – 8080', { fromPort: 8000, toPort: 8080 }],
    ['80,443', undefined],
    ['-80', undefined],
  ])('understands the ports %s', (text, range) => {
    expect(toPorts(text)).toEqual(range);
  });

  test('sends only what was edited, with the version, and resets what was emptied', () => {
    expect(change({ ruleNumber: ' 20 ', destinationPortRange: '', protocol: '', description: '' })).toEqual({
      input: {
        trafficMirrorFilterRuleId: 'tmfr-1',
        scope,
        ifVersion: 'v1',
        ruleNumber: 20,
        removeFields: ['PROTOCOL', 'DESTINATION_PORT_RANGE', 'DESCRIPTION'],
      },
    });
  });

  test('says at each field what is wrong with it', () => {
    expect(
      change({ ruleNumber: 'ten', protocol: 'web', sourceCidrBlock: '', sourcePortRange: 'all' }),
    ).toEqual({
      errors: {
        ruleNumber: [expect.stringContaining('whole number')],
        protocol: [expect.stringContaining('IANA')],
        sourceCidrBlock: ['Must not be empty.'],
        sourcePortRange: [expect.stringContaining('8000-8080')],
      },
    });
    expect(change({})).toEqual({ errors: { '': ['There is no change to preview.'] } });
  });

  test('of a new rule comes after the others, with room between', () => {
    expect(firstRuleForm('EGRESS', []).ruleNumber).toBe('10');
    expect(firstRuleForm('EGRESS', [{ ruleNumber: 5 }, { ruleNumber: 34 }]).ruleNumber).toBe('40');
    expect(toNewRule(firstRuleForm('EGRESS', []))).toEqual({
      input: {
        trafficDirection: 'EGRESS',
        ruleNumber: 10,
        ruleAction: 'ACCEPT',
        sourceCidrBlock: '0.0.0.0/0',
        destinationCidrBlock: '0.0.0.0/0',
      },
    });
  });

  test('is told in one line', () => {
    const text = 'inbound rule 10: accept TCP, 0.0.0.0/0 → 10.0.0.0/8 port 8000-8080';
    const read = toNewRule(toRuleForm(rule));
    expect('input' in read && ruleText(read.input)).toBe(text);
  });
});

describe('the forms of new filters and targets', () => {
  test('give each rule its own number in its direction, and each creation its own key', () => {
    const form = withRule(withRule(withRule(firstFilterForm('here'), 'INGRESS'), 'EGRESS'), 'INGRESS');
    let keys = 0;
    const asked = toNewFilter({ ...form, name: ' all ' }, scope, () => `key-${++keys}`);
    expect(asked).toMatchObject({
      filter: { tags: [{ key: 'Name', value: 'all' }], idempotencyKey: 'key-1' },
      rules: [
        { trafficDirection: 'INGRESS', ruleNumber: 10, idempotencyKey: 'key-2' },
        { trafficDirection: 'EGRESS', ruleNumber: 10, idempotencyKey: 'key-3' },
        { trafficDirection: 'INGRESS', ruleNumber: 20, idempotencyKey: 'key-4' },
      ],
    });
    const [first, ...others] = form.rules;
    const wrong = { ...form, rules: [{ ...first, protocol: 'web' } as never, ...others] };
    expect(toNewFilter(wrong, scope, () => 'key')).toEqual({
      errors: [{ protocol: [expect.any(String)] }, {}, {}],
    });
    const [, , third] = form.rules;
    const twice = {
      ...form,
      rules: [first, ...others.slice(0, 1), { ...third, ruleNumber: ' 10' }] as never,
    };
    expect(toNewFilter(twice, scope, () => 'key')).toEqual({
      errors: [{}, {}, { ruleNumber: ['Another rule of this direction has this number.'] }],
    });
  });

  test('send the endpoint that is chosen, not those that were typed before', () => {
    const form = {
      ...firstTargetForm('here'),
      networkInterfaceId: 'eni-1',
      endpoint: 'gatewayLoadBalancerEndpointId' as const,
    };
    expect(toNewTarget(form, scope, 'key')).toBeUndefined();
    expect(toNewTarget({ ...form, gatewayLoadBalancerEndpointId: ' vpce-1 ' }, scope, 'key')).toEqual({
      gatewayLoadBalancerEndpointId: 'vpce-1',
      scope,
      idempotencyKey: 'key',
    });
  });
});
