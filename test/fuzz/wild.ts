/** Values and words that programs trip over, in the notations of JSON and of GraphQL. */
import fc from 'fast-check';

/** Mostly the usual value. A case in which everything is odd is refused before it reaches anything of interest. */
export const seldom = <Value>(usual: Value, odd: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 11, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: odd });

/** The names of properties that every JavaScript object has or may have. */
export const wildNames =
  '__proto__ constructor prototype toString hasOwnProperty then toJSON length valueOf'.split(' ');

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const arn = 'arn:aws:ec2:us-east-1:123456789012:traffic-mirror-session/tms-0a1b2c3d4e5f60001';

/** JSON texts, one a line. Some are of values that JavaScript cannot hold. */
const inLines = String.raw`
null true false 0 -0 1.5 -1 1e400 -1e400 1e-400 2147483647 2147483648 -2147483649 0.1e1 1E+2 1000 1001
9007199254740993 12345678901234567890123 "" "\ud800" "\udfff\ud800" "\u0000" "\uffff" "\u202e" "😀" "NaN"
"Infinity" "0x10" "1" "-1" "*" "tms-*" "?" "\\" "%00" "../../x" "<a/>" "]]>" "&lt;" "\r\nx:\ty" "arn:::::" "MTIz"
"10.0.0.0/33" "::/0" "0.0.0.0/0" "aws:x" "us-east-1" "eu-west-1" "123456789012" "999999999999" "${arn}"
[] {} [[]] [null] [{}] {"__proto__":{"isAdmin":true}} {"constructor":{"prototype":{}}} {"toString":1} {"then":1}
{"toJSON":1} {"length":1e9} {"a":1,"a":2} {"":0} {"__typename":"TrafficMirrorTarget"} {"__typename":"__proto__"}`;

export const wildJson: readonly string[] = [
  ...inLines.trim().split(/\s+/),
  ...[11, 12, 13, 3_000].map(nested),
  ...[199, 201, 999, 1_001].map((length) => JSON.stringify(Array(length).fill('x'))),
  ...[128, 129, 255, 256, 257, 100_000].map((length) => JSON.stringify('x'.repeat(length))),
  JSON.stringify('é'.repeat(130)),
];

/** Words for GraphQL documents, separated by two spaces or a new line. */
const words = String.raw`
{  }  (  )  [  ]  :  =  !  |  &  @  $  ...  #  ,  "  """  \  -0  00  0x10  1e400  1.  .5  -  2147483648  99999999999999999999
""  """ " """  "\ud800"  "\u{110000}"  "\u{1F600}"  "\q"  é  😀  $v0  $__proto__  $v0: Int  null  true  a:  __proto__:  toString:
query  mutation  subscription  fragment  on  type  extend  schema  directive  input  __typename  ...F0  ...on Query
__schema { types { name } }  __type(name: "__proto__") { name }  _service { sdl }  { a }  ()  { nodes { id } }
@skip(if: true)  @include(if: null)  @skip(if: $v0)  @skip  @deprecated  @defer  @__proto__  @specifiedBy(url: "x")  @requiresScopes(scopes: [[]])
(first: -1)  (first: 1000)  (id: $id)  (id: "x")  (id: null)  (filter: {})  (input: {})  (ids: [])
query A { __typename }  fragment F0 on Query { __typename }  fragment F0 on Query { ...F0 }  subscription { x }  type Query { a: Int }`;

export const wildWords: readonly string[] = [
  ...wildNames,
  ...words.trim().split(/ {2}|\n/),
  ...['\n', '\r', '\0', '\ufeff', '\u202e', '\ud800'],
];
