-- What a person has set for a type, and how much of its limits is in use. Reads only.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  how many of the busiest concurrency keys to name
-- Returns  { { concurrency, rate, per key, who, why, at in ms, until in ms: each '' where it is not set }, or nothing in it,
--          running, starts in the last second as a text, parked,
--          { concurrency key, how many of it run, how many wait, … }: those for which most wait first }
local prefix = KEYS[1]
local now = ARGV[1]
local named = tonumber(ARGV[2])
--- @include record.lua
--- @include manual.lua

local MOST_LOOKED_AT = 1000

-- Of the second before this one as much as still lies in the last 1,000 ms, taken as even.
local function starts()
  local meter = redis.call('HMGET', SHARD, 'second', 'second-claims', 'before-claims', 'claims')
  local second, second_claims, before = tonumber(meter[1]), tonumber(meter[2]) or 0, tonumber(meter[3]) or 0
  local claims = tonumber(meter[4]) or 0
  local rest = 1 - now % 1000 / 1000
  local this_second = math.floor(now / 1000)
  if second == this_second then
    return claims - second_claims + (second_claims - before) * rest
  elseif second == this_second - 1 then
    return (claims - second_claims) * rest
  end
  return 0
end

local function busiest()
  local keys = {}
  local busy = redis.call('HGETALL', BUSY)
  for i = 1, math.min(#busy, 2 * MOST_LOOKED_AT), 2 do
    keys[#keys + 1] = { busy[i], tonumber(busy[i + 1]) or 0, redis.call('ZCARD', PARKED .. ':' .. busy[i]) }
  end
  table.sort(keys, function(one, other)
    if one[3] ~= other[3] then return one[3] > other[3] end
    if one[2] ~= other[2] then return one[2] > other[2] end
    return one[1] < other[1]
  end)
  local reply = {}
  for i = 1, math.min(named, #keys) do
    for j = 1, 3 do
      reply[#reply + 1] = keys[i][j]
    end
  end
  return reply
end

return { manual_limits(), redis.call('ZCARD', LEASES), fmt('%.1f', starts()), redis.call('ZCARD', PARKED), busiest() }
