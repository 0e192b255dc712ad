-- Puts a new task with another payload into the place of a failed or canceled one, which then can't be tried again. The time
-- that the submitter gave holds for the new one as it did for the old one. That an attempt of the old one succeeded after its
-- lease was lost belongs to the old payload, and says nothing of the new task.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the channel of the bell
-- ARGV[3]  the type
-- ARGV[4]  the retention of failed tasks in ms
-- ARGV[5]  the id of the old task
-- ARGV[6…9] of the new task: id, criticality, idempotency key or '', and the rest of the record from the criticality on
-- Returns  { 'replaced', now, timeout of the new task in ms or 0 } | { 'unknown' } | { 'refused', letter of the old one's state }
--          | { 'before', id of the task that has taken its place already, '' where that is not known }
--          | { 'taken', id of the task that the idempotency key belongs to }
local prefix = KEYS[1]
local now = ARGV[1]
local bell = ARGV[2]
local type_name = ARGV[3]
local retention = tonumber(ARGV[4])
local old = ARGV[5]
local new, criticality, key, rest = ARGV[6], ARGV[7], ARGV[8], ARGV[9]
--- @include record.lua
--- @include moves.lua
--- @include birth.lua
--- @include reviving.lua

local text = peek(old)
if not text then
  return { 'unknown' }
end
local state = sub(text, STATE, STATE_END)
if state ~= 'F' and state ~= 'C' then
  return { 'refused', state }
end
if sub(text, PLACE, PLACE_END) == REPLACED then
  return { 'before', heir_of(old) }
end
if key ~= '' then
  local owner = redis.call('GET', prefix .. 'key:' .. key)
  if owner and owner ~= old and peek(owner) then
    return { 'taken', owner }
  end
end

-- The first write is one that a full Redis refuses, so that nothing is half done then.
local timeout = number(text, TIMEOUT, TIMEOUT_END, 0)
local upto_timeout = TIMEOUT - CRITICALITY
give_birth(new, criticality, timeout > 0 and timeout or '', 0,
  sub(rest, 1, upto_timeout) .. sub(text, TIMEOUT, TIMEOUT_END) .. sub(rest, upto_timeout + TIMEOUT_END - TIMEOUT + 2))
if key ~= '' then
  redis.call('SET', prefix .. 'key:' .. key, new)
end
write(old, PLACE - 1, REPLACED)
unbury(old)
redis.call('HSET', fate_key(old), 'by', new)
redis.call('PEXPIRE', fate_key(old), math.max(1, redis.call('PTTL', task_key(old))))
redis.call('HSET', fate_key(new), 'of', old)
redis.call('PEXPIRE', fate_key(new), retention)
redis.call('PUBLISH', bell, 'claimable ' .. type_name)
return { 'replaced', now, timeout }
