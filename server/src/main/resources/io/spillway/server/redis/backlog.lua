-- Counts what waits in a shard. Reads only.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the retention of failed tasks in ms
-- Returns  { delayed, parked, running, dead letters, age in ms of the oldest task that could run, claims so far, dead letters dropped so far,
--          then by criticality how many could run: four numbers }
local prefix = KEYS[1]
local now = ARGV[1]
local retention = tonumber(ARGV[2])
--- @include record.lua

local oldest = now
local delayed = 0
local ready = {}
for _, criticality in ipairs({ '0', '1', '2', '3' }) do
  local stream = QUEUES[criticality]
  local length = redis.call('XLEN', stream)
  local delivered = '0-0'
  if length > 0 then
    local groups = redis.pcall('XINFO', 'GROUPS', stream)
    local group = not groups.err and groups[1]
    if group then
      for i = 1, #group, 2 do
        if group[i] == 'pending' then length = length - group[i + 1] end
        if group[i] == 'last-delivered-id' then delivered = group[i + 1] end
      end
    end
  end
  if length > 0 then
    local first = redis.call('XRANGE', stream, '(' .. delivered, '+', 'COUNT', 1)[1]
    if first then
      oldest = math.min(oldest, tonumber(string.match(first[1], '^%d+')))
    end
  end
  local due = redis.call('ZCOUNT', DELAYED[criticality], '-inf', now)
  if due > 0 then
    oldest = math.min(oldest, tonumber(redis.call('ZRANGE', DELAYED[criticality], 0, 0, 'WITHSCORES')[2]))
  end
  delayed = delayed + redis.call('ZCARD', DELAYED[criticality]) - due
  ready[#ready + 1] = length + due
end
return {
  delayed,
  redis.call('ZCARD', PARKED),
  redis.call('ZCARD', LEASES),
  redis.call('ZCOUNT', prefix .. 'dead', now - retention, '+inf'),
  math.max(0, now - oldest),
  tonumber(redis.pcall('HGET', SHARD, 'claims')) or 0,
  tonumber(redis.pcall('HGET', SHARD, 'letters-dropped')) or 0,
  unpack(ready),
}
