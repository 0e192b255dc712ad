-- Takes tasks back from nodes whose lease has ended: Running → Pending, or Failed after the last attempt.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  how many at the most
-- ARGV[3]  the retention of failed tasks in ms
-- ARGV[4]  the channel of the bell
-- ARGV[5]  the type
-- Returns  { ms until the next lease ends or -1, { id, record as it is afterwards, … } }
local prefix = KEYS[1]
local now = ARGV[1]
local max = tonumber(ARGV[2])
local retention = tonumber(ARGV[3])
local bell = ARGV[4]
local type_name = ARGV[5]
--- @include record.lua
--- @include moves.lua

begin_without_memory()
local reply, failed = {}, {}
local rung = false
for _, id in ipairs(redis.call('ZRANGEBYSCORE', LEASES, '-inf', now, 'LIMIT', 0, max)) do
  redis.call('ZREM', LEASES, id)
  local text = peek(id)
  if text and sub(text, STATE, STATE_END) == 'R' then
    dequeue(criticality_of(text), entry_of(text))
    calm(id, text)
    local message = 'node ' .. string.match(sub(text, NODE, NODE_END), '^%S*') .. ' stopped renewing its lease'
    if number(text, ATTEMPT, ATTEMPT_END, 0) >= number(text, TRIES, TRIES_END, 0) then
      finish(id, text, 'F', LEASE_LOST, message, retention)
      failed[#failed + 1] = created_of(text)
      failed[#failed + 1] = id
    else
      delay(id, text, now, LEASE_LOST, message)
      rung = true
    end
    reply[#reply + 1] = id
    reply[#reply + 1] = redis.call('GET', task_key(id))
  end
end
list('F', failed, retention)
if rung then
  redis.call('PUBLISH', bell, 'claimable ' .. type_name)
end

local first = redis.call('ZRANGE', LEASES, 0, 0, 'WITHSCORES')
if not first[2] and redis.call('EXISTS', BUSY) == 1 then
  -- Nothing runs, so no concurrency key is taken: what says otherwise is left over from damaged tasks.
  redis.call('DEL', BUSY)
  redis.call('HSET', SHARD, 'sweep', 0)
end
return { first[2] and math.max(0, tonumber(first[2]) - now) or -1, reply }
