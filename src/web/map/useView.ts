/** Keeps what the user looks at, and the URL in step with it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { fromSearch, toSearch, type View } from './view.ts';

/** Browsers limit how often a page may change its URL. */
const settledMs = 300;

/** Changes some of the view. @param isStep whether the browser's Back button undoes it. */
export type Look = (change: (before: View) => Partial<View>, isStep?: boolean) => void;

export function useView(): { readonly view: View; readonly look: Look } {
  const [view, setView] = useState(() => fromSearch(location.search));
  const isStep = useRef(false);
  /** What the URL is about to say. */
  const unsettled = useRef<string>();

  useEffect(() => {
    const search = toSearch(view);
    const show = (how: 'pushState' | 'replaceState', shown: string) =>
      history[how](null, '', `${location.pathname}${shown}`);
    const left = unsettled.current;
    unsettled.current = undefined;
    const isPushed = isStep.current;
    isStep.current = false;
    if (search === location.search) return;
    if (isPushed) {
      // Back leads to what was looked at before the step.
      if (left !== undefined) show('replaceState', left);
      return show('pushState', search);
    }
    unsettled.current = search;
    const timer = setTimeout(() => {
      unsettled.current = undefined;
      show('replaceState', search);
    }, settledMs);
    return () => clearTimeout(timer);
  }, [view]);

  useEffect(() => {
    const goBack = () => setView(fromSearch(location.search));
    window.addEventListener('popstate', goBack);
    return () => window.removeEventListener('popstate', goBack);
  }, []);

  const look: Look = useCallback((change, isOne = false) => {
    isStep.current ||= isOne;
    setView((before) => ({ ...before, ...change(before) }));
  }, []);
  return { view, look };
}
