/** The side of a child process: it says that it is ready, answers questions, and tells what it has used. */

/** @param answer answers a message of the parent's, if the child does more than to serve. */
export function serveParent(facts, answer = async () => ({})) {
  process.on('message', async (message) => {
    const { user, system } = process.cpuUsage();
    const used = { cpuMs: (user + system) / 1_000, peakMb: process.resourceUsage().maxRSS / 1_024 };
    process.send({ ...used, ...(await answer(message)) });
  });
  process.on('disconnect', () => process.exit());
  process.send(facts);
}
