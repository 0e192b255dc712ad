-- Looks where a task waits, and what for. Reads only.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the id
-- Returns  { now, 'queued', how many would be claimed before it, 1 if that is an estimate else 0 } | { now, 'delayed' }
--          | { now, 'parked', concurrency key, how many of it wait before it, { ids of tasks of the key that run } }
--          | { now, 'none' } where it does not wait
local prefix = KEYS[1]
local now = ARGV[1]
local id = ARGV[2]
--- @include record.lua

local COUNTED = 1000
local HOLDERS = 5

-- How many entries of a stream no claim has taken, and the last that one has.
local function unclaimed(stream)
  local length, delivered = redis.call('XLEN', stream), '0-0'
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
  return length, delivered
end

local function ready(criticality)
  return unclaimed(QUEUES[criticality]) + redis.call('ZCOUNT', DELAYED[criticality], '-inf', now)
end

local function millis(entry)
  return tonumber(string.match(entry, '^%d+'))
end

-- Few are counted. Where there are many, entries are taken to have come evenly.
local function before_in_queue(criticality, entry)
  local stream = QUEUES[criticality]
  local length, delivered = unclaimed(stream)
  local counted = #redis.call('XRANGE', stream, '(' .. delivered, '(' .. entry, 'COUNT', COUNTED + 1)
  if counted <= COUNTED then
    return counted, 0
  end
  local first = millis(redis.call('XRANGE', stream, '(' .. delivered, '+', 'COUNT', 1)[1][1])
  local last = millis(redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1][1])
  local share = last > first and (millis(entry) - first) / (last - first) or 1
  return math.max(COUNTED, math.floor(length * share)), 1
end

local function holders(lane)
  local ids = {}
  for _, other in ipairs(redis.call('ZRANGE', LEASES, 0, COUNTED - 1)) do
    local text = #ids < HOLDERS and peek(other)
    if text and lane_of(other, text) == lane then
      ids[#ids + 1] = other
    end
  end
  return ids
end

local text = peek(id)
if not text or sub(text, STATE, STATE_END) ~= 'P' then
  return { now, 'none' }
end
local place = sub(text, PLACE, PLACE_END)
if place == 'k' then
  local lane = lane_of(id, text)
  return { now, 'parked', lane, redis.call('ZRANK', PARKED .. ':' .. lane, id) or 0, holders(lane) }
end
local due = number(text, DUE, DUE_END, now)
if place == 'd' and due > now then
  return { now, 'delayed' }
end
local own = criticality_of(text)
local before = 0
for criticality = 0, tonumber(own) - 1 do
  before = before + ready(tostring(criticality))
end
if place == 'd' then
  return { now, 'queued', before + redis.call('ZCOUNT', DELAYED[own], '-inf', '(' .. fmt('%.0f', due)), 0 }
end
local entry = entry_of(text)
local queued, about = 0, 0
if entry then
  queued, about = before_in_queue(own, entry)
end
return { now, 'queued', before + redis.call('ZCOUNT', DELAYED[own], '-inf', now) + queued, about }
