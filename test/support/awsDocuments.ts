/** Answers of AWS made at random from the output schemas of the SDK, plain and with all that XML allows and forbids. */
import * as ec2 from '@aws-sdk/client-ec2';
import * as loadBalancing from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsQueryProtocol } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import fc, { type Arbitrary } from 'fast-check';
import { actions, type Ec2Action, serviceOf } from '../../src/ec2/actions.ts';

type Operation = Parameters<AwsQueryProtocol['deserializeResponse']>[0];

/** The schema of an action, as the SDK gives it to its protocols. */
export function operationOf(action: Ec2Action): Operation {
  const schemas: Partial<Record<string, unknown>> = serviceOf(action) === 'ec2' ? ec2 : loadBalancing;
  const [, namespace, name, traits, input, output] = schemas[`${action}$`] as typeof ec2.DescribeVpcs$;
  return { namespace, name, traits, input, output } as Operation;
}

/** Mostly the first; the others in one of so many cases. */
const rarely = <Value>(often: Arbitrary<Value>, rare: Arbitrary<Value>, weight = 60): Arbitrary<Value> =>
  fc.oneof({ weight, arbitrary: often }, { weight: 1, arbitrary: rare });

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '',
    ' ',
    '\n  ',
    ' \n',
    '\t',
    '\r\n',
    '\r',
    '\u00a0\n',
    '\ufeff',
    '\u2028',
    '😀',
    'a > b',
    ']]>',
  ),
  fc.constantFrom('<![CDATA[<a>]]>', 'a<!-- b -->c', '<?a b?>', '<b/>', 'a<b>c</b>d', '<#text>a</#text>'),
  fc.constantFrom(
    '&#13;',
    '&#10;',
    '&#x20;&#xA;',
    '&#x1F600;',
    '&#55357;&#56832;',
    '&#0;',
    '&#xFFFFFF;',
    '&#99999999;',
  ),
  fc.constantFrom(
    '&',
    '&amp',
    '&;',
    '&nbsp;',
    '&AMP;',
    '&__proto__;',
    '&constructor;',
    '&#;',
    '&#x;',
    '&amp;lt;',
  ),
);
const texts = fc.oneof(
  fc.constantFrom(
    'eni-00000000000000001',
    '10.0.0.0/16',
    'a &amp; b',
    '&lt;&gt;&quot;&apos;',
    'é',
    '中&#x4E2D;',
    'two words',
  ),
  fc.string({ unit: fc.constantFrom(...'abcdefghij0123456789-:/ ._'), maxLength: 40 }),
);
const numbers = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom(
    '',
    '0',
    '-0',
    '9007199254740993',
    '1e400',
    '1.5',
    ' 5 ',
    '\n',
    '0x10',
    'NaN',
    'abc',
    '+1',
    '١',
  ),
);
const booleans = fc.constantFrom('true', 'false', 'true', 'false', 'TRUE', 'True', '', 'yes', '1', ' true');
const times = rarely(
  fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
    .map((date) => date.toISOString()),
  fc.constantFrom(
    '2026-03-02T08:00:00Z',
    '2026-03-02T08:00:00+01:00',
    '',
    '0',
    '1772438400',
    '2026-02-30T00:00:00Z',
    'now',
  ),
  4,
);

function textOf(schema: NormalizedSchema): Arbitrary<string> {
  const plain = schema.isNumericSchema()
    ? numbers
    : schema.isBooleanSchema()
      ? booleans
      : schema.isTimestampSchema()
        ? times
        : texts;
  return rarely(plain, oddText, 400);
}

/** What is between two elements: what a document has everywhere, or something odd. */
const oddBetween = fc.oneof(
  fc.constantFrom(
    ' ',
    '\n\n\t',
    '\r\n',
    'text',
    '<!-- a -->',
    '<![CDATA[a]]>',
    '<?a?>',
    '\u00a0\n',
    '&#10;',
    '</x>',
  ),
  fc.constantFrom(
    '<x/>',
    '<x>a</x>',
    '<x><y>a</y><y/><constructor/></x>',
    '<item/>',
    '<tagSet/>',
    '<x a="b"/>',
    '<x >a</x >',
  ),
  fc.constantFrom(
    '<toString/>',
    '<__proto__/>',
    '<__proto__><a>b</a></__proto__>',
    '<#text>a</#text>',
    '<x><y></x></y>',
    '<x',
  ),
);

/** Writes an element. `between` is its document's white space. */
type Written = (between: string) => string;

