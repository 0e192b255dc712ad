-- Looks whether tasks are where their state says, and puts those that no list holds back into one.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2…] ids
-- Returns  for each task that was not: its id, and 'nowhere' (unfinished, and no list held it; now one does) | 'twice'
--          (unfinished, and two lists hold it) | 'ended' (finished, and a list of unfinished ones holds it)
local prefix = KEYS[1]
local now = ARGV[1]
--- @include record.lua
--- @include moves.lua

begin_without_memory()

local delivered = {}

-- The last entry of a queue that a claim has taken: no claim looks at it again, nor at any before it.
local function last_delivered(criticality)
  if not delivered[criticality] then
    delivered[criticality] = '0-0'
    local groups = redis.pcall('XINFO', 'GROUPS', QUEUES[criticality])
    local group = not groups.err and groups[1] or {}
    for i = 1, #group, 2 do
      if group[i] == 'last-delivered-id' then delivered[criticality] = group[i + 1] end
    end
  end
  return delivered[criticality]
end

local function comes_after(entry, other)
  local ms, seq = string.match(entry, '^(%d+)-(%d+)$')
  local other_ms, other_seq = string.match(other, '^(%d+)-(%d+)$')
  ms, other_ms = tonumber(ms), tonumber(other_ms)
  return ms > other_ms or ms == other_ms and tonumber(seq) > tonumber(other_seq)
end

-- The places that hold a task: as a record names them, but e for an entry that no claim looks at, and h for one that is parked by
-- half, so that nothing lets it go on.
local function places(id, text)
  local entry = entry_of(text)
  local criticality = criticality_of(text)
  local found = ''
  local there = entry and redis.pcall('XRANGE', QUEUES[criticality], entry, entry)
  if there and #there == 1 and there[1][2][2] == id then
    found = comes_after(entry, last_delivered(criticality)) and 'q' or 'e'
  end
  if redis.call('ZSCORE', DELAYED[criticality], id) then found = found .. 'd' end
  local listed = redis.call('ZSCORE', PARKED, id)
  local waits = (listed or sub(text, PLACE, PLACE_END) == 'k') and redis.call('ZSCORE', parked_lane(lane_of(id, text)), id)
  if listed or waits then found = found .. (listed and waits and 'k' or 'h') end
  if redis.call('ZSCORE', LEASES, id) then found = found .. 'l' end
  return found
end

local function clear_remains(id, text, found)
  if string.find(found, 'e', 1, true) then
    dequeue(criticality_of(text), entry_of(text))
  end
  if string.find(found, 'h', 1, true) then
    redis.call('ZREM', PARKED, id)
    redis.call('ZREM', parked_lane(lane_of(id, text)), id)
  end
end

local function verdict(id)
  local text = peek(id)
  if not text then
    return
  end
  local found = places(id, text)
  local state = sub(text, STATE, STATE_END)
  if state == 'P' then
    local place = sub(text, PLACE, PLACE_END)
    if not (string.find('qdk', place, 1, true) and string.find(found, place, 1, true)) then
      if string.find(found, '[^eh]') then return 'twice' end
      clear_remains(id, text, found)
      delay(id, text, number(text, DUE, DUE_END, now), sub(text, CAUSE, CAUSE_END), note_of(id, text))
      return 'nowhere'
    end
    if place == 'k' then
      local lane = lane_of(id, text)
      if redis.call('HEXISTS', BUSY, lane) == 0 then
        -- Nobody runs whose end would let it go on.
        release(lane, 1)
      end
    end
    if not string.find(found, '[^eh' .. place .. ']') then
      clear_remains(id, text, found)
    end
    return found ~= place and 'twice'
  elseif state == 'R' then
    if not string.find(found, 'l', 1, true) then
      -- As if its lease had ended: whoever recovers tasks takes it back.
      redis.call('ZADD', LEASES, now, id)
      return 'nowhere'
    end
    -- The entry of a running task stays in its queue, so that nothing is lost with the leases.
    return found ~= 'l' and found ~= 'el' and found ~= 'ql' and 'twice'
  end
  return found ~= '' and 'ended'
end

local reply = {}
for i = 2, #ARGV do
  local kind = verdict(ARGV[i])
  if kind then
    reply[#reply + 1] = ARGV[i]
    reply[#reply + 1] = kind
  end
end
return reply
