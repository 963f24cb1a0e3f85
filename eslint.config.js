/** Lints the schema and the operations with all rules of @graphql-eslint, except those that do not fit. `npm run check` runs it. */
import { readdirSync, readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import graphqlEslint from '@graphql-eslint/eslint-plugin';
import { graphqlSync, parse } from 'graphql';

const operations = ['client/operations/*.graphql', 'src/web/**/*.graphql'];

/** The schema as it is served, so with the definitions of federation's directives, but without the `@link` that adds them. */
function loadSchema() {
  const texts = readdirSync('schema')
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => readFileSync(`schema/${name}`, 'utf8'));
  const subgraph = buildSubgraphSchema([{ typeDefs: parse(texts.join('\n')) }]);
  const { data } = graphqlSync({ schema: subgraph, source: '{ _service { sdl } }' });
  // With the link, the plugin would build the subgraph itself, in a way that this @apollo/subgraph does not accept.
  return data._service.sdl.replace(/^extend schema @link\(.*\)$/m, '');
}

const common = {
  plugins: { '@graphql-eslint': graphqlEslint },
  languageOptions: {
    parser: graphqlEslint.parser,
    parserOptions: { graphQLConfig: { schema: loadSchema(), documents: operations } },
  },
};

const rulesOf = (...presets) =>
  Object.assign({}, ...presets.map((preset) => graphqlEslint.configs[`flat/${preset}`].rules));

const edges = { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false };

export default [
  {
    ...common,
    files: ['schema/*.graphql'],
    rules: {
      ...rulesOf('schema-all', 'schema-relay'),
      // Only what can be long has pages, and so edges. A few values are a plain list.
      '@graphql-eslint/relay-edge-types': ['error', edges],
      // EC2 pages forward only.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // The preset forbids mutations as well.
      '@graphql-eslint/no-root-type': ['error', { disallow: ['subscription'] }],
      // A description is one line, or a block if it has paragraphs.
      '@graphql-eslint/description-style': 'off',
      // The order says what belongs together and what matters most.
      '@graphql-eslint/alphabetize': 'off',
      // Payloads, errors and values have no identity of their own.
      '@graphql-eslint/strict-id-in-types': 'off',
      // `id` is the global ID, so AWS IDs keep EC2's names, such as `trafficMirrorSessionId`.
      '@graphql-eslint/no-typename-prefix': 'off',
      // A payload shows what was changed. Whoever needs more sends a query, which graphs plan better.
      '@graphql-eslint/require-field-of-type-query-in-mutation-result': 'off',
      // GraphQL's own directive has no argument for the date: the reason names it, and a test checks that.
      '@graphql-eslint/require-deprecation-date': 'off',
    },
  },
  {
    files: [
      'schema/networkInterfaces.graphql',
      'schema/coverage.graphql',
      'schema/findings.graphql',
      'schema/captures.graphql',
    ],
    rules: {
      // Another subgraph owns interfaces, and with them the field `id`. Where one stands has no identity of its own. A finding cannot be
      // looked up by its `id`: it is there only as long as something is wrong. A capture is read with the list alone.
      '@graphql-eslint/relay-edge-types': ['error', { ...edges, shouldImplementNode: false }],
    },
  },
  {
    ...common,
    files: operations,
    rules: {
      ...rulesOf('operations-all'),
      // As in the schema.
      '@graphql-eslint/alphabetize': 'off',
      // Operations on the same resource share a file and its fragments, and all files are one document: nothing is imported.
      '@graphql-eslint/lone-executable-definition': 'off',
      '@graphql-eslint/match-document-filename': 'off',
      '@graphql-eslint/require-import-fragment': 'off',
      // A fragment also names the data that a component gets.
      '@graphql-eslint/no-one-place-fragments': 'off',
      // `GetSession` and `ListSessions` differ by the prefix that the preset forbids.
      '@graphql-eslint/naming-convention': [
        'error',
        {
          VariableDefinition: 'camelCase',
          OperationDefinition: 'PascalCase',
          FragmentDefinition: 'PascalCase',
        },
      ],
    },
  },
];
