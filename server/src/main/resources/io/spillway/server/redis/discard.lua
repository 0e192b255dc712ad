-- Takes a dead letter off the list. The task is kept until its retention ends, and can be tried again until then.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the id
-- Returns  { 'moved', record as it is afterwards } | { 'refused', letter of its state, F where it was discarded before }
--          | { 'replaced', id of the task that has taken its place, '' where that is not known } | { 'unknown' }
local prefix = KEYS[1]
local now = ARGV[1]
local id = ARGV[2]
--- @include record.lua
--- @include moves.lua
--- @include reviving.lua

local text = peek(id)
if not text then
  return { 'unknown' }
end
local state, place = sub(text, STATE, STATE_END), sub(text, PLACE, PLACE_END)
if place == REPLACED then
  return { 'replaced', heir_of(id) }
end
if state ~= 'F' or place == DISCARDED then
  return { 'refused', state }
end
discard(id)
return { 'moved', redis.call('GET', task_key(id)) }
