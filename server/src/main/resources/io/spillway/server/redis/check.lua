-- Looks whether tasks are where their state says. Reads only.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2…] ids
-- Returns  for each task that is not: its id, and 'nowhere' (unfinished, and no list holds it) | 'twice' (unfinished, and two
--          do) | 'ended' (finished, and a list of unfinished ones holds it)
local prefix = KEYS[1]
local now = ARGV[1]
--- @include shard.lua

local function verdict(id)
  local task = fields_of(id, 'st', 'e', 'c')
  local state, entry = task[1], task[2]
  local queued = entry and entry ~= '' and #redis.call('XRANGE', stream_key(task[3]), entry, entry) == 1
  local delayed = redis.call('ZSCORE', prefix .. 'delayed', id)
  local leased = redis.call('ZSCORE', prefix .. 'leases', id)
  if state == 'PENDING' then
    if leased or (queued and delayed) then return 'twice' end
    return not queued and not delayed and 'nowhere'
  elseif state == 'RUNNING' then
    if delayed then return 'twice' end
    return not leased and 'nowhere'
  elseif state then
    return (queued or delayed or leased) and 'ended'
  end
end

local reply = {}
for i = 2, #ARGV do
  local kind = verdict(ARGV[i])
  if kind then
    reply[#reply + 1] = ARGV[i]
    reply[#reply + 1] = kind
  end
end
return reply
