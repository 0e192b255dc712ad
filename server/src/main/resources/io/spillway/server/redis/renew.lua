-- Prolongs leases, each only for the node and the claim that hold the task.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the node, 32 bytes
-- ARGV[3]  the lease in ms
-- ARGV[4…] two for each: id, fence
-- Returns  a letter for each: h held · c lost, because the task was canceled · l lost
local prefix = KEYS[1]
local now = ARGV[1]
local node = ARGV[2]
local lease = tonumber(ARGV[3])
--- @include record.lua
--- @include moves.lua

begin_without_memory()
local letters, held = {}, {}
for i = 4, #ARGV, 2 do
  local id, fence = ARGV[i], ARGV[i + 1]
  local text = peek(id)
  local letter = 'l'
  if text and sub(text, FENCE, FENCE_END) == fence and sub(text, NODE, NODE_END) == node then
    local state = sub(text, STATE, STATE_END)
    if state == 'R' then
      letter = 'h'
      held[#held + 1] = now + lease
      held[#held + 1] = id
    elseif state == 'C' then
      letter = 'c'
    end
  end
  letters[#letters + 1] = letter
end
if #held > 0 then
  redis.call('ZADD', LEASES, unpack(held))
end
return table.concat(letters)
