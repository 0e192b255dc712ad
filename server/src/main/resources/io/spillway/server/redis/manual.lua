-- The limits that a person has set, in the hash of the shard. Expects what record.lua defines.

local MANUAL = { 'concurrency', 'rate', 'per-key', 'by', 'why', 'at', 'until' }

-- What is set, in the order above and each '' where it is not; nothing in it where nothing is, or its time is over.
local function manual_limits()
  local set = redis.call('HMGET', SHARD, unpack(MANUAL))
  local ends = tonumber(set[7])
  if ends and ends <= now or not (set[1] or set[2] or set[3]) then
    return {}
  end
  for i = 1, #MANUAL do
    set[i] = set[i] or ''
  end
  return set
end

-- Lets what the handler or the configuration brings hold again. Parked tasks may go on then, or must not, so that they are looked
-- at again.
local function forget_manual()
  redis.call('HDEL', SHARD, unpack(MANUAL))
  redis.call('HSET', SHARD, 'sweep', 0)
end