function elementOf(name: string, schema: NormalizedSchema): Arbitrary<Written> {
  const content = contentOf(schema);
  const odd = fc.constantFrom(` a="b"`, ` xmlns="urn:a"`, ' ', '\n', ` ${name}="b"`);
  return fc
    .tuple(content, fc.boolean(), rarely(fc.constant(''), odd, 500))
    .map(([write, isShort, attribute]) => (between) => {
      const inside = write(between);
      return inside === '' && isShort ? `<${name}${attribute}/>` : `<${name}${attribute}>${inside}</${name}>`;
    });
}

function contentOf(schema: NormalizedSchema): Arbitrary<Written> {
  if (schema.isListSchema()) {
    const value = schema.getValueSchema();
    const item = elementOf(value.getMergedTraits().xmlName ?? 'member', value);
    const some = fc.array(item, { minLength: 1, maxLength: 3, size: 'max' });
    return fc.oneof({ weight: 4, arbitrary: some }, fc.constant([])).chain(joined);
  }
  if (schema.isMapSchema()) return fc.constant(() => '<entry><key>a</key><value>b</value></entry>');
  if (!schema.isStructSchema()) return textOf(schema).map((text) => () => text);
  const members = [...schema.structIterator()].map(([key, member]) =>
    elementOf(member.getMemberTraits().xmlName ?? key, member),
  );
  const some = fc.subarray(members, { minLength: Math.floor(members.length / 2) });
  const twice = fc.tuple(some, fc.constantFrom(...members)).map(([most, one]) => [...most, one]);
  const shuffled = fc.shuffledSubarray(members);
  return rarely(fc.oneof({ weight: 5, arbitrary: some }, shuffled), twice, 200)
    .chain((chosen) => fc.tuple(...chosen))
    .chain(joined);
}

/** With what is between elements, and in a container that has none. */
function joined(elements: readonly Written[]): Arbitrary<Written> {
  const odd = fc.tuple(fc.nat(elements.length), oddBetween);
  return rarely(fc.constant(undefined), odd, 100).map((inserted) => (between) => {
    const parts = elements.map((write) => write(between));
    if (inserted !== undefined) parts.splice(inserted[0], 0, inserted[1]);
    return parts.length === 0 ? '' : `${between}${parts.join(between)}${between}`;
  });
}

const declarations = rarely(
  fc.constantFrom('<?xml version="1.0" encoding="UTF-8"?>\n', ''),
  fc.constantFrom(
    '\ufeff',
    '\n',
    '<!-- a -->',
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '<?xml?><?xml?>',
    'a',
    '\ufeff<?xml?>',
  ),
);
const namespaces = rarely(
  fc.constantFrom(' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"', ''),
  fc.constantFrom(
    ' nextToken="a"',
    ' xmlns="&amp;"',
    " xmlns='a'",
    ' a:b="c"',
    ' xmlns="a" xmlns:b="c"',
    ' xmlns',
  ),
);
const betweens = rarely(
  fc.constantFrom('', '', '\n', '\n    ', '\n\t'),
  fc.constantFrom(' ', '\t', '\n ', '\r\n  '),
);

function plainDocument(action: Ec2Action): Arbitrary<string> {
  const output = NormalizedSchema.of(operationOf(action).output);
  const isEc2 = serviceOf(action) === 'ec2';
  const content = isEc2 ? contentOf(output) : elementOf(`${action}Result`, output);
  const extra = isEc2
    ? '<requestId>1</requestId>'
    : '<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>';
  return fc
    .tuple(content, declarations, namespaces, betweens, fc.constantFrom('', '\n', '<x/>'))
    .map(([write, declaration, namespace, between, after]) => {
      const inside = `${between}${extra}${between}${write(between)}${between}`;
      return `${declaration}<${action}Response${namespace}>${inside}</${action}Response>${after}`;
    });
}

/** Changes somewhere in a document: a place between 0 and 1, how many characters go, and what comes instead. */
const damage = fc.tuple(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(30), fc.constant(Number.POSITIVE_INFINITY)),
  fc.oneof(
    oddText,
    oddBetween,
    fc.constantFrom('', '<', '>', '/', '"', '<a>', '</a>', '<item>', '</item>', ' a="b"', '\0'),
  ),
);
const damaged = (text: string, [place, count, instead]: [number, number, string]): string => {
  const at = Math.floor(place * text.length);
  return text.slice(0, at) + instead + text.slice(at + count);
};

/** Each is made once: building them from the schemas takes long. */
const documents = (Object.keys(actions) as Ec2Action[]).map((action) =>
  fc.tuple(
    fc.constant(action),
    fc
      .tuple(
        plainDocument(action),
        fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(damage, { maxLength: 2 })),
      )
      .map(([text, damages]) => damages.reduce(damaged, text)),
  ),
);

/** Answers of all actions that the gateway uses, of which about half are plain. */
export const awsDocuments: Arbitrary<[Ec2Action, string]> = fc.oneof(...documents);
