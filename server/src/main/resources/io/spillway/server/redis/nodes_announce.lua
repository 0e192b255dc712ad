-- Says that a node lives, unless another one has its name, and forgets those that died long ago.
-- KEYS[1]  the nodes: a hash of name and 'time in ms, space, incarnation, space, record'
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the name
-- ARGV[3]  the incarnation
-- ARGV[4]  the record
-- ARGV[5]  ms of silence after which a node counts as dead
-- ARGV[6]  ms of silence after which it is forgotten
-- ARGV[7]  how many nodes are kept at the most
-- Returns  { 'written' } | { 'taken', now, what stands there } | { 'full' }
local nodes = KEYS[1]
local now = ARGV[1]
local name, incarnation, record = ARGV[2], ARGV[3], ARGV[4]
local alive, remembered, limit = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])

if now == '' then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
else
  now = tonumber(now)
end

-- 0 for what is none of ours, which is forgotten: nobody was heard of in the future.
local function seen_at(value)
  local at = tonumber(string.match(value, '^(%d+) ') or '0')
  return at <= now + alive and at or 0
end

local standing = redis.call('HGET', nodes, name)
if standing and now - seen_at(standing) <= alive and string.match(standing, '^%d+ (%S+) ') ~= incarnation then
  return { 'taken', now, standing }
end

-- A write that needs no memory comes first, so that a full Redis does not refuse the others.
redis.call('HDEL', nodes, '-')
local all = redis.call('HSCAN', nodes, 0, 'COUNT', 10000)[2]
for i = 1, #all, 2 do
  if now - seen_at(all[i + 1]) > remembered then
    redis.call('HDEL', nodes, all[i])
  end
end
if not standing and redis.call('HLEN', nodes) >= limit then
  return { 'full' }
end

redis.call('HSET', nodes, name, string.format('%.0f', now) .. ' ' .. incarnation .. ' ' .. record)
redis.call('PEXPIRE', nodes, remembered)
return { 'written' }
