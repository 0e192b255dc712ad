-- Puts the next ledger of engagements in the place of the one that was read, and adds those that have ended.
-- KEYS: 1 the ledger (a hash of version and state), 2 the list of engagements that have ended
-- ARGV: 1 the version that was read (0 for none), 2 the next one, 3 the next ledger, 4 how many engagements are kept,
--       5 ms after which all is forgotten when nothing changes any more; then each engagement
-- Returns: 'replaced', 'conflict' (nothing was changed)
local ledger, ended = KEYS[1], KEYS[2]
local expected, version, state, kept, expires = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

if (redis.call('HGET', ledger, 'version') or '0') ~= expected then
  return 'conflict'
end

-- A write that needs no memory comes first, so that a full Redis does not refuse the others.
redis.call('HDEL', ledger, '-')
for i = 6, #ARGV do
  redis.call('RPUSH', ended, ARGV[i])
end
redis.call('LTRIM', ended, -kept, -1)
redis.call('PEXPIRE', ended, expires)
redis.call('HSET', ledger, 'version', version, 'state', state)
redis.call('PEXPIRE', ledger, expires)
return 'replaced'
