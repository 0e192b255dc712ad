-- Keeps a batch of alerts, if none of them has changed since it was read.
-- KEYS: 1 the alerts by fingerprint, 2 the version of the last change, 3 what the last changes were
-- ARGV: 1 how many alerts are kept at the most; then for each alert its fingerprint, the version that was read
--       (0 for one that was not there), and its text
-- Returns: 'written', 'conflict' (nothing was kept), 'full' (likewise)
local alerts, revision, recent = KEYS[1], KEYS[2], KEYS[3]
local limit = tonumber(ARGV[1])
--- @include version.lua

local added = 0
local changed = {}
for i = 2, #ARGV, 3 do
  local stored = redis.call('HGET', alerts, ARGV[i])
  local version = '0'
  if stored then
    version = string.match(stored, '^(%d+) ')
  else
    added = added + 1
  end
  if version ~= ARGV[i + 1] then
    return 'conflict'
  end
  changed[#changed + 1] = ARGV[i]
end
if added > 0 and redis.call('HLEN', alerts) + added > limit then
  return 'full'
end

-- A write that needs no memory comes first, so that a full Redis does not refuse the others.
redis.call('HDEL', alerts, '-')
local version = next_version(changed)
for i = 2, #ARGV, 3 do
  redis.call('HSET', alerts, ARGV[i], version .. ' ' .. ARGV[i + 2])
end
return 'written'
