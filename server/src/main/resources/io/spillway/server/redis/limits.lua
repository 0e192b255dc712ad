-- Sets the limits of a type while the servers run, or lets those that its handler brings hold again.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the channel of the bell
-- ARGV[3]  the type
-- ARGV[4…] name and value in turn; a value of '' takes a limit back
-- Returns  'set'
local limits = KEYS[1] .. 'shard'
local bell = ARGV[2]
local type_name = ARGV[3]

for i = 4, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', limits, ARGV[i])
  else
    redis.call('HSET', limits, ARGV[i], ARGV[i + 1])
  end
end
-- Parked tasks may go on now.
redis.call('HSET', limits, 'sweep', 0)
redis.call('PUBLISH', bell, 'claimable ' .. type_name)
return 'set'
