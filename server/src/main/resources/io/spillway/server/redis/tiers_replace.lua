-- Puts the next revision of the tiers in the place of the one that was read, writes its changes behind it, and rings.
-- KEYS: 1 the tiers (a hash of the revision, its mark and what the last change was, and of a field for each scope's state and switch),
--       2 the stream of changes
-- ARGV: 1 the revision that was read (0 for none), 2 the next one, 3 how many changes are kept about,
--       4 the channel of the bell, 5 how many fields are not there any more, or -1 for all, 6 how many are written,
--       7 the mark that was read (of no matter with all fields);
--       then the fields to take out, then field and text of each one to write, then each change
-- Returns: the new mark, or '' (nothing was changed, since another node was faster)
local tiers, changes = KEYS[1], KEYS[2]
local expected, revision, kept, bell = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local gone, written = tonumber(ARGV[5]), tonumber(ARGV[6])
local mark = ARGV[7]
local MOST_NAMED = 32
local GONE_FROM = 8
local WRITTEN_FROM = GONE_FROM + math.max(0, gone)
local CHANGES_FROM = WRITTEN_FROM + 2 * written

local kept_now = redis.call('HMGET', tiers, 'revision', 'mark')
if (kept_now[1] or '0') ~= expected or (gone >= 0 and (kept_now[2] or '') ~= mark) then
  return ''
end
-- Two nodes can write the same revision, where Redis has lost the first one's: the time tells them apart.
local time = redis.call('TIME')
local next_mark = string.format('%d%06d', time[1], time[2])

-- A write that needs no memory comes first, so that a full Redis does not refuse the others.
redis.call('HDEL', tiers, '-')
-- A stream only takes growing ids. Changes at or after this revision belong to a state that was lost.
local newest = redis.call('XREVRANGE', changes, '+', '-', 'COUNT', 1)
if newest[1] and tonumber(string.match(newest[1][1], '^(%d+)-')) >= tonumber(revision) then
  redis.call('DEL', changes)
end
for i = CHANGES_FROM, #ARGV do
  redis.call('XADD', changes, 'MAXLEN', '~', kept, revision .. '-' .. (i - CHANGES_FROM), 'change', ARGV[i])
end
if gone < 0 then
  redis.call('DEL', tiers)
end
-- What differs from the state before: whoever knows that one reads these fields alone.
local last = { revision, next_mark, gone < 0 and '-' or mark }
for i = GONE_FROM, WRITTEN_FROM - 1 do
  redis.call('HDEL', tiers, ARGV[i])
  last[#last + 1] = ARGV[i]
end
for i = WRITTEN_FROM, CHANGES_FROM - 1, 2 do
  redis.call('HSET', tiers, ARGV[i], ARGV[i + 1])
  last[#last + 1] = ARGV[i]
end
local text = #last <= 3 + MOST_NAMED and table.concat(last, ' ') or ''
redis.call('HSET', tiers, 'revision', revision, 'mark', next_mark, 'last', text)
redis.call('PUBLISH', bell, 'tiers ' .. next_mark)
return next_mark
