/**
 * Runs inside the page: records long tasks, how soon the page paints after each input, and when the picture is there. What it records is
 * described in phases.ts. The benchmark says before how many sessions there are.
 */
{
  const watched = { tasks: [], paints: [], changedAt: 0 };
  window.watched = watched;
  new PerformanceObserver((list) => {
    watched.tasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask', buffered: true });
  new MutationObserver(() => {
    watched.changedAt = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  for (const type of ['keydown', 'input', 'change', 'click', 'wheel'])
    addEventListener(
      type,
      ({ timeStamp }) => {
        // The task after the next frame begins when that frame is on its way to the screen.
        requestAnimationFrame(() => {
          setTimeout(() => watched.paints.push(performance.now() - timeStamp));
        });
      },
      { capture: true, passive: true },
    );
  const look = () => {
    const hasPicture = document.querySelectorAll('.react-flow__node article').length > 0;
    if (hasPicture) watched.firstAt ??= performance.now();
    const says = document.querySelector('header.top [role=status]')?.textContent ?? '';
    if (hasPicture && says.includes(`by ${window.allSessions} sessions`) && !says.includes('so far'))
      watched.usefulAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
