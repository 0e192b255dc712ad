-- Pauses a bulk job, lets it go on, or cancels it.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the job's id
-- ARGV[3]  'pause' | 'resume' | 'cancel'
-- Returns  { 'changed', 0, how many of its tasks are open, { name, value, … } } | { 'refused', its state } | { 'unknown' }
local prefix = KEYS[1]
local now = ARGV[1]
local job = ARGV[2]
local verb = ARGV[3]
--- @include record.lua
--- @include moves.lua
--- @include bulk.lua

local state = redis.call('HGET', JOB, 'state')
if not state then
  return { 'unknown' }
end
local from = { pause = { running = true }, resume = { paused = true }, cancel = { running = true, paused = true } }
if not from[verb][state] then
  return { 'refused', state }
end
begin_without_memory()
if verb == 'cancel' then
  conclude('canceled')
elseif verb == 'pause' then
  redis.call('HSET', JOB, 'state', 'paused', 'waiting', '')
else
  -- Nothing has come together while it was paused.
  redis.call('HSET', JOB, 'state', 'running', 'tokens', 1, 'tokens-at', now)
end
keep()
return told('changed')
