-- Adds one entry to the audit log if it follows the head, and if it is not one that several nodes wanted to write.
-- KEYS: 1 the log, a stream  2 the head, a hash  3 the names of the last entries that only one node shall write, a list
-- ARGV: 1 sequence  2 the previous entry's hash  3 this entry's hash  4 how many are kept
--       5 at  6 actor  7 action  8 subject  9 change  10 reason  11 the entry's name, or ''
-- Returns: { 'appended' } | { 'known' } where one of that name is there
--          | { 'behind', sequence of the head, its hash } where another entry came first. Only the first one has written.
local log, head = KEYS[1], KEYS[2]
local sequence, previous, hash, kept = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local at, actor, action, subject, change, reason = ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9], ARGV[10]
local names, name = KEYS[3], ARGV[11]
local NAMES_KEPT = 256

if name ~= '' and redis.call('LPOS', names, name) then
  return { 'known' }
end

local current = redis.call('HMGET', head, 'sequence', 'hash')
local last = tonumber(current[1] or '0')
local lastHash = current[2] or string.rep('0', 64)
if tonumber(sequence) ~= last + 1 or previous ~= lastHash then
  return { 'behind', string.format('%.0f', last), lastHash }
end

-- A write that needs no memory comes first, so that a full Redis does not refuse the others.
redis.call('HDEL', head, '-')
redis.call('XADD', log, 'MAXLEN', '~', kept, sequence .. '-0',
  'at', at, 'actor', actor, 'action', action, 'subject', subject, 'change', change, 'reason', reason,
  'previous', previous, 'hash', hash)
redis.call('HSET', head, 'sequence', sequence, 'hash', hash)
if name ~= '' then
  redis.call('LPUSH', names, name)
  redis.call('LTRIM', names, 0, NAMES_KEPT - 1)
end
return { 'appended' }
