-- Takes tasks back from nodes whose lease has ended: Running → Pending, or Failed after the last attempt.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  how many at the most
-- ARGV[3]  the retention of failed tasks in ms
-- Returns  a list of { id, { field, value … } }, as they are afterwards
local prefix = KEYS[1]
local now = ARGV[1]
local max = tonumber(ARGV[2])
local retention = tonumber(ARGV[3])
--- @include shard.lua

local reply = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', prefix .. 'leases', '-inf', now, 'LIMIT', 0, max)) do
  local task = fields_of(id, 'st', 'c', 'e', 'a', 'ma', 'ca', 'k', 'o')
  redis.call('ZREM', prefix .. 'leases', id)
  if task[1] == 'RUNNING' then
    dequeue(task[2], task[3])
    local message = 'node ' .. (task[8] or '?') .. ' stopped renewing its lease'
    if number(task[4], 0) >= number(task[5], 0) then
      finish(id, 'FAILED', task[6], task[7], retention, 'fc', 'LEASE_LOST', 'fm', message)
      trim('FAILED', retention)
    else
      await(id, task[2], now, 'fc', 'LEASE_LOST', 'fm', message)
    end
    reply[#reply + 1] = { id, redis.call('HGETALL', task_key(id)) }
  end
end
return reply
