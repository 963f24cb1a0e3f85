/** The panels about what the gateway does without being asked each time: keeping policies, going on with operations, ending captures. */
import type { Chosen } from './chosen.ts';
import { OnDemand } from './OnDemand.tsx';
import type { Send } from './request.ts';
import { SidePanel } from './SidePanel.tsx';
import { useScene } from './scene.ts';

const titles = {
  policies: () => 'Policies',
  policy: (name: string) => `Policy ${name}`,
  operation: () => 'Operation',
  captures: () => 'Captures',
  move: () => 'Move sessions to another target',
} as const satisfies Partial<Record<Chosen['kind'], (id: string) => string>>;

type ChosenWork = Chosen & { readonly kind: keyof typeof titles };

export const isGatewayWork = (chosen: Chosen): chosen is ChosenWork => chosen.kind in titles;

/** @param picture a new object whenever the picture has changed. */
export function GatewayWork({
  chosen: { kind, id },
  picture,
}: {
  chosen: ChosenWork;
  picture: { readonly send: Send } | undefined;
}) {
  const { choose } = useScene();
  return (
    <SidePanel key={`${kind} ${id}`} title={titles[kind](id)} isWide onClose={() => choose(undefined)}>
      <OnDemand>
        {({ PoliciesPanel, PolicyPanel, OperationPanel, CapturesPanel, MovePanel }) => {
          if (kind === 'policies') return <PoliciesPanel picture={picture} />;
          if (kind === 'policy') return <PolicyPanel name={id} picture={picture} />;
          if (kind === 'operation') return <OperationPanel id={id} picture={picture} />;
          if (kind === 'move') return <MovePanel id={id} />;
          return <CapturesPanel of={id} picture={picture} />;
        }}
      </OnDemand>
    </SidePanel>
  );
}
