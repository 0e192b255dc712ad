-- Puts the next revision of the tiers in the place of the one that was read, writes its changes behind it, and rings.
-- KEYS: 1 the tiers (a hash of revision and state), 2 the stream of changes
-- ARGV: 1 the revision that was read (0 for none), 2 the next one, 3 the next state, 4 how many changes are kept about,
--       5 the channel of the bell; then each change
-- Returns: 'replaced', 'conflict' (nothing was changed)
local tiers, changes = KEYS[1], KEYS[2]
local expected, revision, state, kept, bell = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

if (redis.call('HGET', tiers, 'revision') or '0') ~= expected then
  return 'conflict'
end

-- A write that needs no memory comes first, so that a full Redis does not refuse the others.
redis.call('HDEL', tiers, '-')
-- A stream only takes growing ids. Changes at or after this revision belong to a state that was lost.
local last = redis.call('XREVRANGE', changes, '+', '-', 'COUNT', 1)
if last[1] and tonumber(string.match(last[1][1], '^(%d+)-')) >= tonumber(revision) then
  redis.call('DEL', changes)
end
for i = 6, #ARGV do
  redis.call('XADD', changes, 'MAXLEN', '~', kept, revision .. '-' .. (i - 6), 'change', ARGV[i])
end
redis.call('HSET', tiers, 'revision', revision, 'state', state)
redis.call('PUBLISH', bell, 'tiers ' .. revision)
return 'replaced'
