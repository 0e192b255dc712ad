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

local function places(id, text)
  local entry = entry_of(text)
  local criticality = criticality_of(text)
  local found = ''
  if entry and #redis.call('XRANGE', QUEUES[criticality], entry, entry) == 1 then found = found .. 'q' end
  if redis.call('ZSCORE', DELAYED[criticality], id) then found = found .. 'd' end
  if redis.call('ZSCORE', PARKED, id) then found = found .. 'k' end
  if redis.call('ZSCORE', LEASES, id) then found = found .. 'l' end
  return found
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
    if not string.find(found, place, 1, true) then
      if found ~= '' then return 'twice' end
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
    return found ~= place and 'twice'
  elseif state == 'R' then
    if not string.find(found, 'l', 1, true) then
      -- As if its lease had ended: whoever recovers tasks takes it back.
      redis.call('ZADD', LEASES, now, id)
      return 'nowhere'
    end
    -- The entry of a running task stays in its queue, so that nothing is lost with the leases.
    return found ~= 'l' and found ~= 'ql' and 'twice'
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
