-- Accepts a batch of tasks of one shard, each once per idempotency key.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the channel of the bell
-- ARGV[3]  the type
-- ARGV[4…] nine for each task: id, criticality, payload, hash of the payload, idempotency key or '', attempts,
--          timeout in ms or '', delay in ms, traceparent or ''
-- Returns  three for each task: 'accepted' | 'known' | 'reused', the id of the task that stands, now in ms
local prefix = KEYS[1]
local now = ARGV[1]
local bell = ARGV[2]
local type = ARGV[3]
--- @include shard.lua

local reply = {}
local claimable = false
for i = 4, #ARGV, 9 do
  local id, criticality, payload, hash, key = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local attempts, timeout, delay, traceparent = ARGV[i + 5], ARGV[i + 6], tonumber(ARGV[i + 7]), ARGV[i + 8]
  local word = 'accepted'
  if key ~= '' then
    local first = redis.call('GET', prefix .. 'key:' .. key)
    local first_hash = first and fields_of(first, 'h')[1]
    if first_hash then
      word = first_hash == hash and 'known' or 'reused'
      id = first
    else
      redis.call('SET', prefix .. 'key:' .. key, id)
    end
  end
  if word == 'accepted' then
    local due = now + delay
    local fields = { 'p', payload, 'h', hash, 'c', criticality, 'ma', attempts, 'a', 0, 'f', 0, 'ca', now }
    local function field(name, value)
      fields[#fields + 1] = name
      fields[#fields + 1] = value
    end
    if key ~= '' then field('k', key) end
    if traceparent ~= '' then field('tp', traceparent) end
    if timeout ~= '' then
      field('to', timeout)
      field('dl', due + tonumber(timeout))
    end
    await(id, criticality, due, unpack(fields))
    claimable = true
  end
  reply[#reply + 1] = word
  reply[#reply + 1] = id
  reply[#reply + 1] = now
end
if claimable then
  redis.call('PUBLISH', bell, 'claimable ' .. type)
end
return reply
