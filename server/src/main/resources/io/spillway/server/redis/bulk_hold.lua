-- Gives a node the right to work on a bulk job for a while, or prolongs it. Only one node has it at a time.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the job's id
-- ARGV[3]  the node
-- ARGV[4]  the number under which the node holds the job, 0 where it does not
-- ARGV[5]  for how long, in ms
-- Returns  { 'held', number, how many of its tasks are open, { name, value, … } } | { 'elsewhere' } | { 'unknown' }
local prefix = KEYS[1]
local now = ARGV[1]
local job = ARGV[2]
local node, fence = ARGV[3], ARGV[4]
local lease = tonumber(ARGV[5])
--- @include record.lua
--- @include bulk.lua

if redis.call('EXISTS', JOB) == 0 then
  return { 'unknown' }
end
if not is_held(node, fence) then
  if (tonumber(redis.call('HGET', JOB, 'lease')) or 0) > now and redis.call('HGET', JOB, 'owner') ~= node then
    return { 'elsewhere' }
  end
  fence = redis.call('HINCRBY', JOB, 'fence', 1)
  redis.call('HSET', JOB, 'owner', node)
end
redis.call('HSET', JOB, 'lease', now + lease)
return told('held', tonumber(fence))
