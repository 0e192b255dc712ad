-- Reads dead letters in the order in which they failed, a bounded number, without their payloads. Reads only.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the retention of failed tasks in ms
-- ARGV[3…4] only those that failed from then until then, both included; ms, '' for no bound
-- ARGV[5]  'down' for the last one first, 'up' for the first one
-- ARGV[6…7] only those behind this one: when it failed in ms, and its id ('' for all of that moment, '~' for none of them); ''
--          for all
-- ARGV[8]  how many at the most
-- Returns  { how many failed from then until then, how many of them come before those that follow here, then five for each: id,
--          when it failed, head, idempotency key, message; the last three are '' where no task stands }
local prefix = KEYS[1]
local now = ARGV[1]
local retention = tonumber(ARGV[2])
local since, to = ARGV[3], ARGV[4]
local down = ARGV[5] == 'down'
local at, behind = ARGV[6], ARGV[7]
local max = tonumber(ARGV[8])
--- @include record.lua

local DEAD = prefix .. 'dead'
local LONGEST = 8192

-- What is older has expired, whether it is still listed or not.
since = math.max(tonumber(since) or 0, now - retention)
to = tonumber(to) or now

-- How many failed between two times, both included; one of them may be 'beyond'.
local function count(from, until_then)
  return redis.call('ZCOUNT', DEAD, from, until_then)
end

local function range(first, last)
  return redis.call(down and 'ZREVRANGE' or 'ZRANGE', DEAD, first, last, 'WITHSCORES')
end

local function beyond(ms)
  return down and count('(' .. fmt('%.0f', ms), '+inf') or count('-inf', '(' .. fmt('%.0f', ms))
end

-- Where the list begins, and where what is asked for does. Among those of one moment the order is that of their ids.
local begins = beyond(down and to or since)
local from = begins
if at ~= '' then
  local ms = tonumber(at)
  local low = beyond(ms)
  local high = low + count(ms, ms)
  while low < high do
    local middle = math.floor((low + high) / 2)
    local id = range(middle, middle)[1]
    local is_behind
    if behind == '' then
      is_behind = false
    elseif down then
      is_behind = id < behind
    else
      is_behind = behind == '~' or id > behind
    end
    if is_behind then high = middle else low = middle + 1 end
  end
  from = math.max(begins, low)
end

local reply = { to < since and 0 or count(since, to), from - begins }
local found = range(from, from + max - 1)
for i = 1, #found, 2 do
  local id, failed = found[i], tonumber(found[i + 1])
  if failed < since or failed > to then
    break
  end
  local text = peek(id)
  reply[#reply + 1] = id
  reply[#reply + 1] = failed
  reply[#reply + 1] = text and sub(text, 1, HEAD) or ''
  reply[#reply + 1] = text and key_of(id, text) or ''
  reply[#reply + 1] = text
    and body(id, text, note_at(text) - HEAD, math.min(LONGEST, number(text, NOTE, NOTE_END, 0))) or ''
end
return reply
