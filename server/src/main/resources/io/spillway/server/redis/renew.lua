-- Prolongs leases, each only for the node and the claim that hold the task.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the node
-- ARGV[3]  the lease in ms
-- ARGV[4…] two for each: id, fence
-- Returns  one for each: 'held' | 'lost'
local prefix = KEYS[1]
local now = ARGV[1]
local node = ARGV[2]
local lease = tonumber(ARGV[3])
--- @include shard.lua

local reply = {}
for i = 4, #ARGV, 2 do
  local id, fence = ARGV[i], ARGV[i + 1]
  local task = fields_of(id, 'st', 'f', 'o')
  if task[1] == 'RUNNING' and task[2] == fence and task[3] == node then
    redis.call('HSET', task_key(id), 'lu', now + lease)
    redis.call('ZADD', prefix .. 'leases', now + lease, id)
    reply[#reply + 1] = 'held'
  else
    reply[#reply + 1] = 'lost'
  end
end
return reply
