-- Keeps a drill, and the right to run it, which one node has at a time.
-- KEYS: 1 the lease, a string with the drill's id  2 the drills, a hash  3 their order, a sorted set  4 the wish for an end
-- ARGV: 1 'begin', 'go', 'end', or 'bury' for one whose node is gone  2 id  3 the drill  4 when it began, ms
--       5 the lease, ms  6 how many drills are kept  7 for how long, ms
-- Returns  { 'kept', the wish or '' } | { 'busy', the id of the drill that holds the lease } | { 'lost' }
local lease, drills, order, wish = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local what, id, drill, began = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local lease_ms, kept, kept_ms = ARGV[5], tonumber(ARGV[6]), ARGV[7]

local holder = redis.call('GET', lease)
if what == 'begin' and holder then
  return { 'busy', holder }
elseif what == 'bury' and holder == id then
  return { 'busy', holder }
elseif (what == 'go' or what == 'end') and holder ~= id then
  return { 'lost' }
end

-- A write that needs no memory comes first, so that a full Redis does not refuse the others.
redis.call('HDEL', drills, '-')
local asked = ''
if what == 'begin' then
  redis.call('DEL', wish)
elseif what == 'go' then
  asked = redis.call('GET', wish) or ''
end
if what == 'end' then
  redis.call('DEL', lease, wish)
elseif what ~= 'bury' then
  redis.call('PSETEX', lease, lease_ms, id)
end

redis.call('HSET', drills, id, drill)
redis.call('ZADD', order, began, id)
local old = redis.call('ZRANGE', order, 0, -(kept + 1))
for _, each in ipairs(old) do
  redis.call('HDEL', drills, each)
  redis.call('ZREM', order, each)
end
redis.call('PEXPIRE', drills, kept_ms)
redis.call('PEXPIRE', order, kept_ms)
return { 'kept', asked }
