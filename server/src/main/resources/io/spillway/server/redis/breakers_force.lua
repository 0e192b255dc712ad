-- Holds the breaker of a type open or closed until a time. What held it before goes.
-- KEYS[1]  those that are held: a hash of type and 'end in ms, space, begin in ms, space, what else there is to know'
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the type
-- ARGV[3]  for how long, in ms
-- ARGV[4]  what else there is to know
-- Returns  'set'
local forced = KEYS[1]
local now = ARGV[1]
local type_name, ttl, what = ARGV[2], tonumber(ARGV[3]), ARGV[4]

if now == '' then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
else
  now = tonumber(now)
end

-- A write that needs no memory comes first, so that a full Redis does not refuse the other.
redis.call('HDEL', forced, '-')
redis.call('HSET', forced, type_name, string.format('%.0f %.0f %s', now + ttl, now, what))
return 'set'
