/** The child process's side of the IPC channel: reports that it is ready, answers messages, and reports CPU time and memory. */

/** @param facts sent to the parent at once. @param answer answers a message of the parent, if the child does more than serve. */
export function serveParent(facts, answer = async () => ({})) {
  process.on('message', async (message) => {
    const { user, system } = process.cpuUsage();
    const used = { cpuMs: (user + system) / 1_000, peakMb: process.resourceUsage().maxRSS / 1_024 };
    process.send({ ...used, ...(await answer(message)) });
  });
  process.on('disconnect', () => process.exit());
  process.send(facts);
}
