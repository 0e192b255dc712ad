-- What the scripts of a shard share: its keys, its clock, the relation of states, and the moves that they are made of.
-- Expects the locals `prefix` (what the shard's keys begin with) and `now` (ms, or '' for the clock of Redis).

local CRITICALITIES = { 'CRITICAL_PLUS', 'CRITICAL', 'SHEDDABLE_PLUS', 'SHEDDABLE' }
local QUEUED = { CRITICAL_PLUS = true, CRITICAL = true, SHEDDABLE_PLUS = true, SHEDDABLE = true }
local GROUP = 'workers'
local CONSUMER = 'nodes'
local TRIMMED = 512
local LISTED = { SUCCEEDED = 10000, CANCELED = 10000, FAILED = 100000 }

-- The relation of TaskState.java; a test compares the two over all pairs.
local NEXT = {
  PENDING = { RUNNING = true, FAILED = true, CANCELED = true },
  RUNNING = { PENDING = true, SUCCEEDED = true, FAILED = true, CANCELED = true },
  SUCCEEDED = {},
  FAILED = { PENDING = true },
  CANCELED = { PENDING = true },
}

if now == '' then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
else
  now = tonumber(now)
end

local function may(from, to)
  return from and NEXT[from] and NEXT[from][to] or false
end

local function task_key(id)
  return prefix .. 'task:' .. id
end

local function stream_key(criticality)
  return prefix .. 'queue:' .. criticality
end

-- Fields of a task, false for each that is not there. What stands in Redis is not trusted: a key of another kind is no task.
local function fields_of(id, ...)
  local values = redis.pcall('HMGET', task_key(id), ...)
  return values.err and {} or values
end

-- A number of a task; the other where somebody damaged it, so that one broken task never stops a script for the others.
local function number(value, otherwise)
  return value and tonumber(value) or otherwise
end

-- Appends the task to its queue, and returns the entry's id.
local function enqueue(id, criticality)
  return redis.call('XADD', stream_key(QUEUED[criticality] and criticality or 'CRITICAL'), '*', 'id', id)
end

-- Takes the task's entry out of its queue, whoever holds it.
local function dequeue(criticality, entry)
  if criticality and entry and entry ~= '' then
    redis.call('XACK', stream_key(criticality), GROUP, entry)
    redis.call('XDEL', stream_key(criticality), entry)
  end
end

-- Makes a task wait: in its queue, or in the delayed set until it is due. Extra fields are written with it.
local function await(id, criticality, due, ...)
  if due > now then
    redis.call('ZADD', prefix .. 'delayed', due, id)
    redis.call('HSET', task_key(id), 'st', 'PENDING', 'du', due, 'e', '', ...)
  else
    redis.call('HSET', task_key(id), 'st', 'PENDING', 'du', now, 'e', enqueue(id, criticality), ...)
  end
end

-- Ends a task: its hash and its idempotency key live on for the retention, and its state's list shows it.
local function finish(id, state, created, key, retention, ...)
  redis.call('HSET', task_key(id), 'st', state, 'fa', now, 'e', '', ...)
  redis.call('PEXPIRE', task_key(id), retention)
  if key and key ~= '' then
    redis.call('PEXPIRE', prefix .. 'key:' .. key, retention)
  end
  redis.call('ZADD', prefix .. 'done:' .. state, number(created, now), id)
end

-- Keeps a state's list within its bounds, after each batch that added to it: the oldest leave first. A task is kept from
-- its end on, so one that was created long ago may still be there.
local function trim(state, retention)
  local list = prefix .. 'done:' .. state
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', list, '-inf', now - retention, 'LIMIT', 0, TRIMMED)) do
    if redis.call('EXISTS', task_key(id)) == 0 then
      redis.call('ZREM', list, id)
    end
  end
  redis.call('ZREMRANGEBYRANK', list, 0, -(LISTED[state] + 1))
  -- Nothing in it outlives what was added last.
  redis.call('PEXPIRE', list, retention)
end
