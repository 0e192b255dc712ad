-- Says what differs from the alerts that the caller knows.
-- KEYS: 1 the alerts by fingerprint, 2 the version of the last change, 3 what that change was
-- ARGV: 1 the version that is known; anything else where none is
-- Returns: the version of the last change, '' if there was none, and behind it
--          nothing, where it is the known one;
--          fingerprint and text (nil for one that is gone) of each that differs, where only the last change is missing;
--          else '*'
local alerts, revision, last = KEYS[1], KEYS[2], KEYS[3]
local known = ARGV[1]

local now = redis.call('GET', revision) or ''
if now == known then
  return { now }
end
local change = redis.call('GET', last) or ''
local follows = now .. ' ' .. known .. ' '
if now == '' or string.sub(change, 1, #follows) ~= follows then
  return { now, '*' }
end
local answer = { now }
for fingerprint in string.gmatch(string.sub(change, #follows + 1), '%S+') do
  answer[#answer + 1] = fingerprint
  answer[#answer + 1] = redis.call('HGET', alerts, fingerprint)
end
return answer
