-- Ends attempts, each only for the node and the claim that hold the task: Running → Succeeded, Failed or Pending.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the node
-- ARGV[3]  the retention of succeeded tasks in ms
-- ARGV[4]  the retention of failed tasks in ms
-- ARGV[5…] six for each: id, fence, 'succeeded' | 'failed' | 'again' | 'back', result or cause, message, delay in ms
-- Returns  one for each: 'settled' | 'stale'. Asked again, because its answer was lost, it says 'settled' again.
local prefix = KEYS[1]
local now = ARGV[1]
local node = ARGV[2]
local retention = tonumber(ARGV[3])
local dead_retention = tonumber(ARGV[4])
--- @include shard.lua

local TO = { succeeded = 'SUCCEEDED', failed = 'FAILED', again = 'PENDING', back = 'PENDING' }
local reply = {}
local ended = {}
for i = 5, #ARGV, 6 do
  local id, fence, word, value, message = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local task = fields_of(id, 'st', 'f', 'o', 'c', 'e', 'ca', 'k', 'a', 'fc', 'fm')
  local held = task[2] == fence and task[3] == node
  if held and task[1] == TO[word] and (word == 'succeeded' or task[9] == value and task[10] == message) then
    reply[#reply + 1] = 'settled'
  elseif task[1] ~= 'RUNNING' or not may(task[1], TO[word]) or not held then
    reply[#reply + 1] = 'stale'
  else
    local criticality = task[4]
    redis.call('ZREM', prefix .. 'leases', id)
    dequeue(criticality, task[5])
    if word == 'succeeded' then
      finish(id, 'SUCCEEDED', task[6], task[7], retention, 'r', value)
      if task[9] then
        redis.call('HDEL', task_key(id), 'fc', 'fm')
      end
      ended.SUCCEEDED = retention
    elseif word == 'failed' then
      finish(id, 'FAILED', task[6], task[7], dead_retention, 'fc', value, 'fm', message)
      ended.FAILED = dead_retention
    elseif word == 'again' then
      await(id, criticality, now + tonumber(ARGV[i + 5]), 'fc', value, 'fm', message)
    else
      await(id, criticality, now, 'a', number(task[8], 1) - 1)
    end
    reply[#reply + 1] = 'settled'
  end
end
for state, kept in pairs(ended) do
  trim(state, kept)
end
return reply
