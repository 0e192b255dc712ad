-- Takes a node out, if it is still the one that asks.
-- KEYS[1]  the nodes, as in nodes_announce.lua
-- ARGV[1]  the name
-- ARGV[2]  the incarnation
-- Returns  'removed' | 'other'
local nodes = KEYS[1]
local name, incarnation = ARGV[1], ARGV[2]

local standing = redis.call('HGET', nodes, name)
if not standing or string.match(standing, '^%d+ (%S+) ') ~= incarnation then
  return 'other'
end
redis.call('HDEL', nodes, name)
return 'removed'
