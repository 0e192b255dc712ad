-- What a bulk job looks like: a hash; and the list of those tasks that it put back and that have not ended yet. Expects what
-- record.lua defines, and the local `job` (the job's id).

local JOB = prefix .. 'bulk:' .. job
local OPEN = JOB .. ':open'
local CURRENT = prefix .. 'bulk:current'
local KEPT = 7 * 24 * 3600 * 1000

-- The job as RedisBulkStore reads it: how many of its tasks are open, then names and values.
local function told(word, fence)
  return { word, fence or 0, redis.call('LLEN', OPEN), redis.call('HGETALL', JOB) }
end

local function keep()
  redis.call('PEXPIRE', JOB, KEPT)
  redis.call('PEXPIRE', OPEN, KEPT)
  if redis.call('GET', CURRENT) == job then
    redis.call('PEXPIRE', CURRENT, KEPT)
  end
end

-- Ends a job, so that the type may have another one.
local function conclude(state)
  redis.call('HSET', JOB, 'state', state, 'ended', now, 'waiting', '')
  if redis.call('GET', CURRENT) == job then
    redis.call('DEL', CURRENT)
  end
end

-- Whether the node still has the right to work on the job.
local function is_held(node, fence)
  local holder = redis.call('HMGET', JOB, 'owner', 'fence')
  return holder[1] == node and holder[2] == fence
end
