-- Gives an ended task another life: Failed or Canceled → Pending, with all its attempts and its time before it.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the channel of the bell
-- ARGV[3]  the type
-- ARGV[4]  the id
-- Returns  { 'moved', record as it is afterwards } | { 'refused', letter of its state } | { 'unknown' }
--          | { 'replaced', id of the task that has taken its place, '' where that is not known }
local prefix = KEYS[1]
local now = ARGV[1]
local bell = ARGV[2]
local type_name = ARGV[3]
local id = ARGV[4]
--- @include record.lua
--- @include moves.lua
--- @include reviving.lua

local text = peek(id)
if not text then
  return { 'unknown' }
end
local state = sub(text, STATE, STATE_END)
if not may(text, 'P') or state == 'R' then
  return { 'refused', state }
end
if sub(text, PLACE, PLACE_END) == REPLACED then
  return { 'replaced', heir_of(id) }
end
begin_without_memory()
revive(id, text)
redis.call('PUBLISH', bell, 'claimable ' .. type_name)
return { 'moved', redis.call('GET', task_key(id)) }
