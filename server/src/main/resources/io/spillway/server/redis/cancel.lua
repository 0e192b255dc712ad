-- Stops a task that has not ended: Pending or Running → Canceled.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the retention of canceled tasks in ms
-- ARGV[3]  the channel of the bell
-- ARGV[4]  what the ids of the shard begin with
-- ARGV[5]  the id
-- Returns  { 'moved', record as it is afterwards } | { 'refused', letter of its state } | { 'unknown' }
local prefix = KEYS[1]
local now = ARGV[1]
local retention = tonumber(ARGV[2])
local bell = ARGV[3]
local beginning = ARGV[4]
local id = ARGV[5]
--- @include record.lua
--- @include moves.lua

local text = peek(id)
if not text then
  return { 'unknown' }
end
if not may(text, 'C') then
  return { 'refused', sub(text, STATE, STATE_END) }
end
begin_without_memory()
local place = sub(text, PLACE, PLACE_END)
if place == 'd' then
  redis.call('ZREM', DELAYED[criticality_of(text)], id)
  pass_turn(id, text)
elseif place == 'k' then
  redis.call('ZREM', PARKED, id)
  redis.call('ZREM', parked_lane(lane_of(id, text)), id)
else
  dequeue(criticality_of(text), entry_of(text))
  redis.call('ZREM', LEASES, id)
  calm(id, text)
  if place == 'q' then
    pass_turn(id, text)
  end
end
finish(id, text, 'C', CANCELED, 'canceled by a person', retention)
list('C', { created_of(text), id }, retention)
redis.call('PUBLISH', bell, 'canceled ' .. beginning .. id)
return { 'moved', redis.call('GET', task_key(id)) }
