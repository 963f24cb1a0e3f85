/** Types for the part of GraphiQL's bundle that the playground uses. The bundle comes without types. */
declare module 'graphiql/bundle' {
  import type { ComponentType, ReactNode } from 'react';

  export interface GraphqlRequest {
    readonly query: string;
    readonly variables?: unknown;
    readonly operationName?: string;
  }

  const GraphiQL: ComponentType<{
    readonly fetcher: (
      request: GraphqlRequest,
      options?: { headers?: Record<string, string> },
    ) => Promise<unknown>;
    readonly defaultTabs: readonly { query: string; variables: string }[];
    readonly query: string | undefined;
    readonly variables: string | undefined;
    readonly defaultEditorToolsVisibility: 'variables' | 'headers';
    /** Null: it is not asked for. */
    readonly schema: null | undefined;
    readonly children: ReactNode;
  }> & { readonly Logo: ComponentType<{ readonly children: ReactNode }> };
  export default GraphiQL;
}
