-- Looks what became of tasks that a bulk job put back, a bounded number of them.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the job's id
-- ARGV[3]  how many at the most
-- Returns  how many have not ended yet
local prefix = KEYS[1]
local now = ARGV[1]
local job = ARGV[2]
local max = tonumber(ARGV[3])
--- @include record.lua
--- @include moves.lua
--- @include bulk.lua

local ids = redis.call('LRANGE', OPEN, 0, max - 1)
if #ids == 0 then
  return 0
end
begin_without_memory()
redis.call('LTRIM', OPEN, #ids, -1)
local ended = { S = 0, F = 0, C = 0 }
local open = {}
for _, id in ipairs(ids) do
  local text = peek(id)
  local state = text and sub(text, STATE, STATE_END)
  if state == 'P' or state == 'R' then
    open[#open + 1] = id
  elseif ended[state] then
    ended[state] = ended[state] + 1
  end
end
if #open > 0 then
  redis.call('RPUSH', OPEN, unpack(open))
end
for state, name in pairs({ S = 'succeeded', F = 'failed', C = 'canceled' }) do
  if ended[state] > 0 then
    redis.call('HINCRBY', JOB, name, ended[state])
  end
end
keep()
return redis.call('LLEN', OPEN)
