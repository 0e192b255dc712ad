-- The versions of alerts. Expects `revision`, the key of the last one.

-- Microseconds of the clock of Redis, or one more than the last version where that is ahead.
local function next_version()
  local time = redis.call('TIME')
  local last = tonumber(redis.call('GET', revision))
  -- What is none of these was not written here.
  if not last or not (last >= 0 and last < 9e15) then
    last = 0
  end
  local version = string.format('%.0f', math.max(last + 1, time[1] * 1000000 + time[2]))
  redis.call('SET', revision, version)
  return version
end
