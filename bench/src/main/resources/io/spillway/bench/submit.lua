-- The bare submission: a dedupe key, a rich hash and a stream entry for each task.
-- KEYS[1] prefix · ARGV[1] now · ARGV[2…] ids
local prefix, now = KEYS[1], ARGV[1]
for i = 2, #ARGV do
  local id = ARGV[i]
  if redis.call('SET', prefix .. 'key:' .. id, id, 'NX', 'PX', 86400000) then
    local entry = redis.call('XADD', prefix .. 'queue', '*', 'id', id)
    redis.call('HSET', prefix .. 'task:' .. id, 'st', 'PENDING', 'p', '{}', 'h', 'bf21a9e8fbc5a384', 'c', 'CRITICAL',
      'ma', 3, 'a', 0, 'f', 0, 'ca', now, 'du', now, 'e', entry, 'k', id)
  end
end
return #ARGV - 1
