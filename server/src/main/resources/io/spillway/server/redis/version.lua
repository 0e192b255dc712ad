-- The versions of alerts. Expects `revision`, the key of the last one, and `recent`, the key of what the last changes were, the
-- newest first: the version of each, the one before it, and the fingerprints of the alerts that differ, or '*' where these are many.

local CHANGES_KEPT = 32
local MOST_NAMED = 32

-- Microseconds of the clock of Redis, or one more than the last version where that is ahead.
local function next_version(changed)
  local time = redis.call('TIME')
  local before = redis.call('GET', revision) or ''
  local last = tonumber(before)
  -- What is none of these was not written here.
  if not last or not (last >= 0 and last < 9e15) then
    last = 0
  end
  local version = string.format('%.0f', math.max(last + 1, time[1] * 1000000 + time[2]))
  local named = #changed <= MOST_NAMED and table.concat(changed, ' ') or '*'
  redis.call('LPUSH', recent, version .. ' ' .. before .. ' ' .. named)
  redis.call('LTRIM', recent, 0, CHANGES_KEPT - 1)
  redis.call('SET', revision, version)
  return version
end
