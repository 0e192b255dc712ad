-- What a node does with a type in one go: ends attempts, each only for the node and the claim that hold the task (Running →
-- Succeeded, Failed or Pending), and takes as many tasks as it has room for (Pending → Running) under a lease. A task whose
-- deadline has passed in the queue fails without being run; one whose earlier attempt turned out to have succeeded is not run
-- again.
-- KEYS[1]  what the shard's keys begin with
-- ARGV[1]  now in ms, or '' for the clock of Redis
-- ARGV[2]  the node, 32 bytes
-- ARGV[3]  the retention of succeeded tasks in ms
-- ARGV[4]  the retention of failed tasks in ms
-- ARGV[5]  how many tasks to claim at the most; 0 for none
-- ARGV[6]  the lease in ms
-- ARGV[7]  the tier in force, a digit
-- ARGV[8]  the digits of the criticalities that may run, those that go first first
-- ARGV[9…11]  limits of the type in the whole cluster, -1 for none: tasks at the same time, starts a second, tasks at the same
--          time with the same concurrency key, '' where nothing is claimed and nobody knows
-- ARGV[12…14] the retry budget: its share of first attempts, or -1 for no budget; retries a second that are always allowed; how
--          long in ms a retry may wait for its turn
-- ARGV[15] the channel of the bell
-- ARGV[16] the type
-- ARGV[17…] six for each attempt: id, fence, 'succeeded' | 'failed' | 'again' | 'back', cause or '-', note, delay in ms
-- Returns  { now, a letter for each attempt: s settled · x stale (another claim, a cancel or the end of the lease came first,
--          and no state was changed) · w settled as succeeded, because an earlier attempt had been · b failed, because the retry
--          budget is used up; asked again, because the answer was lost, it says s again,
--          what held the claim back: '' | 'concurrency' | 'rate', ms until another look is worth it or -1,
--          claimed: { id, fence, record as it was before, … }, expired: { id, … }, won: { id, … }, how many were parked }
local prefix = KEYS[1]
local now = ARGV[1]
local node = ARGV[2]
local retention = tonumber(ARGV[3])
local dead_retention = tonumber(ARGV[4])
local max = tonumber(ARGV[5])
local lease = tonumber(ARGV[6])
local tier = ARGV[7]
local criticalities = ARGV[8]
local budget_share = tonumber(ARGV[12])
local budget_floor = tonumber(ARGV[13])
local budget_wait = tonumber(ARGV[14])
local bell, type_name = ARGV[15], ARGV[16]
local ATTEMPTS_FROM = 17
--- @include record.lua
--- @include moves.lua
--- @include manual.lua

local shard = redis.pcall('HMGET', SHARD, 'concurrency', 'rate', 'per-key', 'sweep', 'seen', 'fence', 'firsts', 'rate-tokens',
  'rate-at', 'until', 'second', 'second-claims', 'claims')
-- What a person has set while the servers run goes before what the node brings, until its time is over.
local set_until = tonumber(shard[10])
if set_until and set_until <= now then
  forget_manual()
  shard[1], shard[2], shard[3], shard[4], set_until = false, false, false, '0', nil
end
local concurrency = tonumber(shard[1]) or tonumber(ARGV[9])
local rate = tonumber(shard[2]) or tonumber(ARGV[10])
local per_key = tonumber(shard[3]) or tonumber(ARGV[11])
local firsts = tonumber(shard[7]) or 0
local succeeded, failed = {}, {}

local function add(ended, id, head)
  ended[#ended + 1] = created_of(head)
  ended[#ended + 1] = id
end

--- @include settling.lua
--- @include claiming.lua

list('S', succeeded, retention)
list('F', failed, dead_retention)
return { now, table.concat(letters), held_back, wait, claimed, expired, won, parked }
