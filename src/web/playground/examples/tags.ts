/** The example that plans tags, and the one that changes them. */
import { type Example, errors, forReal, onlyAsked, planned } from './example.ts';

const change = {
  resourceIds: ['tms-0a1b2c3d4e5f60005', 'tmt-0b2c3d4e5f6a70002', 'tmf-0c3d4e5f6a7b80002'],
  add: [{ key: 'cost-centre', value: '4711' }],
  removeKeys: ['case'],
};

export const tagExamples: readonly Example[] = [
  {
    query: `# Adds a tag to resources of several kinds, and
# removes another one.
mutation TagResources(
  $input: TagTrafficMirrorResourcesInput!
) {
  tagTrafficMirrorResources(input: $input) {
    resources {
      __typename
      ... on TrafficMirrorSession { tags { key value } }
      ... on TrafficMirrorTarget { tags { key value } }
      ... on TrafficMirrorFilter { tags { key value } }
    }
    ${errors}
  }
}`,
    variables: { input: { ...change, ...forReal } },
  },
  {
    query: `# Shows which tags would change on which
# resource.
query PlanTags(
  $input: TagTrafficMirrorResourcesInput!
) {
  planTagTrafficMirrorResources(input: $input) {
    resources { id }
    ${planned}
  }
}`,
    variables: { input: { ...change, ...onlyAsked } },
  },
];
