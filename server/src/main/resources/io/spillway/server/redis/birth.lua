-- How a task begins. Expects what record.lua defines.

local UNTOUCHED = '---000' .. '000000000000000'
local NOT_BEGUN = NO_TIME .. NO_TIME .. NO_TIME .. '0000000'
local NO_ENTRY = '                        '
local NOBODY = '                                '

-- Writes a task that waits in its queue, or for its due time where there is a wait. `timeout` is in ms, or ''; `rest` is the
-- record from the criticality on.
local function give_birth(id, criticality, timeout, wait, rest)
  local due = now + wait
  local place, entry = 'q', nil
  if wait > 0 then
    place, entry = 'd', NO_ENTRY
    redis.call('ZADD', DELAYED[criticality], due, id)
  else
    entry = redis.call('XADD', QUEUES[criticality], '*', 'i', id)
    entry = entry .. sub(NO_ENTRY, #entry + 1)
  end
  local ends = timeout == '' and NO_TIME or padded_time(due + tonumber(timeout))
  redis.call('SET', task_key(id),
    'P' .. place .. UNTOUCHED .. padded_time(due) .. NOT_BEGUN .. entry .. NOBODY .. ends .. NOW .. rest)
end
