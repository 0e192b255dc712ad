-- Begins a bulk job, unless one of the type is under way.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the job's id
-- ARGV[3]  the retention of failed tasks in ms
-- ARGV[4…5] only letters that failed from then until then; ms, '' for no bound. Those that fail from now on are never among them
-- ARGV[6…] names and values of what was asked for
-- Returns  { 'started', 0, 0, { name, value, … } } | { 'busy', id of the job that is under way }
local prefix = KEYS[1]
local now = ARGV[1]
local job = ARGV[2]
local retention = tonumber(ARGV[3])
local since = tonumber(ARGV[4]) or 0
local to = tonumber(ARGV[5])
--- @include record.lua
--- @include bulk.lua

local current = redis.call('GET', CURRENT)
if current then
  local state = redis.call('HGET', prefix .. 'bulk:' .. current, 'state')
  if state == 'running' or state == 'paused' then
    return { 'busy', current }
  end
end
to = math.min(to or now, now - 1)
local total = redis.call('ZCOUNT', prefix .. 'dead', math.max(since, now - retention), to)
redis.call('HSET', JOB, 'state', 'running', 'started', now, 'since', fmt('%.0f', since), 'until', fmt('%.0f', to), 'total', total,
  'looked', 0, 'done', 0, 'gone', 0, 'moved', 0, 'succeeded', 0, 'failed', 0, 'canceled', 0, 'fence', 0, 'owner', '',
  'lease', 0, 'tokens', 1, 'tokens-at', now, 'waiting', '', unpack(ARGV, 6))
redis.call('SET', CURRENT, job, 'PX', KEPT)
keep()
return told('started')
