-- How work.lua claims.

local claimed, expired, won = {}, {}, {}
local taken = 0
local parked = 0
local claims = tonumber(shard[13]) or 0
-- Fences go by the clock of Redis, a hundred for each ms, and by the last one where that is ahead: a Redis that has lost its last
-- claims, in a power cut or to a replica, does not give their fences to others. The field has 15 digits.
local fence = tonumber(shard[6])
if not fence or not (fence >= 0 and fence < 9e14) then
  fence = 0
end
fence = math.max(fence, math.min(now * 100, 9e14))
local next_due = -1
local leases = {}
local passing = {}
local looked = 0

-- Whether the concurrency key of a task is taken; then it waits for another task of the key to end.
local function park(id, record, lane)
  if (tonumber(redis.call('HGET', BUSY, lane)) or 0) < per_key then
    return false
  end
  local due = number(record, DUE, DUE_END, now)
  redis.call('ZADD', parked_lane(lane), due, id)
  redis.call('ZADD', PARKED, due, id)
  write(id, PLACE - 1, 'k')
  parked = parked + 1
  return true
end

local function claim(id, record, entry, leased)
  fence = fence + 1
  claims = claims + 1
  taken = taken + 1
  local attempt = number(record, ATTEMPT, ATTEMPT_END, 0) + 1
  local first = sub(record, FIRST, FIRST_END)
  if attempt == 1 then
    firsts = firsts + 1
    first = NOW
  end
  write(id, 0, 'R' .. leased .. sub(record, CAUSE, CAUSE_END) .. tier .. sub(record, WON, WON_END)
    .. fmt('%03d%015d', attempt, fence) .. sub(record, DUE, DUE_END) .. NOW .. first .. NO_TIME .. sub(record, NOTE, NOTE_END)
    .. (entry and sub(record, ENTRY, ENTRY_END) or SPACES) .. node)
  leases[#leases + 1] = now + lease
  leases[#leases + 1] = id
  claimed[#claimed + 1] = id
  claimed[#claimed + 1] = fence
  claimed[#claimed + 1] = record
end

-- Whether a waiting task is over without being run: an earlier attempt had succeeded, or its time is used up.
local function is_over(id, record)
  if sub(record, WON, WON_END) == '1' then
    -- Through Running, as every task that succeeds.
    finish(id, record, 'S', '-', redis.call('GET', prefix .. 'won:' .. id) or '', retention)
    add(succeeded, id, record)
    won[#won + 1] = id
    return true
  end
  local deadline = number(record, DEADLINE, DEADLINE_END, 0)
  if deadline > 0 and deadline <= now then
    finish(id, record, 'F', DEADLINE_PASSED, 'its time was used up in the queue', dead_retention)
    add(failed, id, record)
    expired[#expired + 1] = id
    return true
  end
  return false
end

-- Claims what waits at this place and may run. Returns whether it was claimed; if not, it belongs here no more.
local function consider(id, place, entry)
  looked = looked + 1
  local record = redis.pcall('GET', task_key(id))
  if type(record) ~= 'string' or #record < HEAD or sub(record, STATE, PLACE_END) ~= 'P' .. place
    or entry and entry_of(record) ~= entry then
    return false
  end
  if is_over(id, record) then
    -- Later: a task that this claim has just parked must not come back into a list that is being worked through.
    passing[#passing + 1] = { id, record }
    return false
  end
  local leased = 'l'
  if per_key >= 0 then
    local lane = lane_of(id, record)
    if lane ~= '' then
      if park(id, record, lane) then
        return false
      end
      redis.call('HINCRBY', BUSY, lane, 1)
      leased = 'L'
    end
  end
  claim(id, record, entry, leased)
  return true
end

-- When the first of the delayed tasks is due, those that wait for nothing but a turn included; false where there is none.
local function first_due(criticality)
  local first = redis.call('ZRANGE', DELAYED[criticality], 0, 0, 'WITHSCORES')
  return first[2] and tonumber(first[2])
end

-- Delayed tasks that are due, retries, and what was let go on: they are older than the queue.
local function take_due(criticality, count)
  local ids = redis.call('ZRANGEBYSCORE', DELAYED[criticality], '-inf', now, 'LIMIT', 0, count)
  if #ids == 0 then
    return 0
  end
  for _, id in ipairs(ids) do
    consider(id, 'd')
  end
  redis.call('ZREM', DELAYED[criticality], unpack(ids))
  return #ids
end

local function read(criticality, count)
  local stream = QUEUES[criticality]
  local reply = redis.pcall('XREADGROUP', 'GROUP', GROUP, CONSUMER, 'COUNT', count, 'STREAMS', stream, '>')
  if reply and reply.err then
    if not string.find(reply.err, 'NOGROUP', 1, true) then
      error(reply.err)
    end
    -- From the beginning, never from '$': what was queued before the group came would never be read.
    redis.call('XGROUP', 'CREATE', stream, GROUP, '0', 'MKSTREAM')
    reply = redis.call('XREADGROUP', 'GROUP', GROUP, CONSUMER, 'COUNT', count, 'STREAMS', stream, '>')
  end
  return reply and reply[1] and reply[1][2] or {}
end

local function take_queued(criticality, count)
  local dropped = {}
  local found = read(criticality, count)
  for _, each in ipairs(found) do
    if not consider(each[2][2], 'q', each[1]) then
      dropped[#dropped + 1] = each[1]
    end
  end
  if #dropped > 0 then
    redis.call('XACK', QUEUES[criticality], GROUP, unpack(dropped))
    redis.call('XDEL', QUEUES[criticality], unpack(dropped))
  end
  return #found
end

-- Takes up to `count` tasks of a criticality. What is due goes first, but leaves half of the room to the queue.
local function take(criticality, count, enough)
  local until_taken = taken + count
  local due = first_due(criticality)
  local are_due = due and due <= now
  if are_due then
    local half = math.floor((count + claims % 2) / 2)
    if half > 0 then
      take_due(criticality, half)
    end
  elseif due then
    next_due = next_due < 0 and due - now or math.min(next_due, due - now)
  end
  while taken < until_taken and looked < enough do
    local wanted = until_taken - taken
    if take_queued(criticality, wanted) < wanted then
      break
    end
  end
  while are_due and taken < until_taken and looked < enough do
    local wanted = until_taken - taken
    if take_due(criticality, wanted) < wanted then
      break
    end
  end
  if are_due and taken < until_taken then
    due = first_due(criticality)
    if due then
      next_due = next_due < 0 and math.max(0, due - now) or math.min(next_due, math.max(0, due - now))
    end
  end
end

-- How many of the claims that follow are kept for the criticality at this place, counted from the last one. It goes by the
-- numbers of the claims, so that it holds for claims of any size: the last one is kept the 8th of sixteen, the one before it
-- the 4th of eight, the one before that the 2nd of four. Those that matter more go first, and none starves.
local function kept(from_last, count)
  local every = 2 ^ math.max(1, 4 - from_last)
  return math.floor((claims + count - every / 2) / every) - math.floor((claims - every / 2) / every)
end

local function take_by_criticality(order, count, enough)
  local keep, all_kept = {}, 0
  for i = 2, #order do
    keep[i] = math.min(kept(#order - i, count), count - all_kept)
    all_kept = all_kept + keep[i]
  end
  local capped = {}
  for i = 1, #order do
    all_kept = all_kept - (keep[i] or 0)
    local room = count - taken - all_kept
    local before = taken
    if room > 0 and looked < enough then
      take(order[i], room, enough)
    end
    if taken - before >= room then
      capped[#capped + 1] = order[i]
    end
  end
  -- What was kept for others and not taken by them.
  for _, criticality in ipairs(capped) do
    if taken < count and looked < enough then
      take(criticality, count - taken, enough)
    end
  end
end

-- The criticalities that may run, without those that no task of the shard ever had. Now and then all are looked at, in case
-- that was damaged.
local function worth_a_look()
  local seen = shard[5]
  local order = {}
  for i = 1, #criticalities do
    local digit = sub(criticalities, i, i)
    if not seen or now % 64 == 0 or string.find(seen, digit, 1, true) then
      order[#order + 1] = digit
    end
  end
  return order
end

-- After the limits were changed, parked tasks are looked at again, some at each claim.
local function sweep(from)
  local ids = redis.call('ZRANGE', PARKED, from, from + 63)
  local freed = 0
  for _, id in ipairs(ids) do
    local text = peek(id)
    local lane = text and lane_of(id, text) or ''
    local room = room_of(per_key) - (tonumber(redis.call('HGET', BUSY, lane)) or 0)
    if room > 0 then
      release(lane, room)
      freed = freed + 1
    end
  end
  if #ids < 64 then
    redis.call('HDEL', SHARD, 'sweep')
  else
    redis.call('HSET', SHARD, 'sweep', from + #ids - freed)
  end
end

-- When the next delayed task comes due, in ms from now; -1 where none waits.
local function look_for_due()
  local next = -1
  for i = 1, #criticalities do
    local due = redis.call('ZRANGE', DELAYED[sub(criticalities, i, i)], 0, 0, 'WITHSCORES')
    if due[2] then
      local ms = math.max(0, tonumber(due[2]) - now)
      next = next < 0 and ms or math.min(next, ms)
    end
  end
  return next
end

-- Whether any task waits that could be claimed, but for the limits.
local function anything_queued()
  for i = 1, #criticalities do
    local stream = QUEUES[sub(criticalities, i, i)]
    local length = redis.call('XLEN', stream)
    if length > 0 then
      local pending = redis.pcall('XPENDING', stream, GROUP)
      if pending.err or length > pending[1] then
        return true
      end
    end
  end
  return false
end

-- Counts the claims. Notes also how many there were when this second began and when the one before it did: what the starts of
-- the last second are told from.
local function count(last)
  local second = math.floor(now / 1000)
  local began = tonumber(shard[11])
  if began == second then
    redis.call('HSET', SHARD, 'fence', fmt('%.0f', fence), 'claims', claims, 'firsts', firsts)
  else
    local before = began == second - 1 and shard[12] or last
    redis.call('HSET', SHARD, 'fence', fmt('%.0f', fence), 'claims', claims, 'firsts', firsts, 'second', second,
      'second-claims', last, 'before-claims', before)
  end
end

local held_back, wait = '', -1
if max > 0 then
  if #letters == 0 then
    begin_without_memory()
  end
  local from = tonumber(shard[4])
  if from then
    sweep(from)
  end
  local room = max
  local function hold(limit, why, ms)
    if limit < room then
      room, held_back, wait = math.max(0, limit), why, ms
    end
  end
  if concurrency >= 0 then
    hold(concurrency - redis.call('ZCARD', LEASES), 'concurrency', -1)
  end
  local tokens = 0
  if rate >= 0 then
    local most = math.max(1, rate / 10)
    tokens = math.min(most, (tonumber(shard[8]) or most) + rate * math.max(0, now - (tonumber(shard[9]) or now)) / 1000)
    hold(math.floor(tokens), 'rate', rate > 0 and math.ceil((1 - tokens % 1) * 1000 / rate) or -1)
  end
  if room > 0 then
    local last = claims
    take_by_criticality(worth_a_look(), room, room + 256)
    for _, each in ipairs(passing) do
      pass_turn(each[1], each[2])
    end
    if taken > 0 then
      redis.call('ZADD', LEASES, unpack(leases))
      count(last)
    end
    if rate >= 0 then
      redis.call('HSET', SHARD, 'rate-tokens', fmt('%.6f', tokens - taken), 'rate-at', now)
    end
  end
  if taken < room then
    -- Nothing more can be claimed now, so no limit held anything back.
    held_back, wait = '', looked >= room + 256 and 0 or next_due
  elseif held_back ~= '' then
    local due = look_for_due()
    if due ~= 0 and not anything_queued() then
      held_back, wait = '', due
    elseif set_until then
      wait = wait < 0 and set_until - now or math.min(wait, set_until - now)
    end
  end
end
