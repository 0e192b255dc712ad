-- Says what differs from the tiers that the caller knows.
-- KEYS: 1 the tiers
-- ARGV: 1 the revision that is known, 2 its mark, each '' for none
-- Returns: the revision and the mark, each '' for none, and behind them
--          nothing, where both are the known ones;
--          field and text (nil for one that is gone) of each that differs, where only the last change is missing;
--          else '*'
local tiers = KEYS[1]
local known_revision, known_mark = ARGV[1], ARGV[2]

local head = redis.call('HMGET', tiers, 'revision', 'mark', 'last')
local revision, mark, change = head[1] or '', head[2] or '', head[3] or ''
if revision == known_revision and mark == known_mark then
  return { revision, mark }
end
local follows = revision .. ' ' .. mark .. ' ' .. known_mark .. ' '
if known_mark == '' or string.sub(change .. ' ', 1, #follows) ~= follows then
  return { revision, mark, '*' }
end
local answer = { revision, mark }
for field in string.gmatch(string.sub(change, #follows + 1), '%S+') do
  answer[#answer + 1] = field
  answer[#answer + 1] = redis.call('HGET', tiers, field)
end
return answer
