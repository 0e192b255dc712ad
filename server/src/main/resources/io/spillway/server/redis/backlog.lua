-- Counts what waits in a shard. Reads only.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- Returns  { delayed, running, failed, age in ms of the oldest queued task, queued by criticality: four numbers }
local prefix = KEYS[1]
local now = ARGV[1]
--- @include shard.lua

local oldest = now
local reply = {
  redis.call('ZCARD', prefix .. 'delayed'),
  redis.call('ZCARD', prefix .. 'leases'),
  redis.call('ZCARD', prefix .. 'done:FAILED'),
  0,
}
for _, criticality in ipairs(CRITICALITIES) do
  local stream = stream_key(criticality)
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
  reply[#reply + 1] = length
end
reply[4] = math.max(0, now - oldest)
return reply
