-- Stops a task that has not ended: Pending or Running → Canceled.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the retention of canceled tasks in ms
-- ARGV[3]  the channel of the bell
-- ARGV[4]  the id
-- Returns  { 'moved', { field, value … } } as it is afterwards | { 'refused', state } | { 'unknown' }
local prefix = KEYS[1]
local now = ARGV[1]
local retention = tonumber(ARGV[2])
local bell = ARGV[3]
local id = ARGV[4]
--- @include shard.lua

local task = fields_of(id, 'st', 'c', 'e', 'ca', 'k')
if not task[1] then
  return { 'unknown' }
end
if not may(task[1], 'CANCELED') then
  return { 'refused', task[1] }
end
redis.call('ZREM', prefix .. 'leases', id)
redis.call('ZREM', prefix .. 'delayed', id)
dequeue(task[2], task[3])
finish(id, 'CANCELED', task[4], task[5], retention, 'fc', 'CANCELED', 'fm', 'canceled by a person')
trim('CANCELED', retention)
redis.call('PUBLISH', bell, 'canceled ' .. id)
return { 'moved', redis.call('HGETALL', task_key(id)) }
