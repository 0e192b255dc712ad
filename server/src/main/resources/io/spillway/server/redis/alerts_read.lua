-- Says what differs from the alerts that the caller knows.
-- KEYS: 1 the alerts by fingerprint, 2 the version of the last change, 3 what the last changes were
-- ARGV: 1 the version that is known; anything else where none is
-- Returns: the version of the last change, '' if there was none, and behind it
--          nothing, where it is the known one;
--          fingerprint and text (nil for one that is gone) of each that differs, where all changes since are known, and few;
--          else '*'
local alerts, revision, recent = KEYS[1], KEYS[2], KEYS[3]
local known = ARGV[1]
local MOST_READ = 64

local now = redis.call('GET', revision) or ''
if now == known then
  return { now }
end
-- Back from the present to what is known. A version that was written by a node that knows nothing of this list is not in it.
local seen, fingerprints, at = {}, {}, now
for _, change in ipairs(redis.call('LRANGE', recent, 0, -1)) do
  local version, before, named = string.match(change, '^(%d+) (%d*) ([%x ]+)$')
  if version ~= at or #fingerprints > MOST_READ then
    break
  end
  for fingerprint in string.gmatch(named, '%x+') do
    if not seen[fingerprint] then
      seen[fingerprint] = true
      fingerprints[#fingerprints + 1] = fingerprint
    end
  end
  at = before
  if at == known then
    break
  end
end
if at ~= known then
  return { now, '*' }
end
local answer = { now }
for _, fingerprint in ipairs(fingerprints) do
  answer[#answer + 1] = fingerprint
  answer[#answer + 1] = redis.call('HGET', alerts, fingerprint)
end
return answer
