-- How work.lua ends attempts.

local TO = { succeeded = 'S', failed = 'F', again = 'P', back = 'P' }

-- When a retry may begin at the earliest for the sake of the budget; false where that is too late. A retry takes a token. One
-- comes with each so many first attempts and, besides, so many a second; retries beyond that wait in the order in which they
-- came, so that however many tasks fail, the other side gets no more than its share on top.
local function turn_of_retry()
  if budget_share < 0 then
    return now
  end
  local meter = redis.call('HMGET', SHARD, 'tokens', 'tokens-at', 'firsts-then')
  local most = math.max(1, budget_floor * 10)
  local tokens = tonumber(meter[1]) or most
  tokens = tokens + budget_floor * math.max(0, now - (tonumber(meter[2]) or now)) / 1000
    + budget_share * math.max(0, firsts - (tonumber(meter[3]) or firsts))
  tokens = math.min(most, tokens) - 1
  local wait = tokens < 0 and -tokens * 1000 / budget_floor or 0
  if wait > budget_wait then
    return false
  end
  redis.call('HSET', SHARD, 'tokens', fmt('%.3f', tokens), 'tokens-at', now, 'firsts-then', firsts)
  return now + math.ceil(wait)
end

local left = {}
local entries = {}
local given_back = false

local function settle(i)
  local id, fence, word, cause, note = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local text = peek(id)
  if not text then
    return 'x'
  end
  local state = sub(text, STATE, STATE_END)
  local held = sub(text, FENCE, FENCE_END) == fence and sub(text, NODE, NODE_END) == node
  if not held or state ~= 'R' then
    local before = sub(text, CAUSE, CAUSE_END)
    if held and state == TO[word] and (word == 'succeeded' or before == cause or word == 'back' and before ~= LEASE_LOST) then
      return 's'
    end
    if word == 'succeeded' and state ~= 'S' and sub(text, WON, WON_END) ~= '1' then
      -- Its lease is lost, and with it the right to say how the task ends. That it was done is kept, so that it is not
      -- done again.
      redis.call('SET', prefix .. 'won:' .. id, note, 'PX', dead_retention)
      write(id, WON - 1, '1')
    end
    return 'x'
  end
  local letter = 's'
  if sub(text, WON, WON_END) == '1' and word ~= 'succeeded' then
    word, cause, note, letter = 'succeeded', '-', redis.call('GET', prefix .. 'won:' .. id) or '', 'w'
  end
  local criticality = criticality_of(text)
  left[#left + 1] = id
  local entry = entry_of(text)
  if entry then
    local of = entries[criticality] or {}
    entries[criticality] = of
    of[#of + 1] = entry
  end
  calm(id, text, per_key)
  if word == 'again' then
    local turn = turn_of_retry()
    local deadline = number(text, DEADLINE, DEADLINE_END, 0)
    if turn and (deadline == 0 or turn < deadline) then
      delay(id, text, math.max(now + tonumber(ARGV[i + 5]), turn), cause, note)
      return letter
    end
    word, letter = 'failed', 'b'
    note = note .. '; not tried again: the retry budget of its type is used up'
  end
  if word == 'succeeded' then
    finish(id, text, 'S', '-', note, retention)
    add(succeeded, id, text)
  elseif word == 'failed' then
    finish(id, text, 'F', cause, note, dead_retention)
    add(failed, id, text)
  else
    give_back(id, text)
    given_back = true
  end
  return letter
end

local letters = {}
if #ARGV >= ATTEMPTS_FROM then
  begin_without_memory()
end
for i = ATTEMPTS_FROM, #ARGV, 6 do
  letters[#letters + 1] = settle(i)
end
if given_back then
  -- Who gives back does not claim.
  redis.call('PUBLISH', bell, 'claimable ' .. type_name)
end
if #left > 0 then
  redis.call('ZREM', LEASES, unpack(left))
  for criticality, of in pairs(entries) do
    redis.call('XACK', QUEUES[criticality], GROUP, unpack(of))
    redis.call('XDEL', QUEUES[criticality], unpack(of))
  end
end
