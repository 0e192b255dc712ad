-- Carries a bulk job on: replays or discards as many letters as its rate allows now, and notes how far it has come, all in one
-- step, so that whoever carries it on after this does none of it again.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the job's id
-- ARGV[3]  the node
-- ARGV[4]  the number under which the node holds the job
-- ARGV[5]  for how long in ms it holds it from now on
-- ARGV[6]  the channel of the bell
-- ARGV[7]  the type
-- ARGV[8]  why the job waits, '' where it does not
-- ARGV[9…11] the place up to which all letters were looked at (when it failed, id; '' for no further than the last letter below),
--          and how many were between the last letter below and that place
-- ARGV[12] '1' where no letter follows
-- ARGV[13…] three for each letter, in their order: id, when it failed, how many were looked at from the one before it up to it
-- Returns  { 'went', how many of the letters were dealt with, how many of these were replayed or discarded, ms until another one
--          may be, state of the job } | { 'lost' }
local prefix = KEYS[1]
local now = ARGV[1]
local job = ARGV[2]
local node, fence = ARGV[3], ARGV[4]
local lease = tonumber(ARGV[5])
local bell = ARGV[6]
local type_name = ARGV[7]
local waiting = ARGV[8]
local end_at, end_id, end_looked = ARGV[9], ARGV[10], tonumber(ARGV[11])
local is_last = ARGV[12] == '1'
local LETTERS = 13
--- @include record.lua
--- @include moves.lua
--- @include reviving.lua
--- @include bulk.lua

if not is_held(node, fence) then
  return { 'lost' }
end
local fields = redis.call('HMGET', JOB, 'state', 'action', 'rate', 'limit', 'tokens', 'tokens-at', 'done')
local state, action = fields[1], fields[2]
if state ~= 'running' then
  return { 'went', 0, 0, 0, state }
end
local rate, limit, done = tonumber(fields[3]), tonumber(fields[4]) or 0, tonumber(fields[7]) or 0
-- What fills up while nothing is done is a quarter of a second's worth, so that a node that is late now and then keeps the rate.
local tokens = math.min(math.max(1, rate / 4), tonumber(fields[5]) + rate * math.max(0, now - tonumber(fields[6])) / 1000)

local dealt, did, gone, moved, looked = 0, 0, 0, 0, 0
local at, last
local opened = {}
for i = LETTERS, #ARGV, 3 do
  if tokens < 1 or limit > 0 and done + did >= limit then
    break
  end
  local id, failed = ARGV[i], ARGV[i + 1]
  local text = peek(id)
  if not text then
    gone = gone + 1
  elseif sub(text, STATE, PLACE_END) ~= 'F-' or number(text, FINISHED, FINISHED_END, 0) ~= tonumber(failed) then
    -- Somebody else was faster.
    moved = moved + 1
  else
    if action == 'discard' then
      discard(id)
    else
      revive(id, text)
      opened[#opened + 1] = id
    end
    did = did + 1
    tokens = tokens - 1
  end
  dealt = dealt + 1
  looked = looked + tonumber(ARGV[i + 2])
  at, last = failed, id
end

local is_through = LETTERS + 3 * dealt > #ARGV
if is_through and end_at ~= '' then
  at, last, looked = end_at, end_id, looked + end_looked
end
redis.call('HSET', JOB, 'tokens', fmt('%.6f', tokens), 'tokens-at', now, 'lease', now + lease, 'waiting', waiting)
if at then
  redis.call('HSET', JOB, 'at', at, 'at-id', last)
  redis.call('HINCRBY', JOB, 'looked', looked)
end
for name, by in pairs({ done = did, gone = gone, moved = moved }) do
  if by > 0 then
    redis.call('HINCRBY', JOB, name, by)
  end
end
if #opened > 0 then
  redis.call('RPUSH', OPEN, unpack(opened))
  redis.call('PUBLISH', bell, 'claimable ' .. type_name)
end
if is_through and is_last or limit > 0 and done + did >= limit then
  state = 'finished'
  conclude(state)
end
keep()
return { 'went', dealt, did, tokens < 1 and math.ceil((1 - tokens) * 1000 / rate) or 0, state }
