-- Gives a node tasks to run, Pending → Running, under a lease; settles those whose deadline has passed, Pending → Failed.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the node
-- ARGV[3]  how many tasks at the most
-- ARGV[4]  the lease in ms
-- ARGV[5]  the retention of failed tasks in ms
-- ARGV[6]  the tier in force
-- ARGV[7…] the criticalities that may run, those that go first first
-- Returns  { now, ms until the next delayed task or -1, claimed, expired }; the last two are lists of { id, { field, value … } }
--          as they are afterwards
local prefix = KEYS[1]
local now = ARGV[1]
local node = ARGV[2]
local max = tonumber(ARGV[3])
local lease = tonumber(ARGV[4])
local retention = tonumber(ARGV[5])
local tier = ARGV[6]
--- @include shard.lua

for _, id in ipairs(redis.call('ZRANGEBYSCORE', prefix .. 'delayed', '-inf', now, 'LIMIT', 0, 256)) do
  redis.call('ZREM', prefix .. 'delayed', id)
  local known = fields_of(id, 'st', 'c')
  if known[1] == 'PENDING' then
    redis.call('HSET', task_key(id), 'e', enqueue(id, known[2]))
  end
end

local function read(criticality, count)
  local stream = stream_key(criticality)
  local reply = redis.pcall('XREADGROUP', 'GROUP', GROUP, CONSUMER, 'COUNT', count, 'STREAMS', stream, '>')
  if reply and reply.err then
    if not string.find(reply.err, 'NOGROUP', 1, true) then
      return reply
    end
    -- From the beginning, never from '$': what was queued before the group came would never be read.
    redis.call('XGROUP', 'CREATE', stream, GROUP, '0', 'MKSTREAM')
    reply = redis.call('XREADGROUP', 'GROUP', GROUP, CONSUMER, 'COUNT', count, 'STREAMS', stream, '>')
  end
  return reply and reply[1] and reply[1][2] or {}
end

local claimed, expired = {}, {}
for i = 7, #ARGV do
  local criticality = ARGV[i]
  local rounds = 0
  while #claimed < max and rounds < 8 do
    rounds = rounds + 1
    local wanted = max - #claimed
    local entries = read(criticality, wanted)
    if entries.err then
      return entries
    end
    for _, entry in ipairs(entries) do
      local id = entry[2][2]
      local key = task_key(id)
      local task = fields_of(id, 'st', 'e', 'dl', 'a', 'ca', 'k')
      if not may(task[1], 'RUNNING') or task[2] ~= entry[1] then
        dequeue(criticality, entry[1])
      elseif number(task[3], now + 1) <= now then
        dequeue(criticality, entry[1])
        finish(id, 'FAILED', task[5], task[6], retention, 'fc', 'DEADLINE', 'fm', 'its time was used up in the queue')
        expired[#expired + 1] = { id, redis.call('HGETALL', key) }
      else
        local fence = redis.call('INCR', prefix .. 'fence')
        redis.call('HSET', key, 'st', 'RUNNING', 'o', node, 'f', fence, 'a', number(task[4], 0) + 1, 'sa', now, 'lu', now + lease,
          'ti', tier)
        redis.call('ZADD', prefix .. 'leases', now + lease, id)
        claimed[#claimed + 1] = { id, redis.call('HGETALL', key) }
      end
    end
    if #entries < wanted then
      break
    end
  end
end
if #expired > 0 then
  trim('FAILED', retention)
end

local due = redis.call('ZRANGE', prefix .. 'delayed', 0, 0, 'WITHSCORES')
return { now, due[2] and math.max(0, tonumber(due[2]) - now) or -1, claimed, expired }
