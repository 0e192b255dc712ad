-- The versions of alerts. Expects `revision`, the key of the last one, and `last`, the key of what the last change was: its version,
-- the version before it, and the fingerprints of the alerts that differ. Empty where these are many.

local MOST_NAMED = 32

-- Microseconds of the clock of Redis, or one more than the last version where that is ahead.
local function next_version(changed)
  local time = redis.call('TIME')
  local before = redis.call('GET', revision) or ''
  local counted = tonumber(before)
  -- What is none of these was not written here.
  if not counted or not (counted >= 0 and counted < 9e15) then
    counted = 0
  end
  local version = string.format('%.0f', math.max(counted + 1, time[1] * 1000000 + time[2]))
  redis.call('SET', revision, version)
  redis.call('SET', last,
    #changed <= MOST_NAMED and version .. ' ' .. before .. ' ' .. table.concat(changed, ' ') or '')
  return version
end
