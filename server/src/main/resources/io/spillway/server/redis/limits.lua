-- Sets limits of a type while the servers run. What was set before goes.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the channel of the bell
-- ARGV[3]  the type
-- ARGV[4…6] tasks at the same time, starts a second, tasks at the same time with the same concurrency key: '' for what the handler
--          or the configuration brings, -1 for no limit
-- ARGV[7]  who
-- ARGV[8]  why
-- ARGV[9]  for how long in ms, or '' for as long as nobody takes it back
-- Returns  'set'
local prefix = KEYS[1]
local now = ARGV[1]
local bell = ARGV[2]
local type_name = ARGV[3]
local who = ARGV[7]
local why = ARGV[8]
local ttl = tonumber(ARGV[9])
--- @include record.lua
--- @include manual.lua

forget_manual()
for i = 1, 3 do
  if ARGV[i + 3] ~= '' then
    redis.call('HSET', SHARD, MANUAL[i], ARGV[i + 3])
  end
end
redis.call('HSET', SHARD, 'by', who, 'why', why, 'at', NOW)
if ttl then
  redis.call('HSET', SHARD, 'until', padded_time(now + ttl))
end
redis.call('PUBLISH', bell, 'claimable ' .. type_name)
return 'set'
