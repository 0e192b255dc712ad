-- Takes back what a person has set: what the handler or the configuration brings holds again.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the channel of the bell
-- ARGV[3]  the type
-- Returns  'cleared' | 'none' where nothing was set
local prefix = KEYS[1]
local now = ARGV[1]
local bell = ARGV[2]
local type_name = ARGV[3]
--- @include record.lua
--- @include manual.lua

local was_set = #manual_limits() > 0
forget_manual()
if not was_set then
  return 'none'
end
redis.call('PUBLISH', bell, 'claimable ' .. type_name)
return 'cleared'
