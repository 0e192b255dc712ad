-- Gives an ended task another life: Failed or Canceled → Pending, with all its attempts and its time before it.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the channel of the bell
-- ARGV[3]  the type
-- ARGV[4]  the id
-- Returns  { 'moved', { field, value … } } as it is afterwards | { 'refused', state } | { 'unknown' }
local prefix = KEYS[1]
local now = ARGV[1]
local bell = ARGV[2]
local type = ARGV[3]
local id = ARGV[4]
--- @include shard.lua

local key = task_key(id)
local task = fields_of(id, 'st', 'c', 'k', 'to')
if not task[1] then
  return { 'unknown' }
end
if not may(task[1], 'PENDING') or task[1] == 'RUNNING' then
  return { 'refused', task[1] }
end
redis.call('ZREM', prefix .. 'done:' .. task[1], id)
redis.call('PERSIST', key)
if task[3] then
  redis.call('SET', prefix .. 'key:' .. task[3], id)
end
redis.call('HDEL', key, 'fa', 'fc', 'fm', 'sa', 'o', 'lu', 'ti')
if task[4] then
  redis.call('HSET', key, 'dl', now + number(task[4], 0))
end
await(id, task[2], now, 'a', 0)
redis.call('PUBLISH', bell, 'claimable ' .. type)
return { 'moved', redis.call('HGETALL', key) }
