/** What the store does in one step. The scripts use the clock of the store, so replicas need no common one. */
import { createHash } from 'node:crypto';

/** A script and its name in the store. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

const script = (text: string): Script => ({ text, sha: createHash('sha1').update(text).digest('hex') });

/** Milliseconds since 1970, with microseconds. */
const now = `local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000`;

/**
 * KEYS: a bucket. ARGV: capacity, refill a millisecond, longest wait in milliseconds, tokens to take, 1 to take all that there are first.
 * Returns the wait in whole milliseconds, negative if that is too long and nothing was taken, and how many tokens are left.
 * A bucket that is not there is full: it is kept until it is.
 */
export const takeTokens = script(`${now}
local capacity, refill, longest, count = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local known = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(known[1] or capacity), tonumber(known[2] or now)
tokens = math.min(capacity, tokens + math.max(0, now - at) * refill)
if ARGV[5] == '1' then tokens = math.min(tokens, 0) end
local wait = math.max(0, (count - tokens) / refill)
local taken = wait <= longest
if taken then tokens = math.min(capacity, tokens - count) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', string.format('%.3f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - tokens) / refill) + 1000)
return { (taken and 1 or -1) * math.ceil(wait), tostring(tokens) }`);

/**
 * KEYS: leases, all or none of which are taken. ARGV: a token, how long they last in milliseconds, the id of the replica, and for how many
 * milliseconds it is the next one to get a lease that it did not get. Returns whether they were taken.
 *
 * Without that, a replica with many changes of one resource would take the lease again and again, and the others never saw it free.
 */
export const takeLeases = script(`for _, key in ipairs(KEYS) do
  local next = redis.call('GET', key .. ':next')
  if redis.call('EXISTS', key) == 1 or (next and next ~= ARGV[3]) then
    if not next or next == ARGV[3] then redis.call('SET', key .. ':next', ARGV[3], 'PX', ARGV[4]) end
    return 0
  end
end
for _, key in ipairs(KEYS) do
  redis.call('SET', key, ARGV[1], 'PX', ARGV[2])
  redis.call('DEL', key .. ':next')
end
return 1`);

/** The same, if all of them still have the token. */
export const extendLeases = script(`for _, key in ipairs(KEYS) do
  if redis.call('GET', key) ~= ARGV[1] then return 0 end
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end
return 1`);

/** KEYS: leases. ARGV: a token. Ends those that still have it. */
export const releaseLeases = script(`local count = 0
for _, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then count = count + redis.call('DEL', key) end
end
return count`);

/** KEYS: a new resource. ARGV: for how many milliseconds it is new. */
export const noteNew = script(`redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
return 1`);

/** KEYS: a resource that is not new any more. */
export const forgetNew = script(`return redis.call('DEL', KEYS[1])`);

/** KEYS: resources. Returns whether one of them is new. */
export const hasNew = script(`return redis.call('EXISTS', unpack(KEYS)) > 0 and 1 or 0`);

/** KEYS: the replicas. ARGV: the id of one, and after how many milliseconds they are forgotten; 0: it leaves. Returns how many there are. */
export const countReplicas = script(`${now}
if ARGV[2] == '0' then redis.call('ZREM', KEYS[1], ARGV[1]) return 0 end
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])`);
