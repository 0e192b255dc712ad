-- Gives an ended task another life: Failed or Canceled → Pending, with all its attempts and its time before it.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the channel of the bell
-- ARGV[3]  the type
-- ARGV[4]  the id
-- Returns  { 'moved', record as it is afterwards } | { 'refused', letter of its state } | { 'unknown' }
local prefix = KEYS[1]
local now = ARGV[1]
local bell = ARGV[2]
local type_name = ARGV[3]
local id = ARGV[4]
--- @include record.lua
--- @include moves.lua

local text = peek(id)
if not text then
  return { 'unknown' }
end
local state = sub(text, STATE, STATE_END)
if not may(text, 'P') or state == 'R' then
  return { 'refused', state }
end
redis.call('ZREM', DONE[state], id)
redis.call('PERSIST', task_key(id))
local key = key_of(id, text)
if key ~= '' then
  redis.call('SET', prefix .. 'key:' .. key, id)
end
local timeout = number(text, TIMEOUT, TIMEOUT_END, 0)
if timeout > 0 then
  write(id, DEADLINE - 1, padded_time(now + timeout))
end
enqueue(id, sub(text, 1, TIER - 1) .. '-' .. sub(text, WON, WON_END) .. '000' .. sub(text, FENCE, DUE_END) .. NO_TIME .. NO_TIME
  .. sub(text, FINISHED), '-', '')
redis.call('PUBLISH', bell, 'claimable ' .. type_name)
return { 'moved', redis.call('GET', task_key(id)) }
