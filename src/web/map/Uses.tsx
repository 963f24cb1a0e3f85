/** Says which sessions use a target or filter. */
import { isRead } from './estate.ts';
import { useScene } from './scene.ts';
import { UsedBy } from './UsedBy.tsx';
import { count } from './words.ts';

export function Uses({ kind, awsId }: { kind: 'targets' | 'filters'; awsId: string }) {
  const { estate } = useScene();
  const field = kind === 'targets' ? 'trafficMirrorTargetId' : 'trafficMirrorFilterId';
  const sessions = estate.sessions.filter((one) => one[field] === awsId);
  const areKnown = isRead(estate, 'sessions', 'every');
  return (
    <section aria-label="Used by" className="uses-of">
      <p>
        Used by {areKnown ? '' : 'at least '}
        {count(sessions.length, 'session')}
        {sessions.length > 0 ? ':' : '.'}
      </p>
      <UsedBy sessions={sessions} />
    </section>
  );
}
