-- How an ended task gets another life, or a successor. Expects what moves.lua defines.

local DISCARDED, REPLACED = 'x', 'r'

local function fate_key(id)
  return prefix .. 'fate:' .. id
end

-- The id of the task that has taken the place of a replaced one; '' where that is not known.
local function heir_of(id)
  return redis.call('HGET', fate_key(id), 'by') or ''
end

-- Takes a task that has ended off the list of dead letters.
local function unbury(id)
  redis.call('ZREM', DEAD, id)
end

-- Puts an ended task into its queue, with all its attempts and its time before it. Its first write is one that a full Redis
-- refuses, so that nothing is half done then.
local function revive(id, text)
  local timeout = number(text, TIMEOUT, TIMEOUT_END, 0)
  local key = key_of(id, text)
  enqueue(id, sub(text, 1, TIER - 1) .. '-' .. sub(text, WON, WON_END) .. '000' .. sub(text, FENCE, DUE_END) .. NO_TIME .. NO_TIME
    .. sub(text, FINISHED), '-', '')
  if timeout > 0 then
    write(id, DEADLINE - 1, padded_time(now + timeout))
  end
  redis.call('PERSIST', task_key(id))
  if key ~= '' then
    redis.call('SET', prefix .. 'key:' .. key, id)
  end
  redis.call('ZREM', DONE[sub(text, STATE, STATE_END)], id)
  unbury(id)
end

-- Takes a dead letter off the list on purpose. Takes no memory.
local function discard(id)
  unbury(id)
  write(id, PLACE - 1, DISCARDED)
end
