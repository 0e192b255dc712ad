-- Accepts a batch of tasks of one shard, each once per idempotency key.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the channel of the bell
-- ARGV[3]  the type
-- ARGV[4]  who submits, so that its own bell can be told from that of others
-- ARGV[5…] six for each task: id, criticality, idempotency key or '', timeout in ms or '', delay in ms, and the rest of the
--          record from the criticality on, as record.lua has it
-- Returns  { now, then three for each task that was not accepted: its number, 'known' | 'reused', the id that stands }
local prefix = KEYS[1]
local now = ARGV[1]
local bell = ARGV[2]
local type_name = ARGV[3]
local origin = ARGV[4]
--- @include record.lua
--- @include birth.lua

-- The payload of a record, or of the rest of one.
local function payload(text, skipped)
  local from = 0
  for _, field in ipairs({ KEY, LANE, TRACE }) do
    from = from + (tonumber(sub(text, field - skipped, field + 3 - skipped)) or 0)
  end
  return sub(text, HEAD + 1 + from - skipped, HEAD + from + (tonumber(sub(text, PAYLOAD - skipped, PAYLOAD_END - skipped)) or 0)
    - skipped)
end

local reply = { now }
local rung = false
local known = redis.pcall('HGET', SHARD, 'seen')
known = type(known) == 'string' and known or ''
local seen = known
for i = 5, #ARGV, 6 do
  local id, criticality, key, timeout, wait, rest = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], tonumber(ARGV[i + 4]), ARGV[i + 5]
  local first = false
  if key ~= '' and redis.call('SETNX', prefix .. 'key:' .. key, id) == 0 then
    first = redis.call('GET', prefix .. 'key:' .. key)
    local standing = redis.pcall('GET', task_key(first))
    if type(standing) == 'string' and #standing >= HEAD then
      reply[#reply + 1] = (i - 5) / 6
      reply[#reply + 1] = payload(standing, 0) == payload(rest, CRITICALITY - 1) and 'known' or 'reused'
      reply[#reply + 1] = first
    else
      first = false
      redis.call('SET', prefix .. 'key:' .. key, id)
    end
  end
  if not first then
    if not string.find(seen, criticality, 1, true) then
      seen = seen .. criticality
    end
    give_birth(id, criticality, timeout, wait, rest)
    rung = true
  end
end
if seen ~= known then
  redis.call('HSET', SHARD, 'seen', seen)
end
if rung then
  redis.call('PUBLISH', bell, 'claimable ' .. type_name .. ' ' .. origin)
end
return reply
