-- Says what ended on a node a moment ago, adds what it has shed, and tells what all nodes say.
-- KEYS[1]  the numbers: a hash of node and 'time in ms, space, record'; under the name '' since when somebody has spoken
-- KEYS[2]  the sheds: a hash of counters
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the node
-- ARGV[3]  its record
-- ARGV[4]  ms of silence after which a node does not count
-- ARGV[5]  how many nodes at the most
-- ARGV[6]  how long a value may be at the most; longer ones are none of ours
-- ARGV[7]  how many counters at the most
-- ARGV[8]  ms after which the sheds are forgotten when nobody says anything any more
-- ARGV[9]… a counter and what is added to it, …
-- Returns  { { node, ms since its word, record … }, { counter, count … }, ms for which somebody has spoken without a break }
local numbers, sheds = KEYS[1], KEYS[2]
local now = ARGV[1]
local node, record = ARGV[2], ARGV[3]
local gone, limit, longest = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local counters, kept = tonumber(ARGV[7]), tonumber(ARGV[8])

if now == '' then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
else
  now = tonumber(now)
end

-- A write that needs no memory comes first, so that a full Redis does not refuse the others.
redis.call('HDEL', numbers, '-')
local words = {}
local since, heard = nil, false
local all = redis.call('HSCAN', numbers, 0, 'COUNT', 10000)[2]
for i = 1, #all, 2 do
  local at = #all[i + 1] <= longest and tonumber(string.match(all[i + 1], '^(%d+) ') or '')
  if all[i] == '' then
    since = tonumber(string.match(all[i + 1], '^%d+$') or '')
  elseif not at or at > now + gone or now - at > gone then
    redis.call('HDEL', numbers, all[i])
  else
    heard = true
    if all[i] ~= node and #words < 3 * limit then
      words[#words + 1] = all[i]
      words[#words + 1] = math.max(0, now - at)
      words[#words + 1] = string.match(all[i + 1], '^%d+ (.*)$')
    end
  end
end
if not heard or not since or since > now then
  since = now
  redis.call('HSET', numbers, '', string.format('%.0f', since))
end
if #words < 3 * limit then
  redis.call('HSET', numbers, node, string.format('%.0f', now) .. ' ' .. record)
  redis.call('PEXPIRE', numbers, gone)
  words[#words + 1] = node
  words[#words + 1] = 0
  words[#words + 1] = record
end

for i = 9, #ARGV, 2 do
  if redis.call('HEXISTS', sheds, ARGV[i]) == 1 or redis.call('HLEN', sheds) < counters then
    -- Somebody else's nonsense is no number: it must not keep the words from being told.
    redis.pcall('HINCRBY', sheds, ARGV[i], ARGV[i + 1])
  end
end
redis.call('PEXPIRE', sheds, kept)
return { words, redis.call('HGETALL', sheds), now - since }
