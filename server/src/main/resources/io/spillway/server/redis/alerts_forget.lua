-- Removes alerts that have not changed since they were read.
-- KEYS: 1 the alerts by fingerprint, 2 the version of the last change, 3 what the last changes were
-- ARGV: for each alert its fingerprint and the version that was read
-- Returns: how many were removed
local alerts, revision, recent = KEYS[1], KEYS[2], KEYS[3]
--- @include version.lua

local removed = {}
for i = 1, #ARGV, 2 do
  local stored = redis.call('HGET', alerts, ARGV[i])
  if stored and string.match(stored, '^(%d+) ') == ARGV[i + 1] then
    redis.call('HDEL', alerts, ARGV[i])
    removed[#removed + 1] = ARGV[i]
  end
end
if #removed > 0 then
  next_version(removed)
end
return #removed
