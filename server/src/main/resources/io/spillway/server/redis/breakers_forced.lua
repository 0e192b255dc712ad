-- Lists the breakers that are held open or closed, and forgets those whose time is over.
-- KEYS[1]  those that are held, as in breakers_force.lua
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  how many at the most
-- Returns  { type, value … }
local forced = KEYS[1]
local now = ARGV[1]
local limit = tonumber(ARGV[2])

if now == '' then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
else
  now = tonumber(now)
end

local reply = {}
local all = redis.call('HSCAN', forced, 0, 'COUNT', 10000)[2]
for i = 1, #all, 2 do
  local ends = tonumber(string.match(all[i + 1], '^(%d+) ') or '0')
  if ends <= now then
    redis.call('HDEL', forced, all[i])
  elseif #reply < 2 * limit then
    reply[#reply + 1] = all[i]
    reply[#reply + 1] = all[i + 1]
  end
end
return reply
