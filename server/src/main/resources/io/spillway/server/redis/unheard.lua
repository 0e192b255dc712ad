-- Puts back, as if never claimed, what a node was given without hearing of it: the answer to its claim was lost.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the node, 32 bytes
-- ARGV[3]  the channel of the bell
-- ARGV[4]  the type
-- ARGV[5…] the fences of the claims that the node knows
-- Returns  the ids of the tasks that were put back
local prefix = KEYS[1]
local now = ARGV[1]
local node = ARGV[2]
local bell = ARGV[3]
local type_name = ARGV[4]
--- @include record.lua
--- @include moves.lua

local MOST = 10000
begin_without_memory()
local known = {}
for i = 5, #ARGV do
  known[ARGV[i]] = true
end
local back = {}
for _, id in ipairs(redis.call('ZRANGE', LEASES, 0, MOST - 1)) do
  local text = peek(id)
  if text and sub(text, STATE, STATE_END) == 'R' and sub(text, NODE, NODE_END) == node and not known[sub(text, FENCE, FENCE_END)] then
    redis.call('ZREM', LEASES, id)
    dequeue(criticality_of(text), entry_of(text))
    calm(id, text)
    give_back(id, text)
    back[#back + 1] = id
  end
end
if #back > 0 then
  redis.call('PUBLISH', bell, 'claimable ' .. type_name)
end
return back
