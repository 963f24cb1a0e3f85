/** Has a text read aloud that appears together with what it is about: only a change in a region that was there before is read. */
import { useEffect, useState } from 'react';

const settledMs = 100;

export function Announced({ text }: { text: string }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), settledMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p role="status" className="announced">
      {said}
    </p>
  );
}
