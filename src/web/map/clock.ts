/** The clock of the gateway, which may differ from that of the browser: captures end by it. */

/** What is less may be the way of the answer, and the date has whole seconds only. */
const leastMs = 3_000;
let aheadMs = 0;

/** @param date the header of an answer that has just arrived. */
export function setClock(date: string | null, now = Date.now()) {
  const ms = Date.parse(date ?? '') - now;
  if (!Number.isNaN(ms)) aheadMs = Math.abs(ms) < leastMs ? 0 : ms;
}

/** @param time of the browser's clock, in milliseconds since 1970. */
export const gatewayTime = (time = Date.now()) => time + aheadMs;
