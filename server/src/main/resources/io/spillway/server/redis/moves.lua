-- The relation of states, and the moves that the scripts of a shard are made of. Expects what record.lua defines.

-- The relation of TaskState.java; a test compares the two over all pairs.
local NEXT = { P = 'RFC', R = 'PSFC', S = '', F = 'P', C = 'P' }
local DONE = { S = prefix .. 'done:SUCCEEDED', F = prefix .. 'done:FAILED', C = prefix .. 'done:CANCELED' }
local DEAD = prefix .. 'dead'
local LISTED = { S = 10000, C = 10000, F = 100000 }
local TRIMMED = 64
local DEADLINE_PASSED, CANCELED, LEASE_LOST = 'x', 'c', 'l'
local SPACES = '                        '

-- Lets the script go on where Redis is full: a script is refused for want of memory only until its first write, and this is
-- one that needs none.
local function begin_without_memory()
  redis.call('ZREM', LEASES, '-')
end

local function may(head, to)
  local next = NEXT[sub(head, STATE, STATE_END)]
  return next and string.find(next, to, 1, true) or false
end

local function write(id, offset, text)
  redis.call('SETRANGE', task_key(id), offset, text)
end

local function write_note(id, head, note)
  if note ~= '' then
    write(id, note_at(head), note)
  end
end

-- What a move that waits or ends writes: all from the state to the length of the note.
local function state_text(state, place, cause, head, due, finished, note)
  return state .. place .. cause .. sub(head, TIER, FENCE_END) .. due .. sub(head, STARTED, FIRST_END) .. finished
    .. fmt('%07d', #note)
end

-- Puts a task into its queue, at the end.
local function enqueue(id, head, cause, note)
  local criticality = criticality_of(head)
  local entry = redis.call('XADD', QUEUES[criticality], '*', 'i', id)
  write(id, 0, state_text('P', 'q', cause, head, NOW, NO_TIME, note) .. entry .. sub(SPACES, #entry + 1))
  write_note(id, head, note)
end

-- Makes a task wait until it is due. One that is due goes before those in the queue.
local function delay(id, head, due, cause, note)
  redis.call('ZADD', DELAYED[criticality_of(head)], due, id)
  write(id, 0, state_text('P', 'd', cause, head, padded_time(due), NO_TIME, note))
  write_note(id, head, note)
end

-- Makes a task wait as if it had never been claimed.
local function give_back(id, text)
  local attempt = fmt('%03d', math.max(0, number(text, ATTEMPT, ATTEMPT_END, 1) - 1))
  delay(id, sub(text, 1, ATTEMPT - 1) .. attempt .. sub(text, FENCE), number(text, DUE, DUE_END, now),
    sub(text, CAUSE, CAUSE_END), note_of(id, text))
end

-- Takes an entry out of its queue, whoever holds it.
local function dequeue(criticality, entry)
  if entry then
    redis.call('XACK', QUEUES[criticality], GROUP, entry)
    redis.call('XDEL', QUEUES[criticality], entry)
  end
end

local function parked_lane(lane)
  return PARKED .. ':' .. lane
end

-- Lets tasks of a concurrency key go on that wait for others of the key to end. One that matters more than all before it may go
-- on as well: a tier may keep those before it from running. Whichever is claimed too late is parked again.
local function release(lane, room)
  if room < 1 then
    return
  end
  local most = math.min(room, 64)
  local waiting = redis.call('ZRANGE', parked_lane(lane), 0, most + 15, 'WITHSCORES')
  local best = '9'
  for i = 1, #waiting, 2 do
    local id = waiting[i]
    local text = peek(id)
    local criticality = text and sub(text, STATE, PLACE_END) == 'Pk' and criticality_of(text)
    if i < 2 * most or criticality and criticality < best then
      redis.call('ZREM', parked_lane(lane), id)
      redis.call('ZREM', PARKED, id)
      if criticality then
        redis.call('ZADD', DELAYED[criticality], waiting[i + 1], id)
        write(id, PLACE - 1, 'd')
        best = criticality < best and criticality or best
      end
    end
  end
end

-- Lets another task of the same concurrency key go on in the place of one that waited for its turn, and will not run.
local function pass_turn(id, text)
  local lane = lane_of(id, text)
  if lane ~= '' then
    release(lane, 1)
  end
end

local function room_of(per_key)
  return per_key < 0 and 1e9 or per_key
end

-- Notes that a task of a concurrency key runs no more. Where the limit is not known, one other may go on in its place.
local function calm(id, text, per_key)
  if sub(text, PLACE, PLACE_END) == 'L' then
    local lane = lane_of(id, text)
    local left = redis.call('HINCRBY', BUSY, lane, -1)
    if left < 1 then
      redis.call('HDEL', BUSY, lane)
    end
    release(lane, per_key and room_of(per_key) - math.max(left, 0) or 1)
  end
end

-- Ends a task: it and its idempotency key live on for the retention, and its state's list shows it.
local function finish(id, text, state, cause, note, retention)
  local key = key_of(id, text)
  write(id, 0, state_text(state, '-', cause, text, sub(text, DUE, DUE_END), NOW, note))
  write_note(id, text, note)
  redis.call('PEXPIRE', task_key(id), retention)
  if key ~= '' then
    redis.call('PEXPIRE', prefix .. 'key:' .. key, retention)
  end
end

-- Lists failed tasks as dead letters, by the time at which they failed: they wait for a person. Where there are too many, the
-- oldest leave, and are counted.
local function bury(ended, retention)
  local letters = {}
  for i = 2, #ended, 2 do
    letters[#letters + 1] = now
    letters[#letters + 1] = ended[i]
  end
  redis.call('ZADD', DEAD, unpack(letters))
  redis.call('PEXPIRE', DEAD, retention)
  local expired = redis.call('ZRANGEBYSCORE', DEAD, '-inf', now - retention, 'LIMIT', 0, math.max(TRIMMED, #letters / 2))
  if #expired > 0 then
    redis.call('ZREM', DEAD, unpack(expired))
  end
  local dropped = redis.call('ZREMRANGEBYRANK', DEAD, 0, -(LISTED.F + 1))
  if dropped > 0 then
    redis.pcall('HINCRBY', SHARD, 'letters-dropped', dropped)
  end
end

-- Lists tasks as ended. `ended` is a list of creation times and ids in turn. One time in eight the list is
-- brought back within its bounds: the oldest leave first. A task is kept from its end on, so one that was created long ago may still be there.
local function list(state, ended, retention)
  if #ended == 0 then
    return
  end
  if state == 'F' then
    bury(ended, retention)
  end
  local done = DONE[state]
  redis.call('ZADD', done, unpack(ended))
  -- Nothing in it outlives what was added last.
  redis.call('PEXPIRE', done, retention)
  if now % 8 > 0 then
    return
  end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', done, '-inf', now - retention, 'LIMIT', 0, TRIMMED)) do
    if redis.call('EXISTS', task_key(id)) == 0 then
      redis.call('ZREM', done, id)
    end
  end
  redis.call('ZREMRANGEBYRANK', done, 0, -(LISTED[state] + 1))
end

local function created_of(head)
  return number(head, CREATED, CREATED_END, now)
end
