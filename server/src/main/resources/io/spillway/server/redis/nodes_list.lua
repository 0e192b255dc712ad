-- Lists nodes, the dead ones among them. Reads only.
-- KEYS[1]  the nodes, as in nodes_announce.lua
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  how many at the most
-- ARGV[3]  how long a value may be at the most; longer ones are none of ours
-- Returns  { now, value … }
local nodes = KEYS[1]
local now = ARGV[1]
local limit, longest = tonumber(ARGV[2]), tonumber(ARGV[3])

if now == '' then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
else
  now = tonumber(now)
end

local reply = { now }
local all = redis.call('HSCAN', nodes, 0, 'COUNT', 10000)[2]
for i = 2, #all, 2 do
  if #reply <= limit and #all[i] <= longest then
    reply[#reply + 1] = all[i]
  end
end
return reply
