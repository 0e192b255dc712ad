-- The bare cycle: settles what the caller has done, and claims as many again, each by compare-and-set.
-- KEYS[1] prefix · ARGV[1] now · ARGV[2] node · ARGV[3] max · ARGV[4…] ids to settle
local prefix, now, node, max = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
local queue = prefix .. 'queue'
for i = 4, #ARGV do
  local key = prefix .. 'task:' .. ARGV[i]
  local task = redis.call('HMGET', key, 'st', 'o', 'e')
  if task[1] == 'RUNNING' and task[2] == node then
    redis.call('HSET', key, 'st', 'SUCCEEDED', 'fa', now, 'r', '{}')
    redis.call('PEXPIRE', key, 86400000)
    redis.call('XACK', queue, 'workers', task[3])
    redis.call('XDEL', queue, task[3])
    redis.call('ZREM', prefix .. 'leases', ARGV[i])
  end
end
local reply = redis.call('XREADGROUP', 'GROUP', 'workers', 'nodes', 'COUNT', max, 'STREAMS', queue, '>')
local claimed = {}
if reply and reply[1] then
  for _, entry in ipairs(reply[1][2]) do
    local id = entry[2][2]
    local key = prefix .. 'task:' .. id
    local task = redis.call('HMGET', key, 'st', 'e')
    if task[1] == 'PENDING' and task[2] == entry[1] then
      redis.call('HSET', key, 'st', 'RUNNING', 'o', node, 'f', redis.call('INCR', prefix .. 'fence'), 'a', 1, 'sa', now,
        'lu', now + 10000)
      redis.call('ZADD', prefix .. 'leases', now + 10000, id)
      claimed[#claimed + 1] = id
    end
  end
end
return claimed
